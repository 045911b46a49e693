"""Encodes Python values as the JSON wire form, without running code of the values' classes."""

import _io
import enum
import hashlib
import struct
import types
from typing import Any, Dict, Iterator, List, Optional, Tuple

from .leaves import LEAF_BY_ID, base64_text, json_string, string_text, tagged

ABSENT: Any = type("Absent", (), {"__slots__": ()})()
Raised = Tuple[str, Optional[str], bool]


class Unsupported(Exception):
    """A value that cannot be recorded. `reason` is counted with its like; str() also says where."""

    def __init__(self, reason: str, path: str = "") -> None:
        super().__init__(f"{path} {reason}" if path else reason)
        self.reason = reason


_mro = type.__dict__["__mro__"].__get__
_namespace = type.__dict__["__dict__"].__get__
_type_name = type.__dict__["__qualname__"].__get__
_type_flags = type.__dict__["__flags__"].__get__
_is_subtype = type.__subclasscheck__  # of (base, cls): runs no metaclass
_base = type.__dict__["__base__"].__get__
_size = type.__dict__["__basicsize__"].__get__
_dict_at = type.__dict__["__dictoffset__"].__get__
_weakref_at = type.__dict__["__weakrefoffset__"].__get__
_POINTER = struct.calcsize("P")
_HEAP_TYPE, _IMMUTABLE_TYPE = 1 << 9, 1 << 8
_BUILTINS = (int, float, complex, str, bytes, bytearray, list, tuple, set, frozenset, dict)


def type_name(cls: type) -> str:
    """`module:QualName`, without the module for builtins."""
    if _type_flags(cls) & _HEAP_TYPE:
        module = _namespace(cls).get("__module__")
        module = module if type(module) is str else "?"
    else:
        module = type.__dict__["__module__"].__get__(cls)
    name = _type_name(cls)
    return name if module == "builtins" else f"{module}:{name}"


def lookup(cls: type, name: str) -> Any:
    """An attribute of a type as it stands in its namespace: no descriptor, no metaclass runs."""
    for base in _mro(cls):
        if name in _namespace(base):
            return _namespace(base)[name]
    return ABSENT


def name_text(name: str, what: str) -> str:
    """The name of a field or keyword as JSON, which has no place for lone surrogates."""
    text = string_text(name)
    if text[0] != '"':
        raise Unsupported(f"{what} with lone surrogates in its name")
    return text


Steps = Iterator[Tuple[str, Any]]


def _refusal(cls: type) -> Optional[str]:
    """Why values of a type can be neither read nor left alone."""
    if _is_subtype(types.GeneratorType, cls):
        return "a generator"
    if _is_subtype(types.CoroutineType, cls) or _is_subtype(types.AsyncGeneratorType, cls):
        return "a coroutine"
    if _is_subtype(_io._IOBase, cls):
        return "an open file"
    if lookup(cls, "__next__") is not ABSENT:
        return "an iterator"
    return None


def _members(cls: type) -> List[Tuple[str, Any]]:
    """The slots of a class itself."""
    return [(name, member) for name, member in list(_namespace(cls).items())
            if type(member) is types.MemberDescriptorType and type(name) is str]


def _adds_only_fields(cls: type) -> bool:
    """Whether a class adds to its instances nothing but slots, a __dict__ and a __weakref__.

    An extension type (of pybind11, say) may look like a class that was written in Python, but its
    instances are larger than what Python sees of them.
    """
    base = _base(cls)
    rest = _size(cls) - _size(base) - _POINTER * len(_members(cls))
    # Since 3.11 and 3.12 these two stand before the object, and take nothing of its size.
    offsets = int(_dict_at(cls) != 0 == _dict_at(base)) + int(
        _weakref_at(cls) != 0 == _weakref_at(base))
    return 0 <= rest <= offsets * _POINTER and rest % _POINTER == 0


def _is_readable(cls: type) -> bool:
    """Whether all of an instance is its fields and the content of a builtin that is known here."""
    for base in _mro(cls):
        if _type_flags(base) & (_HEAP_TYPE | _IMMUTABLE_TYPE) != _HEAP_TYPE:
            known = base is object or any(base is builtin for builtin in _BUILTINS)
            return base is not cls and known
        if not _adds_only_fields(base):
            return False
    return False


def _instance_dict(value: Any) -> Dict[Any, Any]:
    """The instance's own __dict__, where its type has a real one."""
    for base in _mro(type(value)):
        descriptor = _namespace(base).get("__dict__")
        if type(descriptor) is types.GetSetDescriptorType:
            found = descriptor.__get__(value)
            return dict(dict.items(found)) if _is_subtype(dict, type(found)) else {}
    return {}


def _slots(value: Any) -> Steps:
    for base in reversed(_mro(type(value))):
        if not _type_flags(base) & _HEAP_TYPE:
            continue
        for name, member in _members(base):
            try:
                yield name, member.__get__(value)
            except (AttributeError, TypeError):  # never set, or another class's
                continue


def _fields(value: Any) -> List[Tuple[str, Any]]:
    """Fields of a record: those of a dataclass first, then slots, then the rest of the dict."""
    fields = dict(_slots(value))
    fields.update((k, v) for k, v in list(_instance_dict(value).items()) if type(k) is str)
    declared = lookup(type(value), "__dataclass_fields__")
    if type(declared) is not dict:
        return list(fields.items())
    first = [(name, fields.pop(name)) for name in declared if name in fields]
    return first + list(fields.items())


def _where(stack: List[Any], step: str) -> str:
    """The path of a value, cut in the middle where it is long."""
    steps = [entry[0] for entry in stack] + [step]
    if len(steps) > 50:
        steps = [*steps[:25], "…", *steps[-25:]]
    return "".join(steps)


class Encoder:
    """Writes the values of one line. Keeps what it met alive, so that identities stay unique."""

    def __init__(self) -> None:
        self.out: List[str] = []
        self.numbers: Dict[int, int] = {}
        self.kept: List[Any] = []
        self.open: set = set()
        self.sorted: Dict[int, List[Any]] = {}
        self.next = 0

    def forget(self) -> None:
        """What follows are other states of the same objects."""
        self.numbers.clear()
        self.kept.clear()

    def write(self, root: Any, path: str = "") -> None:
        """Appends the text of a value. Raises Unsupported, with the path of the culprit."""
        stack: List[Tuple[str, Any, Steps]] = []
        step, value = path, root
        while True:
            steps = self._begin(value, stack, step)
            if steps is not None:
                stack.append((step, value, steps))
            while stack:
                try:
                    step, value = next(stack[-1][2])
                    break
                except StopIteration:
                    self.open.discard(id(stack.pop()[1]))
            else:
                return

    def _begin(self, value: Any, stack: List[Any], step: str) -> Optional[Steps]:
        cls = type(value)
        leaf = LEAF_BY_ID.get(id(cls))
        text = leaf(value) if leaf is not None else None
        if text is None and (cls is range or cls is slice):
            self._refuse_cycle(value, stack, step)
            self.open.add(id(value))
            return self._parts(cls.__name__, (value.start, value.stop, value.step))
        if text is None and _is_subtype(enum.EnumMeta, type(cls)):
            self._refuse_cycle(value, stack, step)
            self.open.add(id(value))
            return self._enum(value, cls)
        if text is None:
            steps = self._container(value, cls, stack, step)
            if not isinstance(steps, str):
                return steps
            text = steps
        self.out.append(text)
        return None

    def _refuse_cycle(self, value: Any, stack: List[Any], step: str) -> None:
        if id(value) in self.open:
            raise Unsupported("a cycle", _where(stack, step) + " contains itself:")

    def _container(self, value: Any, cls: type, stack: List[Any], step: str) -> Any:
        """The steps of a container, or the text of a reference, an empty one or an opaque."""
        if (cls is tuple or cls is frozenset) and not value:
            return '{"tuple":[]}' if cls is tuple else '{"frozenset":[]}'
        self._refuse_cycle(value, stack, step)
        number = self.numbers.get(id(value))
        if number is not None:
            return tagged("ref", str(number))
        steps = self._steps(value, cls, stack, step)
        if steps is None:
            return tagged("opaque", json_string(type_name(cls)))
        self.numbers[id(value)] = self.next
        self.kept.append(value)
        self.next += 1
        if cls is bytearray:
            return tagged("bytearray", base64_text(value))
        self.open.add(id(value))
        return steps

    def _steps(self, value: Any, cls: type, stack: List[Any], step: str) -> Any:
        if cls is list:
            return self._items("[", list(value), "]")
        if cls is dict:
            return self._dict(list(value.items()))
        if cls is tuple:
            return self._items('{"tuple":[', value, "]}")
        if cls is set or cls is frozenset:
            return self._set(cls.__name__, value)
        if cls is bytearray:
            return iter(())
        refused = _refusal(cls)
        if refused is not None:
            raise Unsupported(refused, _where(stack, step) + " is")
        return self._record(value, cls) if _is_readable(cls) else None

    def _items(self, opening: str, items: Any, closing: str) -> Steps:
        self.out.append(opening)
        for i, item in enumerate(items):
            if i:
                self.out.append(",")
            yield f"[{i}]", item
        self.out.append(closing)

    def _parts(self, tag: str, parts: Tuple[Any, ...]) -> Steps:
        return self._items('{"' + tag + '":[', parts, "]}")

    def _enum(self, value: Any, cls: type) -> Steps:
        own = _instance_dict(value)
        name = own.get("_name_")
        self.out.append(f'{{"enum":[{json_string(type_name(cls))},')
        self.out.append((string_text(name) if type(name) is str else "null") + ",")
        yield ".value", own.get("_value_")
        self.out.append("]}")

    def _set(self, name: str, value: Any) -> Steps:
        items = list((set if name == "set" else frozenset).__iter__(value))
        if len(items) > 1:
            if id(value) not in self.sorted:
                self.sorted[id(value)] = yield from self._by_text(items)
            items = self.sorted[id(value)]
        yield from self._items(f'{{"{name}":[', items, "]}")

    def _by_text(self, items: List[Any]) -> Any:
        """Sorts the elements of a set by the text that each has alone."""
        keyed = []
        for i, item in enumerate(items):
            outside = self.out, self.numbers, self.next
            self.out, self.numbers, self.next = [], {}, 0
            yield "", item
            keyed.append(("".join(self.out).encode("utf-8", "surrogatepass"), i, item))
            self.out, self.numbers, self.next = outside
        keyed.sort(key=lambda entry: entry[:2])
        return [entry[2] for entry in keyed]

    def _dict(self, items: List[Tuple[Any, Any]]) -> Steps:
        plain = len(items) != 1 and all(
            type(key) is str and not string_text(key).startswith('{"str"') for key, _ in items
        )
        self.out.append("{" if plain else '{"dict":[')
        for i, (key, value) in enumerate(items):
            if i:
                self.out.append(",")
            if plain:
                self.out.append(json_string(key) + ":")
            else:
                self.out.append("[")
                yield f"[key {i}]", key
                self.out.append(",")
            yield f"[value {i}]", value
            if not plain:
                self.out.append("]")
        self.out.append("}" if plain else "]}")

    def _record(self, value: Any, cls: type) -> Steps:
        names = lookup(cls, "_fields")
        base = next((b for b in _BUILTINS if _is_subtype(b, cls)), None)
        named = base is tuple and type(names) is tuple and len(names) == tuple.__len__(value)
        fields = _fields(value)
        if named:
            fields = list(zip(names, tuple.__iter__(value))) + fields
        self.out.append(f'{{"record":[{json_string(type_name(cls))},{{')
        for i, (name, field) in enumerate(fields):
            self.out.append(("," if i else "") + name_text(name, "a field") + ":")
            yield f".{name}", field
        self.out.append("}")
        if base is dict:
            self.next += 1
            self.out.append(",")
            yield from self._dict(list(dict.items(value)))
        elif base is not None and not named:
            self.out.append(",")
            yield "", _content(value, base)
        self.out.append("]}")


def _content(value: Any, base: type) -> Any:
    """A builtin's content out of an instance of a subclass, by the builtin's own methods."""
    if base is int:
        return int.__index__(value)
    if base is float:
        return float.__float__(value)
    if base is complex:
        return complex.__pos__(value)
    if base is str:
        return str.__str__(value)
    if base in (bytes, bytearray):
        return base(memoryview(value))
    if base in (set, frozenset):
        return base(value)  # copies the table: asks no element for its hash
    return base(base.__iter__(value))


def encode_value(value: Any, path: str = "value") -> str:
    """The wire form of one value."""
    encoder = Encoder()
    encoder.write(value, path)
    return "".join(encoder.out)


def _write_arguments(encoder: Encoder, args: Tuple[Any, ...], kwargs: Dict[str, Any]) -> None:
    out = encoder.out
    out.append('"args":[')
    for i, value in enumerate(args):
        if i:
            out.append(",")
        encoder.write(value, f"args[{i}]")
    out.append('],"kwargs":{')
    for i, (key, value) in enumerate(kwargs.items()):
        out.append(("," if i else "") + name_text(key, "a keyword") + ":")
        encoder.write(value, f"kwargs[{key!r}]")
    out.append("}")


def encode_arguments(args: Tuple[Any, ...], kwargs: Dict[str, Any]) -> Tuple[str, Encoder]:
    """`"args":[…],"kwargs":{…}` and the state that encode_content goes on from."""
    encoder = Encoder()
    _write_arguments(encoder, args, kwargs)
    return "".join(encoder.out), encoder


def encode_content(before: str, state: Encoder, args: Tuple[Any, ...], kwargs: Dict[str, Any],
                   returned: Any = ABSENT, raised: Optional[Raised] = None) -> str:
    """The content of a trace line: the arguments, what the call made of them, its outcome."""
    encoder = Encoder()
    _write_arguments(encoder, args, kwargs)
    if "".join(encoder.out) != before:
        count = state.next
        encoder = Encoder()
        encoder.next = count
        _write_arguments(encoder, args, kwargs)
        after = "".join(encoder.out)
        encoder.out = [before, ',"after":{', after, "}"]
    else:
        encoder.out = [before]
    if raised is None:
        encoder.out.append(',"returned":')
        encoder.write(returned, "the result")
    else:
        kind, message, deliberate = raised
        text = "null" if message is None else string_text(message)
        encoder.out.append(f',"raised":{{"type":{json_string(kind)},"message":{text},'
                           f'"deliberate":{"true" if deliberate else "false"}}}')
    return "".join(encoder.out)


def content_id(content: str) -> str:
    """The id of a trace: the first 16 hexadecimal digits of its content's sha256."""
    return hashlib.sha256(content.encode()).hexdigest()[:16]
