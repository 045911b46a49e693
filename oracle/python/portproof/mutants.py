"""Makes mutants of an original, one node of its syntax tree each, and puts one in its place.

What they are for, and the operators, come from mutation testing (DeMillo, Lipton, Sayward 1978;
Jia, Harman 2011): an input that tells a mutant from the original would tell a port with that
mistake.
"""

import ast
import copy
import os
import sys
import sysconfig
import types
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Set, Tuple

from .callees import callees, codes_of, plain

_COMPARISONS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is}
_ARITHMETIC = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitAnd, ast.LShift: ast.RShift, ast.RShift: ast.LShift}
_METHODS = {
    "lower": "upper", "upper": "lower", "casefold": "lower", "strip": "rstrip", "lstrip": "strip",
    "rstrip": "strip", "startswith": "endswith", "endswith": "startswith", "find": "rfind",
    "rfind": "find", "split": "rsplit", "rsplit": "split", "partition": "rpartition",
    "rpartition": "partition", "isdigit": "isnumeric", "isalpha": "isalnum", "title": "capitalize",
    "min": "max", "max": "min", "any": "all", "all": "any", "ceil": "floor", "floor": "ceil"}
_SORT_KEYWORDS = ("key", "reverse")


class Place(NamedTuple):
    """A function of the original, and the file that its code was compiled from."""

    function: types.FunctionType
    file: str


class Mutant:
    """What is changed where. Made only when it is asked for: a compilation each."""

    def __init__(self, place: Place, line: int, statement: int, texts: Tuple[str, str]) -> None:
        self.place, self.line, self.statement = place, line, statement
        self.before, self.after = texts

    def made(self) -> bool:
        """Whether it could take its function's place."""
        raise NotImplementedError

    def put(self) -> None:
        """Takes its function's place, for the rest of this process."""
        raise NotImplementedError


class _Edit(Mutant):
    """Another node in the syntax tree."""

    def __init__(self, place: Place, tree: ast.AST, where: "_Where", changed: ast.AST) -> None:
        line = getattr(where.node(), "lineno", where.statement)
        super().__init__(place, line, where.statement, (_text(where.node()), _text(changed)))
        self.tree, self.where, self.changed = tree, where, changed

    def _code(self) -> Optional[types.CodeType]:
        own = self.place.function.__code__
        node = self.where.node()
        for part in ast.walk(self.changed):
            ast.copy_location(part, node)
        self.where.put(self.changed)
        try:
            compiled = compile(self.tree, own.co_filename, "exec")
        except (SyntaxError, ValueError, TypeError):
            return None
        finally:
            self.where.put(node)
        code = _code_at(compiled, own.co_name, own.co_firstlineno)
        return code if code is not None and code.co_freevars == own.co_freevars else None

    def made(self) -> bool:
        return self._code() is not None

    def put(self) -> None:
        self.place.function.__code__ = self._code()  # type: ignore[assignment]


class _Default(Mutant):
    """Another default of a parameter."""

    def __init__(self, place: Place, at: int, value: Any) -> None:
        line = place.function.__code__.co_firstlineno
        old = (place.function.__defaults__ or ())[at]
        super().__init__(place, line, line, (f"default {old!r}", f"default {value!r}"))
        self.at, self.value = at, value

    def made(self) -> bool:
        return True

    def put(self) -> None:
        old = self.place.function.__defaults__ or ()
        self.place.function.__defaults__ = (*old[:self.at], self.value, *old[self.at + 1:])


class _Where(NamedTuple):
    """A place in a syntax tree: a field of a node, where it is a list an element, its statement."""

    parent: ast.AST
    field: str
    at: Optional[int]
    statement: int

    def node(self) -> ast.AST:
        whole = getattr(self.parent, self.field)
        return whole if self.at is None else whole[self.at]

    def put(self, node: ast.AST) -> None:
        if self.at is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.at] = node


def _source_file(function: types.FunctionType) -> str:
    """Of a frozen module: the file that it was frozen from."""
    name = function.__code__.co_filename
    if name.startswith("<frozen "):
        module = name[len("<frozen "):-1].replace(".", os.sep)
        name = os.path.join(sysconfig.get_paths()["stdlib"], module + ".py")
    return name if os.path.isfile(name) else ""


def places(original: Any) -> List[Place]:
    """The original and the functions of its module that it names, and those that they name."""
    first = plain(original)
    if first is None:
        return []
    ours = callees(first, lambda function: function.__module__ == first.__module__
                   and bool(_source_file(function)))
    return [Place(each.function, _source_file(each.function)) for each in ours]


def _edits(node: ast.AST) -> Iterator[ast.AST]:
    """Nodes that may take this one's place."""
    if isinstance(node, ast.Compare):
        for i, operator in enumerate(node.ops):
            if type(operator) in _COMPARISONS:
                changed = copy.deepcopy(node)
                changed.ops[i] = _COMPARISONS[type(operator)]()
                yield changed
    elif isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in _ARITHMETIC:
        changed = copy.deepcopy(node)
        changed.op = _ARITHMETIC[type(node.op)]()
        yield changed
    elif isinstance(node, ast.BoolOp):
        changed = copy.deepcopy(node)
        changed.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield changed
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub)):
        yield copy.deepcopy(node.operand)
    elif isinstance(node, ast.Constant):
        yield from _constants(node)
    elif isinstance(node, ast.Slice):
        yield from _slices(node)
    elif isinstance(node, ast.Call):
        yield from _calls(node)
    elif isinstance(node, (ast.Expr, ast.AugAssign, ast.Delete)):
        yield ast.Pass()
    elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        changed = copy.deepcopy(node)
        changed.exc.func = ast.Name("RuntimeError", ast.Load())
        yield changed
    elif isinstance(node, ast.Break):
        yield ast.Continue()
    elif isinstance(node, ast.Continue):
        yield ast.Break()


def _constants(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if type(value) is bool:
        yield ast.Constant(not value)
    elif type(value) in (int, float):
        yield ast.Constant(value + 1)
        yield ast.Constant(value - 1)
    elif type(value) is str and value:
        yield ast.Constant(value[1:] if len(value) > 1 else "")
    elif type(value) is bytes and value:
        yield ast.Constant(value[1:] if len(value) > 1 else b"")


def _slices(node: ast.Slice) -> Iterator[ast.AST]:
    for end in ("lower", "upper", "step"):
        if getattr(node, end) is not None:
            changed = copy.deepcopy(node)
            setattr(changed, end, None)
            yield changed


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    for i, keyword in enumerate(node.keywords):
        if keyword.arg in _SORT_KEYWORDS:
            changed = copy.deepcopy(node)
            del changed.keywords[i]
            yield changed
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in _METHODS:
        changed = copy.deepcopy(node)
        if isinstance(changed.func, ast.Attribute):
            changed.func.attr = _METHODS[name]
        elif isinstance(changed.func, ast.Name):
            changed.func.id = _METHODS[name]
        yield changed


def _code_at(code: types.CodeType, name: str, line: int) -> Optional[types.CodeType]:
    """The code of the function `name` that begins in `line`."""
    return next((each for each in codes_of(code)
                 if (each.co_name, each.co_firstlineno) == (name, line)), None)


def _definition(tree: ast.AST, function: types.FunctionType) -> Any:
    code = function.__code__
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == code.co_name:
            first = min([node.lineno] + [each.lineno for each in node.decorator_list])
            if first == code.co_firstlineno:
                return node
    return None


def _places_in(node: ast.AST, documented: bool, statement: int) -> Iterator[_Where]:
    """All below this node.

    Annotations, decorators, defaults and what documents a function change nothing that it does.
    """
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "args", "defaults") and isinstance(
                node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.AnnAssign, ast.arg)):
            continue
        for at, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(child, ast.AST) or _is_words(node, child):
                continue
            if documented and field == "body" and at == 0:
                continue
            first = child.lineno if isinstance(child, ast.stmt) else statement
            yield _Where(node, field, at, first)
            yield from _places_in(child, _is_documented(child), first)


def _is_words(parent: ast.AST, node: ast.AST) -> bool:
    """Whether it is what an exception or a warning says: messages are not compared."""
    words = isinstance(node, (ast.JoinedStr, ast.BinOp)) or (
        isinstance(node, ast.Constant) and type(node.value) is str)
    name = getattr(getattr(parent, "func", None), "attr", getattr(
        getattr(parent, "func", None), "id", ""))
    return words and isinstance(parent, ast.Call) and (
        name == "warn" or name.endswith(("Error", "Exception", "Warning")))


def _is_documented(node: ast.AST) -> bool:
    return (isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
            and ast.get_docstring(node, clean=False) is not None)


def _text(node: ast.AST) -> str:
    try:
        return " ".join(ast.unparse(node).split())[:200]
    except (AttributeError, ValueError, RecursionError):  # Python 3.8 has no unparse
        return type(node).__name__


def _mutants_of(place: Place) -> Iterator[Mutant]:
    with open(place.file, "rb") as file:
        tree = ast.parse(file.read())
    definition = _definition(tree, place.function)
    if definition is None:
        return
    for where in list(_places_in(definition, _is_documented(definition), definition.lineno)):
        for changed in _edits(where.node()):
            yield _Edit(place, tree, where, changed)
    for at, value in enumerate(place.function.__defaults__ or ()):
        if type(value) in (bool, int, float, str, bytes):
            for node in _constants(ast.Constant(value)):
                yield _Default(place, at, node.value)  # type: ignore[attr-defined]


class Mutants:
    """All of an original, in the order of its code; one can take its place."""

    def __init__(self, original: Any) -> None:
        self.all = [mutant for place in places(original) for mutant in _mutants_of(place)]

    def describe(self, reached: "Reached") -> List[Dict[str, Any]]:
        """`index`, `file`, `line`, `before`, `after`, and whether a call came there, of each."""
        return [{"index": i, "file": mutant.place.file, "line": mutant.line,
                 "before": mutant.before, "after": mutant.after, "reached": reached.has(mutant)}
                for i, mutant in enumerate(self.all) if mutant.made()]

    def put(self, index: int) -> None:
        """For the rest of this process, which may hold less memory from now on."""
        self.all[index].put()
        _limit_memory()


class Reached:
    """Notes which lines of the original run, while it is entered."""

    def __init__(self, original: Any) -> None:
        self._files = {place.function.__code__.co_filename for place in places(original)}
        self._lines: Dict[str, Set[int]] = {name: set() for name in self._files}
        self.all = False  # whether every line counts as reached

    def has(self, mutant: Mutant) -> bool:
        """Whether its line, or the statement that it is in, ran; of a default, its function."""
        code = mutant.place.function.__code__
        lines = self._lines.get(code.co_filename, set())
        return self.all or mutant.line in lines or mutant.statement in lines

    def __enter__(self) -> None:
        sys.settrace(self._enter)

    def __exit__(self, *_: Any) -> None:
        sys.settrace(None)

    def _enter(self, frame: types.FrameType, event: str, _: Any) -> Any:
        if frame.f_code.co_filename not in self._files:
            return None
        lines = self._lines[frame.f_code.co_filename]
        lines.add(frame.f_code.co_firstlineno)

        def note(inner: types.FrameType, _event: str, _arg: Any) -> Any:
            lines.add(inner.f_lineno)
            return note

        return note


def _limit_memory() -> None:
    """A mutant may have lost the end of a loop that fills memory."""
    most = 2 << 30
    try:
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (most if hard < 0 else min(most, hard), hard))
    except (ImportError, ValueError, OSError):
        print("portproof: the memory of mutants is not limited here", file=sys.stderr)
