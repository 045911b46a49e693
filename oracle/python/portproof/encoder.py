"""Encodes Python values as the JSON wire form, without running code of the values' classes."""

import enum
import hashlib
from typing import Any, Dict, Iterator, List, Optional, Tuple

from .layout import (
    ABSENT,
    builtin_base,
    fields_of,
    instance_items,
    is_readable,
    is_subtype,
    named_fields,
    refusal,
    type_name,
)
from .leaves import LEAF_BY_ID, base64_text, json_string, string_text, tagged

Raised = Tuple[str, Optional[str], bool]


class Unsupported(Exception):
    """A value that cannot be recorded. `reason` is counted with its like; str() also says where."""

    def __init__(self, reason: str, path: str = "") -> None:
        super().__init__(f"{path} {reason}" if path else reason)
        self.reason = reason


def name_text(name: str, what: str) -> str:
    """The name of a field or keyword as JSON, which has no place for lone surrogates."""
    text = string_text(name)
    if text[0] != '"':
        raise Unsupported(f"{what} with lone surrogates in its name")
    return text


Steps = Iterator[Tuple[str, Any]]


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
        if text is None and is_subtype(enum.EnumMeta, type(cls)):
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
        refused = refusal(cls)
        if refused is not None:
            raise Unsupported(refused, _where(stack, step) + " is")
        return self._record(value, cls) if is_readable(cls) else None

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
        own = instance_items(value)
        name = next((field for key, field in own if key == "_name_"), None)
        self.out.append(f'{{"enum":[{json_string(type_name(cls))},')
        self.out.append((string_text(name) if type(name) is str else "null") + ",")
        yield ".value", next((field for key, field in own if key == "_value_"), None)
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
        base, fields = builtin_base(cls), fields_of(value)
        names = named_fields(cls) if base is tuple else None
        named = names is not None and len(names) == tuple.__len__(value)
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
