"""Exchanges what a function runs, so that every reference to it is recorded."""

import _thread
import os
import sys
import types
import warnings
from typing import Any, Callable, Dict, List, Tuple

from .threads import leave, watch

Observer = Callable[[tuple, Dict[str, Any]], Any]

_GENERATOR = 0x20
_UNSEEN = 0x80 | 0x100 | 0x200  # coroutine, iterable coroutine, async generator
_STAR, _DOUBLE_STAR = 0x04, 0x08
# Constants that are replaced by the observer, by BaseException and by without_our_frames.
_MARK, _ANY, _STRIP = 1.2345678901234567e-301, 1.2345678901234567e-302, 1.2345678901234567e-303
_OURS = os.path.dirname(os.path.abspath(__file__)) + os.sep
_traceback = BaseException.__dict__["__traceback__"]


def without_our_frames(error: BaseException) -> BaseException:
    """Drops the frame that handles it and those of this package from the top of its traceback."""
    traceback = _traceback.__get__(error)
    traceback = traceback.tb_next if traceback is not None else None
    while traceback is not None and traceback.tb_frame.f_code.co_filename.startswith(_OURS):
        traceback = traceback.tb_next
    _traceback.__set__(error, traceback)
    return error


class CannotRecord(Exception):
    """Why a function cannot be recorded, in words for the report."""


def resolve(module: Any, qualname: str) -> Tuple[Any, str, Any]:
    """The owner (module or class), the last name, and the attribute as it stands in the owner."""
    owner = module
    *path, name = qualname.split(".")
    for part in path:
        owner = getattr(owner, part)
    if isinstance(owner, type):
        for base in owner.__mro__:
            if name in base.__dict__:
                return owner, name, base.__dict__[name]
        raise AttributeError(f"{owner.__name__} has no {name}")
    return owner, name, getattr(owner, name)


def _parameters(code: types.CodeType) -> Tuple[List[str], List[str], str, str]:
    names = code.co_varnames
    first = code.co_argcount
    last = first + code.co_kwonlyargcount
    rest = list(names[last:])
    star = rest.pop(0) if code.co_flags & _STAR else ""
    double = rest.pop(0) if code.co_flags & _DOUBLE_STAR else ""
    return list(names[:first]), list(names[first:last]), star, double


def _source(code: types.CodeType) -> str:
    """A function of exactly the signature of `code`, which hands its arguments to the mark."""
    positional, keyword, star, double = _parameters(code)
    declared: List[str] = []
    for i, name in enumerate(positional):
        declared.append(name)
        if i + 1 == code.co_posonlyargcount:
            declared.append("/")
    if star or keyword:
        declared.append("*" + star)
    declared += keyword + (["**" + double] if double else [])
    args = "".join(name + "," for name in positional) + (f"*{star}," if star else "")
    kwargs = "".join(f"{name!r}:{name}," for name in keyword) + (f"**{double}," if double else "")
    # The names behind the return are never read, but keep the free variables of the original.
    kept = "".join(f"        {name}\n" for name in code.co_freevars)
    cells = "".join(f"    {name} = None\n" for name in code.co_freevars)
    call = f"{_MARK!r}(({args}),{{{kwargs}}})"
    if code.co_flags & _GENERATOR:
        call = f"(yield from {call})"
    # Raised again inside its handler, an exception keeps its context.
    return (f"def make():\n{cells}    def run({','.join(declared)}):\n        try:\n"
            f"            return {call}\n"
            f"        except {_ANY!r} as portproof_error:\n"
            f"            raise {_STRIP!r}(portproof_error)\n{kept}    return run\n")


def _inner(code: types.CodeType, name: str) -> types.CodeType:
    return next(c for c in code.co_consts if isinstance(c, types.CodeType) and c.co_name == name)


def trampoline(code: types.CodeType, observer: Observer) -> types.CodeType:
    """Code of the same signature, flags and free variables that calls `observer(args, kwargs)`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = compile(_source(code), code.co_filename, "exec", dont_inherit=True)
    run = _inner(_inner(made, "make"), "run")
    if run.co_freevars != code.co_freevars:
        raise CannotRecord("its free variables cannot be kept")
    stands_for = {_MARK: observer, _ANY: BaseException, _STRIP: without_our_frames}
    consts = tuple(stands_for.get(c, c) if type(c) is float else c for c in run.co_consts)
    changes: Dict[str, Any] = {
        "co_consts": consts, "co_name": code.co_name, "co_firstlineno": code.co_firstlineno,
        "co_flags": run.co_flags | (code.co_flags & 0x10),
    }
    if sys.version_info >= (3, 11):
        changes["co_qualname"] = code.co_qualname
    return run.replace(**changes)


_by_code: Dict[int, "FunctionHook"] = {}


class FunctionHook:
    """A Python function whose code is exchanged. The function object stays what it is."""

    def __init__(self, function: types.FunctionType, observer: Any,
                 receiver: bool = False, recursive: bool = False) -> None:
        self.receiver = receiver  # the class of a classmethod, which is not recorded
        self.recursive = recursive  # its calls of itself are recorded too
        code = function.__code__
        if code.co_flags & _UNSEEN:
            raise CannotRecord("it is a coroutine or asynchronous generator function")
        self.is_generator = bool(code.co_flags & _GENERATOR)
        self.function = function
        self.removed = False
        self.original = types.FunctionType(
            code, function.__globals__, function.__name__, function.__defaults__,
            function.__closure__,
        )
        self.original.__kwdefaults__ = function.__kwdefaults__
        self.original.__qualname__ = function.__qualname__
        self.original.__annotations__ = function.__annotations__  # for the header
        self.original.__dict__.update(function.__dict__)  # __wrapped__ above all
        self.positional, self.keyword, self.star, _ = _parameters(code)
        # A method of C: a frame less in each call than a lambda.
        seen = (types.MethodType(observer.iterate, self) if self.is_generator
                else observer.entrance(self))
        self.exchanged = trampoline(code, seen)
        # Beneath this hook may lie another one.
        below = _by_code.get(id(code))
        self.described = below.described if below else self.original
        function.__code__ = self.exchanged
        _by_code[id(self.exchanged)] = self
        watch(self)

    def remove(self) -> None:
        """Gives the function its own code back, at once or with the hook that lies above."""
        self.removed = True
        leave(self)
        code = self.function.__code__
        while id(code) in _by_code and _by_code[id(code)].removed:
            code = _by_code.pop(id(code)).original.__code__
        self.function.__code__ = code

    def go_straight(self) -> bool:
        """Until `hook_again`, the function's calls of itself are part of the outermost one.

        While no other thread is there to be recorded they go straight, and reach as deep as
        without a recorder.
        """
        if self.recursive or _thread._count() or self.function.__code__ is not self.exchanged:
            return False
        self.function.__code__ = self.original.__code__
        return True

    def hook_again(self) -> None:
        """The outermost call ends, or a thread begins whose calls are recorded."""
        if self.function.__code__ is self.original.__code__ and not self.removed:
            self.function.__code__ = self.exchanged

    def run(self, args: tuple, kwargs: Dict[str, Any]) -> Any:
        """Runs the original in the outermost call."""
        if not self.go_straight():
            return self.original(*args, **kwargs)
        try:
            return self.original(*args, **kwargs)
        finally:
            self.hook_again()

    def as_called(self, args: tuple, kwargs: Dict[str, Any]) -> Tuple[tuple, Dict[str, Any]]:
        """Leaves out what is the default object itself: the caller did not give it."""
        defaults = self.function.__defaults__ or ()
        given = len(args)
        first = len(self.positional) - len(defaults)
        while first < given <= len(self.positional) and args[given - 1] is defaults[
                given - 1 - first]:
            given -= 1
        keyword_defaults = self.function.__kwdefaults__ or {}
        named = {
            name: value for name, value in kwargs.items()
            if not (name in keyword_defaults and value is keyword_defaults[name])
        }
        given = self._name_behind_default(args, given, first, named)
        return args[1 if self.receiver else 0: given], named

    def _name_behind_default(self, args: tuple, given: int, first: int,
                             named: Dict[str, Any]) -> int:
        """Arguments behind one that was left out can only have been given by name."""
        defaults = self.function.__defaults__ or ()
        start = max(first, self.original.__code__.co_posonlyargcount)
        left_out = [i for i in range(start, min(given, len(self.positional)))
                    if args[i] is defaults[i - first]]
        if not left_out or len(args) > len(self.positional):
            return given
        by_name = {self.positional[i]: args[i] for i in range(left_out[0], given)
                   if i not in left_out}
        named.update({**by_name, **named})
        return left_out[0]


class _Stand:
    """Stands for a builtin. Like it, and unlike a function, it does not bind to an instance."""

    def __init__(self, builtin: Any, name: str, observer: Observer) -> None:
        for attribute in ("__name__", "__qualname__", "__doc__", "__module__", "__self__",
                          "__text_signature__"):
            self.__dict__[attribute] = getattr(builtin, attribute, None)
        self.__dict__["__name__"] = self.__dict__["__name__"] or name
        self.__wrapped__ = builtin
        self.__dict__["_observer"] = observer

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return self._observer(args, kwargs)
        except BaseException as error:
            raise without_our_frames(error)  # noqa: B904

    def __repr__(self) -> str:
        return repr(self.__wrapped__)

    def __reduce__(self) -> str:
        return str(self.__dict__["__qualname__"])


class BuiltinHook:
    """A builtin function, replaced by name in its module and wherever a module refers to it."""

    def __init__(self, owner: Any, name: str, builtin: Any, observer: Any) -> None:
        self.original = self.described = builtin
        self.owner, self.name = owner, name
        self.stand = stand = _Stand(builtin, name, observer.entrance(self))
        setattr(owner, name, stand)
        for module in list(sys.modules.values()):
            names = getattr(module, "__dict__", None)
            if type(names) is not dict or module is owner:
                continue
            for key, value in list(names.items()):
                if value is builtin:
                    names[key] = stand

    def remove(self) -> None:
        """Puts the builtin back wherever a module refers to what stands for it."""
        for module in list(sys.modules.values()):
            names = getattr(module, "__dict__", None)
            for key, value in list(names.items()) if type(names) is dict else ():
                if value is self.stand:
                    names[key] = self.original
        if getattr(self.owner, self.name, None) is self.stand:
            setattr(self.owner, self.name, self.original)

    def run(self, args: tuple, kwargs: Dict[str, Any]) -> Any:
        """Runs the original."""
        return self.original(*args, **kwargs)

    def as_called(self, args: tuple, kwargs: Dict[str, Any]) -> Tuple[tuple, Dict[str, Any]]:
        """As they were given."""
        return args, kwargs


def install(owner: Any, name: str, found: Any, observer: Any, recursive: bool) -> Any:
    """Hooks what `resolve` found for a Recorder, or (owner None) what will stand there."""
    receiver = isinstance(found, classmethod)
    if isinstance(found, (staticmethod, classmethod)):
        found = found.__func__
    if isinstance(found, types.FunctionType):
        return FunctionHook(found, observer, receiver, recursive)
    if isinstance(found, type):
        raise CannotRecord("it is a class: name one of its methods")
    wrapped = getattr(found, "__wrapped__", None)
    if isinstance(wrapped, types.FunctionType):
        if wrapped.__code__.co_flags & _GENERATOR:
            raise CannotRecord("it is a generator function behind a cache")
        return FunctionHook(wrapped, observer, receiver, recursive)
    if not callable(found):
        raise CannotRecord("it is not callable")
    if isinstance(owner, type) or owner is None:
        raise CannotRecord("it is a method of a builtin type" if owner else
                           "it is not a function that was written in Python")
    return BuiltinHook(owner, name, found, observer)
