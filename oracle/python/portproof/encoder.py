"""Encodes Python values and calls as wire text (docs/format.md), the pure Python way.

It is byte for byte what the C++ codec writes. No code of a value's class is run, no iterator is
advanced, and nesting may be as deep as memory allows: an explicit stack of frames, no recursion.
"""

from typing import Any, Callable, Dict, Generator, List, Optional, Tuple

from . import extensions, kinds, wire

try:
    from _sha256 import sha256  # there in every build up to 3.11, whatever OpenSSL allows
except ImportError:
    from hashlib import sha256

Children = Generator[Tuple[Any, Any], None, None]


class Unsupported(Exception):
    """A value that cannot be recorded.

    `reason` names it by its path (`args[0][1] is a generator`), `kind` is the class of reason
    that calls are counted under (`a generator as argument`).
    """

    def __init__(self, reason: str, kind: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.kind = kind or reason


class _Pairs(list):
    """Content of a dict subclass: building a dict of it would call its keys' `__hash__`."""


class _NeedsOrder(Exception):
    """A set was met whose elements have not been put in order yet."""


ABSENT = object()

_LEAVES: Dict[int, Callable[[Any], str]] = {
    id(type(None)): lambda value: "null",
    id(bool): lambda value: "true" if value else "false",
    id(int): wire.int_text,
    id(float): wire.float_text,
    id(complex): wire.complex_text,
    id(str): wire.str_text,
    id(bytes): lambda value: '{"bytes":"' + wire.base64(value) + '"}',
    id(type(...)): lambda value: '{"constant":"Ellipsis"}',
    id(type(NotImplemented)): lambda value: '{"constant":"NotImplemented"}',
}
_MAX_CLASSES = 10_000
_BUILTIN_KINDS = kinds.builtin_kinds()
_BUILTIN_KINDS[id(_Pairs)] = (_Pairs, kinds.Kind(kinds.DICT, "dict"))
_classes: Dict[int, Tuple[type, kinds.Kind]] = dict(_BUILTIN_KINDS)

# The exact builtin value that a subclass's instance holds; none of these calls a method of it.
_CONTENT: Dict[type, Callable[[Any], Any]] = {
    int: lambda value: int.__add__(value, 0),
    float: float.__pos__,
    complex: complex.__pos__,
    str: str.__str__,
    bytes: lambda value: bytes.__getitem__(value, slice(None)),
    bytearray: lambda value: bytearray.__getitem__(value, slice(None)),
    list: lambda value: list.__getitem__(value, slice(None)),
    tuple: lambda value: tuple.__getitem__(value, slice(None)),
    set: set,
    frozenset: lambda value: frozenset(set(value)),
}


def _kind_of(cls: type) -> kinds.Kind:
    known = _classes.get(id(cls))
    if known is not None and known[0] is cls:
        return known[1]
    kind = kinds.classify(cls)
    if len(_classes) > _MAX_CLASSES:
        _classes.clear()
        _classes.update(_BUILTIN_KINDS)
    _classes[id(cls)] = (cls, kind)  # keeps the class: its id is not given away again
    return kind


def _label_text(label: Any) -> str:
    if type(label) is int:
        return f"[{label}]"
    if type(label) is not tuple:
        return label
    key = label[0]
    if type(key) is int:
        return f"[{wire.int_text(key)}]"
    if type(key) is str:
        text = ascii(key)
        return f"[{text}]" if len(text) <= 40 else f"[{text[:36]}…]"
    return "[…]"


class Writer:
    """Writes values one after another; objects that occur again become references."""

    def __init__(self, place: str = "argument", first: int = 0) -> None:
        self.out: List[str] = []
        self.place = place  # "argument" or "result", for reasons
        self.next = first
        self._numbers: Dict[int, Tuple[int, Any]] = {}  # by id; holds the object, so ids stay true
        self._open: set = set()
        self._orders: Dict[int, Tuple[Any, List[Any]]] = {}  # by id of a set
        self._may_sort = True
        self._labels: List[Any] = []

    def write(self, value: Any, label: str = "") -> None:
        """Appends the text of one value, known as `label` in reasons. Raises Unsupported."""
        leaf = _LEAVES.get(id(type(value)))
        if leaf is not None:
            self.out.append(leaf(value))
            return
        labels = self._labels = [label]
        stack: List[Tuple[int, Children]] = []
        while True:
            frame = self._begin(value)
            if frame is not None:
                stack.append((id(value), frame))
                self._open.add(id(value))
                labels.append("")
            while stack:
                step = next(stack[-1][1], None)
                if step is not None:
                    break
                self._open.discard(stack.pop()[0])
                labels.pop()
            else:
                return
            labels[-1], value = step

    def _begin(self, value: Any) -> Optional[Children]:
        """Writes a leaf or a reference; else the frame that writes a container step by step."""
        cls = type(value)
        leaf = _LEAVES.get(id(cls))
        if leaf is not None:
            self.out.append(leaf(value))
            return None
        kind = _kind_of(cls)
        if kind.how is kinds.REFUSED:
            raise Unsupported(f"{self._path()} is {kind.detail}", f"{kind.detail} as {self.place}")
        if kind.how is kinds.OPAQUE:
            self.out.append('{"opaque":' + wire.quote(kind.name) + "}")
            return None
        if id(value) in self._open:
            article = "an" if self.place == "argument" else "the"
            raise Unsupported(
                f"{self._path()} contains itself", f"a cycle in {article} {self.place}"
            )
        if self._is_known(value, kind):
            return None
        return _FRAMES[kind.how](self, value, kind)

    def _is_known(self, value: Any, kind: kinds.Kind) -> bool:
        """Writes the reference to what was written before, or gives `value` its number."""
        how = kind.how
        if how is kinds.ENUM or how is kinds.EXTENSION:
            return False
        if (value == () if how is kinds.TUPLE else type(value) is frozenset and not value):
            return False
        known = self._numbers.get(id(value))
        if known is not None:
            self.out.append('{"ref":' + str(known[0]) + "}")
            return True
        self._numbers[id(value)] = (self.next, value)
        self.next += 1
        return False

    def _path(self) -> str:
        labels = self._labels
        if len(labels) > 40:
            labels = labels[:20] + ["…"] + labels[-20:]
        return "".join(map(_label_text, labels)) or "the value"

    def _list(self, value: Any, kind: kinds.Kind) -> Children:
        yield from self._array("[", value[:], "]")

    def _tuple(self, value: Any, kind: kinds.Kind) -> Children:
        yield from self._array('{"tuple":[', value, "]}")

    def _set(self, value: Any, kind: kinds.Kind) -> Children:
        yield from self._array('{"' + kind.name + '":[', self._ordered(value), "]}", "{…}")

    def _array(self, opening: str, items: Any, closing: str, label: Any = None) -> Children:
        append = self.out.append
        append(opening)
        for index, item in enumerate(items):
            if index:
                append(",")
            leaf = _LEAVES.get(id(type(item)))
            if leaf is not None:
                append(leaf(item))
            else:
                yield index if label is None else label, item
        append(closing)

    def _bytearray(self, value: Any, kind: kinds.Kind) -> None:
        self.out.append('{"bytearray":"' + wire.base64(value) + '"}')

    def _dict(self, value: Any, kind: kinds.Kind) -> Children:
        pairs = value if type(value) is _Pairs else list(value.items())
        append = self.out.append
        if len(pairs) != 1 and all(type(key) is str and wire.is_utf8(key) for key, _ in pairs):
            yield from self._members(pairs, wrap=lambda key: (key,))
            return
        append('{"dict":[')
        for index, (key, item) in enumerate(pairs):
            append(",[" if index else "[")
            yield "{…}", key
            append(",")
            yield (key,), item
            append("]")
        append("]}")

    def _members(self, pairs: Any, wrap: Callable[[str], Any]) -> Children:
        append = self.out.append
        opening = "{"
        for key, item in pairs:
            append(opening + wire.quote(key) + ":")
            opening = ","
            yield wrap(key), item
        append("{}" if opening == "{" else "}")

    def _record(self, value: Any, kind: kinds.Kind) -> Children:
        content, rank = kind.detail
        fields = self._fields(value, kind, {})
        if rank:
            ranked = {name: fields[name] for name in rank if name in fields}
            ranked.update(fields)
            fields = ranked
        self.out.append('{"record":[' + wire.quote(kind.name) + ",")
        yield from self._members(fields.items(), wrap=lambda key: "." + key)
        if content is not None:
            self.out.append(",")
            yield "", self._content(value, content)
        self.out.append("]}")

    def _named_tuple(self, value: Any, kind: kinds.Kind) -> Children:
        items = tuple.__getitem__(value, slice(None))
        self.out.append('{"record":[' + wire.quote(kind.name) + ",")
        if len(items) == len(kind.detail):
            fields = self._fields(value, kind, dict(zip(kind.detail, items)))
            yield from self._members(fields.items(), wrap=lambda key: "." + key)
        else:
            self.out.append("{},")
            yield "", items
        self.out.append("]}")

    def _fields(self, value: Any, kind: kinds.Kind, fields: Dict[str, Any]) -> Dict[str, Any]:
        for name, read in kind.slots:
            try:
                fields.setdefault(name, read(value))
            except AttributeError:
                pass  # a slot that was never set
        if kind.dict_of is not None:
            for name, item in list(dict.items(kind.dict_of(value))):
                if type(name) is not str:
                    self._refuse("has an attribute whose name is no text")
                fields.setdefault(name, item)
        if not all(map(wire.is_utf8, fields)):
            self._refuse("has an attribute whose name is not valid UTF-8")
        return fields

    def _refuse(self, what: str) -> None:
        raise Unsupported(
            f"{self._path()} {what}", f"an object that {what} as {self.place}"
        )

    def _content(self, value: Any, content: type) -> Any:
        if content is not dict:
            return _CONTENT[content](value)
        pairs = _Pairs(dict.items(value))
        ordered = kinds.loaded("collections", "OrderedDict")
        if ordered is not None and any(base is ordered for base in kinds.mro_of(type(value))):
            by_key = {id(key): (key, item) for key, item in pairs}
            return _Pairs([by_key[id(key)] for key in ordered.__iter__(value)])
        return pairs

    def _enum(self, value: Any, kind: kinds.Kind) -> Children:
        members = kind.dict_of(value) if kind.dict_of is not None else {}
        name = members.get("_name_")
        known = type(kind.detail) is dict and type(name) is str and name in kind.detail
        text = wire.str_text(name) if known else "null"
        self.out.append('{"enum":[' + wire.quote(kind.name) + "," + text + ",")
        yield ".value", members.get("_value_")
        self.out.append("]}")

    def _extension(self, value: Any, kind: kinds.Kind) -> Children:
        payload = extensions.payload(kind.detail, value)
        if payload is None:
            self.out.append('{"opaque":' + wire.quote(kind.name) + "}")
            return
        self.out.append('{"' + kind.detail + '":')
        if type(payload) is str:
            yield "", payload
        else:
            yield from self._array("[", payload, "]")
        self.out.append("}")

    def _ordered(self, value: Any) -> List[Any]:
        """The elements of a set, sorted by the JSON text that each has by itself."""
        known = self._orders.get(id(value))
        if known is not None:
            return known[1]
        items = list(value)
        if len(items) < 2:
            return items
        if not self._may_sort:
            raise _NeedsOrder(value)
        todo = [(value, items, [])]
        while todo:
            current, items, texts = todo[-1]
            try:
                while len(texts) < len(items):
                    texts.append(self._text_alone(items[len(texts)]))
            except _NeedsOrder as need:
                inner = need.args[0]
                if any(inner is entry[0] for entry in todo):
                    raise Unsupported(
                        f"{self._path()} contains itself", f"a cycle in a set as {self.place}"
                    ) from None
                todo.append((inner, list(inner), []))
                continue
            order = sorted(range(len(items)), key=texts.__getitem__)
            self._orders[id(current)] = (current, [items[index] for index in order])
            todo.pop()
        return self._orders[id(value)][1]

    def _text_alone(self, value: Any) -> str:
        alone = Writer(self.place)
        alone._may_sort = False
        alone._orders = self._orders
        alone.write(value, self._path() + "{…}")
        return "".join(alone.out)


_FRAMES: Dict[str, Callable[..., Optional[Children]]] = {
    kinds.LIST: Writer._list,
    kinds.TUPLE: Writer._tuple,
    kinds.SET: Writer._set,
    kinds.DICT: Writer._dict,
    kinds.BYTEARRAY: Writer._bytearray,
    kinds.RECORD: Writer._record,
    kinds.NAMED_TUPLE: Writer._named_tuple,
    kinds.ENUM: Writer._enum,
    kinds.EXTENSION: Writer._extension,
}


def _write_arguments(writer: Writer, args: tuple, kwargs: Dict[str, Any]) -> None:
    append = writer.out.append
    append('"args":[')
    for index, value in enumerate(args):
        if index:
            append(",")
        writer.write(value, f"args[{index}]")
    append('],"kwargs":{')
    for index, (name, value) in enumerate(kwargs.items()):
        if not wire.is_utf8(name):
            raise Unsupported(
                f"the keyword {ascii(name)} is not valid UTF-8",
                "a keyword that is not valid UTF-8",
            )
        append(("," if index else "") + wire.quote(name) + ":")
        writer.write(value, f"kwargs[{ascii(name)}]")
    append("}")


def encode_arguments(args: tuple, kwargs: Dict[str, Any]) -> Tuple[str, Any]:
    """The text of a call's arguments, `"args":[…],"kwargs":{…}`, and a state to go on from.

    Raises Unsupported.
    """
    writer = Writer()
    _write_arguments(writer, args, kwargs)
    return "".join(writer.out), writer.next


def encode_content(
    before: str,
    state: Any,
    args: tuple,
    kwargs: Dict[str, Any],
    returned: Any = ABSENT,
    raised: Optional[Tuple[str, Optional[str], bool]] = None,
) -> str:
    """A trace without its id, after the call: `before`, `"after"` where it changed, the outcome.

    `raised` is (type, message or None, deliberate). Raises Unsupported.
    """
    writer = Writer()
    _write_arguments(writer, args, kwargs)
    parts = [before]
    if "".join(writer.out) != before:
        writer = Writer(first=state)
        _write_arguments(writer, args, kwargs)
        parts += [',"after":{', *writer.out, "}"]
    writer.out.clear()
    writer.place = "result"
    if raised is None:
        parts.append(',"returned":')
        writer.write(returned, "the result")
        return "".join(parts + writer.out)
    name, message, deliberate = raised
    parts += [',"raised":{"type":', wire.quote(name), ',"message":']
    writer.write(message, "the message")
    tail = ',"deliberate":true}' if deliberate else ',"deliberate":false}'
    return "".join(parts + writer.out + [tail])


def encode_value(value: Any) -> str:
    """The text of one value by itself. Raises Unsupported."""
    writer = Writer()
    writer.write(value)
    return "".join(writer.out)


def content_id(text: str) -> str:
    """The id of a trace: the first 16 hexadecimal digits of the sha256 of its content."""
    return sha256(text.encode("utf-8")).hexdigest()[:16]
