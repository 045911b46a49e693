"""Rebuilds Python values from the JSON wire form, without running code of the values' classes."""

import base64
import importlib
import json
import re
import struct
import sys
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple

from .layout import (
    ABSENT,
    builtin_base,
    instance_dict,
    is_readable,
    is_subtype,
    named_fields,
    slot_of,
)

_scan_string = json.decoder.scanstring
_plain_loads = json.JSONDecoder(object_pairs_hook=tuple).decode
_TOKEN = re.compile(r'[ \t\r\n]*([\[\]{},:"]|[^ \t\r\n\[\]{},:"]+)')
_ESCAPE = re.compile(r"\\(\\|u[0-9a-f]{4})")
# json's own reader takes stack for each level: so deep it may go, whatever limit the original set.
_MOST_RECURSION = 2000
_PATHS = ("PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath")
_CONSTANTS = {"Ellipsis": ..., "NotImplemented": NotImplemented}
_FILLED_LATER = (list, dict, set, bytearray)


class CannotRebuild(Exception):
    """Why a value cannot be had again."""


def parse(text: str) -> Any:
    """JSON of any depth. An array is a list, an object a tuple of its pairs (name, value)."""
    limit = sys.getrecursionlimit()
    try:
        if limit > _MOST_RECURSION:
            sys.setrecursionlimit(_MOST_RECURSION)
        return _plain_loads(text)
    except RecursionError:
        return _parse_deep(text)
    finally:
        if limit > _MOST_RECURSION:
            sys.setrecursionlimit(limit)


def _parse_deep(text: str) -> Any:
    """Reads what the codec wrote: valid JSON."""
    stack: List[List[Any]] = [[]]
    at = 0
    while True:
        match = _TOKEN.match(text, at)
        if match is None:
            return stack[0][0]
        token, at = match.group(1), match.end()
        if token in "[{":
            stack.append([])
        elif token == "]":
            items = stack.pop()
            stack[-1].append(items)
        elif token == "}":
            items = stack.pop()
            stack[-1].append(tuple(zip(items[::2], items[1::2])))
        elif token == '"':
            string, at = _scan_string(text, at, True)
            stack[-1].append(string)
        elif token not in ",:":
            stack[-1].append(_plain_loads(token))


def _float(node: Any) -> float:
    """A float, plain or tagged."""
    if type(node) is float:
        return node
    text = node[0][1]
    if text.startswith("nan:"):
        return struct.unpack("<d", struct.pack("<Q", int(text[4:], 16)))[0]
    return float(text)


def _unescape(text: str) -> str:
    """A str with lone surrogates out of its escaped form."""
    return _ESCAPE.sub(lambda m: "\\" if m.group(1) == "\\" else chr(int(m.group(1)[1:], 16)), text)


_LEAVES: Dict[str, Callable[[Any], Any]] = {
    "int": lambda payload: int(payload, 16),
    "str": _unescape,
    "bytes": base64.b64decode,
    "complex": lambda payload: complex(_float(payload[0]), _float(payload[1])),
    "float": lambda payload: _float((("float", payload),)),
}


def _standard(module: str, name: str) -> Any:
    """A name of a module that is part of the format itself."""
    return getattr(importlib.import_module(module), name)


def _moment(name: str) -> Callable[..., Any]:
    def make(text: str, *fold: int) -> Any:
        moment = _standard("datetime", name).fromisoformat(text)
        return moment.replace(fold=fold[0]) if fold else moment
    return make


def _path(name: str, text: str) -> Any:
    return _standard("pathlib", _PATHS[_PATHS.index(name)])(text)


def _constructor(module: str, name: str, count: int) -> Callable[..., Any]:
    def make(*parts: Any) -> Any:
        if len(parts) != count:
            raise TypeError(f"{name} needs {count} parts")
        return _standard(module, name)(*parts)
    return make


_EXTENSIONS: Dict[str, Callable[..., Any]] = {
    "datetime": _moment("datetime"),
    "date": _moment("date"),
    "time": _moment("time"),
    "timedelta": _constructor("datetime", "timedelta", 3),
    "decimal": _constructor("decimal", "Decimal", 1),
    "fraction": _constructor("fractions", "Fraction", 2),
    "uuid": _constructor("uuid", "UUID", 1),
    "path": _path,
    "range": _constructor("builtins", "range", 3),
    "slice": _constructor("builtins", "slice", 3),
    "constant": lambda name: _CONSTANTS[name],
}


def _set(kind: Any, parts: List[Any]) -> Any:
    """Equal elements would fall together: nothing that Python held has any."""
    try:
        made = kind(parts)
    except Exception:
        raise CannotRebuild("an element of a set is not hashable") from None
    if len(made) != len(parts):
        raise CannotRebuild("a set has equal elements")
    return made


def _dict(keys: Iterable[Any], values: List[Any]) -> Dict[Any, Any]:
    try:
        made = dict(zip(keys, values))
    except Exception:
        raise CannotRebuild("a key of a dict is not hashable") from None
    if len(made) != len(values):
        raise CannotRebuild("a dict has equal keys")
    return made


def _extend(cls: type, base: type, content: Any) -> Any:
    """An instance of a builtin's subclass, by the builtin's own __new__ and __init__."""
    if type(content) is not base:
        raise TypeError("other content")
    made = base.__new__(cls, content)  # type: ignore[call-overload]
    if base in _FILLED_LATER:
        base.__init__(made, content)  # type: ignore[misc]
    return made


def _set_field(value: Any, name: str, content: Any) -> None:
    """Writes beneath the class's properties: into its slot, or into the instance's dict."""
    member = slot_of(type(value), name)
    if member is not None:
        member.__set__(value, content)
    else:
        dict.__setitem__(instance_dict(value), name, content)


def make_instance(cls: type, fields: List[Tuple[str, Any]], content: Any) -> Any:
    """An instance made beneath its class's own code. Raises where instances are not made of that.
    """
    if not is_readable(cls):  # what keeps something in C must be made by its own code
        raise TypeError("not readable")
    base = builtin_base(cls)
    if base is None:
        if content is not None:
            raise TypeError("content")
        made = object.__new__(cls)
    elif base is tuple and content is None:
        names = named_fields(cls)
        if names is None or list(names) != [name for name, _ in fields[:len(names)]]:
            raise TypeError("other fields")
        made = _extend(cls, tuple, tuple(part for _, part in fields[:len(names)]))
        fields = fields[len(names):]
    else:
        made = _extend(cls, base, content)
    for name, part in fields:
        _set_field(made, name, part)
    return made


class _Frame:
    """A value under construction: `make` is called with its parts, made of `nodes` in order."""

    __slots__ = ("at", "kind", "make", "nodes", "number", "parts")

    def __init__(self, kind: str, make: Callable[[List[Any]], Any], nodes: List[Any],
                 number: Optional[int]) -> None:
        self.kind, self.make, self.nodes, self.number = kind, make, nodes, number
        self.parts: List[Any] = []
        self.at = 0


class Decoder:
    """Rebuilds the values of one line. `record_types`: the classes that may be instantiated."""

    def __init__(self, record_types: Iterable[str]) -> None:
        self._allowed = frozenset(record_types)
        self._own: Dict[str, Any] = {}
        self.reset()

    def look_in(self, name: str, module: Any) -> None:
        """Classes of the module `name` are those of `module`, whatever stands in sys.modules."""
        self._own = {name: module}

    def reset(self) -> None:
        """Starts another line: objects are fresh."""
        self._next = 0
        self._numbered: Dict[int, Any] = {}

    def decode(self, node: Any) -> Any:
        """The value of a parsed node. Raises CannotRebuild."""
        stack: List[_Frame] = []
        while True:
            value = self._begin(node)
            if type(value) is _Frame:
                stack.append(value)
            elif stack:
                stack[-1].parts.append(value)
            else:
                return value
            while stack[-1].at == len(stack[-1].nodes):
                value = self._finish(stack.pop())
                if not stack:
                    return value
                stack[-1].parts.append(value)
            frame = stack[-1]
            node = frame.nodes[frame.at]
            frame.at += 1

    def arguments(self, args: List[Any], kwargs: Iterable[Tuple[str, Any]]) -> Any:
        """Those of a call."""
        given = tuple([self.decode(node) for node in args])
        return given, {name: self.decode(node) for name, node in kwargs}

    def _number(self) -> int:
        self._next += 1
        return self._next - 1

    def _finish(self, frame: _Frame) -> Any:
        try:
            value = frame.make(frame.parts)
        except CannotRebuild:
            raise
        except Exception:
            raise CannotRebuild(f"cannot be rebuilt: a {frame.kind}") from None
        if frame.number is not None:
            self._numbered[frame.number] = value
        return value

    def _begin(self, node: Any) -> Any:
        """A leaf, or the frame of a value that has parts."""
        if type(node) is list:
            return _Frame("list", lambda parts: parts, node, self._number())
        if type(node) is not tuple:
            return node
        if len(node) != 1:
            keys = [key for key, _ in node]
            return _Frame("dict", lambda parts: _dict(keys, parts), [v for _, v in node],
                          self._number())
        tag, payload = node[0]
        if tag == "ref":
            return self._numbered[payload]
        if tag in _LEAVES:
            return _LEAVES[tag](payload)
        if tag == "bytearray":
            number = self._number()
            self._numbered[number] = made = bytearray(base64.b64decode(payload))
            return made
        if tag == "opaque":
            raise CannotRebuild(f"cannot be rebuilt: {payload}")
        if tag in _EXTENSIONS:
            make = _EXTENSIONS[tag]
            nodes = payload if type(payload) is list else [payload]
            return _Frame(tag, lambda parts: make(*parts), nodes, None)
        return self._container(tag, payload)

    def _container(self, tag: str, payload: Any) -> _Frame:
        if tag == "tuple":
            return _Frame(tag, tuple, payload, self._number() if payload else None)
        if tag == "frozenset":
            return _Frame(tag, lambda parts: _set(frozenset, parts), payload,
                          self._number() if payload else None)
        if tag == "set":
            return _Frame(tag, lambda parts: _set(set, parts), payload, self._number())
        if tag == "dict":
            nodes = [part for pair in payload for part in pair]
            return _Frame(tag, lambda parts: _dict(parts[::2], parts[1::2]), nodes, self._number())
        if tag == "record":
            name, fields, *content = payload
            names = [field for field, _ in fields]
            nodes = [node for _, node in fields] + content
            return _Frame(tag, lambda parts: self._record(name, names, parts), nodes,
                          self._number())
        if tag == "enum":
            name, member, value = payload
            return _Frame(tag, lambda parts: self._enum(name, *parts), [member, value], None)
        raise CannotRebuild(f"cannot be rebuilt: a {tag}")

    def _class(self, name: str) -> type:
        """Only classes that the spec names, and only where their module is loaded already."""
        if name not in self._allowed:
            raise CannotRebuild(f"a {name} cannot be rebuilt: the spec does not name the class")
        module, colon, qualname = name.partition(":")
        found = self._own.get(module, sys.modules.get(module)) if colon else None
        for part in qualname.split("."):
            found = getattr(found, part, None)
        if not is_subtype(type, type(found)):
            raise CannotRebuild(f"a {name} cannot be rebuilt: the original does not load the class")
        return found  # type: ignore[return-value]

    def _record(self, name: str, names: List[str], parts: List[Any]) -> Any:
        cls = self._class(name)
        content = parts[-1] if len(parts) > len(names) else None
        try:
            return make_instance(cls, list(zip(names, parts)), content)
        except Exception:
            raise CannotRebuild(f"a {name} cannot be rebuilt: its class is no longer made of what "
                                "was recorded") from None

    def _enum(self, name: str, member: Optional[str], value: Any) -> Any:
        cls: Any = self._class(name)
        if member is None:
            return cls(value)
        members = getattr(cls, "_member_map_", None)
        found = members.get(member, ABSENT) if type(members) is dict else ABSENT
        if found is ABSENT:
            raise CannotRebuild("an enum member that no longer exists")
        return found
