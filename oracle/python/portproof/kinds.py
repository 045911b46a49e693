"""Says what kind of value a class makes, without running any code of that class.

All looks at a class go through `type`'s own descriptors and the class's dict: `__class__`
properties, metaclasses with `__instancecheck__`, `__getattr__`, `__eq__` or `__hash__` never run.
"""

import sys
import types
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from . import wire

# How a value is written. The texts are only names; the encoder has one method for each.
LEAF, LIST, TUPLE, SET, DICT, BYTEARRAY = "leaf", "list", "tuple", "set", "dict", "bytearray"
RECORD, NAMED_TUPLE, ENUM, EXTENSION, OPAQUE, REFUSED = (
    "record",
    "named tuple",
    "enum",
    "extension",
    "opaque",
    "refused",
)

_class_dict = type.__dict__["__dict__"].__get__
_class_mro = type.__dict__["__mro__"].__get__
_class_module = type.__dict__["__module__"].__get__
_class_qualname = type.__dict__["__qualname__"].__get__
_class_basicsize = type.__dict__["__basicsize__"].__get__
_class_dictoffset = type.__dict__["__dictoffset__"].__get__
_class_flags = type.__dict__["__flags__"].__get__

_HEAP_TYPE = 1 << 9
_CONTENT = (int, float, complex, str, bytes, bytearray, list, tuple, set, frozenset, dict)
_DESCRIPTORS_OF_C = (
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.ClassMethodDescriptorType,
)
_EXTENSIONS = {
    "datetime": ("datetime", "date", "time", "timedelta"),
    "decimal": ("Decimal",),
    "fractions": ("Fraction",),
    "uuid": ("UUID",),
    "pathlib": ("PosixPath", "WindowsPath", "PurePosixPath", "PureWindowsPath"),
}
_ITERATORS = (
    (types.GeneratorType, "a generator"),
    (types.CoroutineType, "a coroutine"),
    (types.AsyncGeneratorType, "an async generator"),
)


class Kind(NamedTuple):
    """What is known of a class."""

    how: str  # one of the names above
    name: str  # "module:QualName"
    detail: Any = None  # by `how`: content class, field names, tag, words for what is refused
    slots: Tuple[Tuple[str, Any], ...] = ()  # of a record: name and descriptor
    dict_of: Any = None  # reads the instance's dict; None: it has none


def type_name(cls: type, plain_builtins: bool = False) -> str:
    """ "module:QualName"; without the module for builtins where that is asked for."""
    try:
        module = _class_module(cls)
    except AttributeError:
        module = "builtins"
    module = module if type(module) is str else "?"
    qualname = wire.utf8(_class_qualname(cls))
    if plain_builtins and module == "builtins":
        return qualname
    return wire.utf8(module) + ":" + qualname


def mro_of(cls: type) -> Tuple[type, ...]:
    """The method resolution order; empty while the class is being made."""
    return _class_mro(cls) or ()


def find(mro: Tuple[type, ...], name: str) -> Any:
    """The raw attribute `name` of a class, as it stands in a class dict; None: there is none."""
    for cls in mro:
        members = _class_dict(cls)
        if name in members:
            return members[name]
    return None


def loaded(module: str, name: str) -> Optional[type]:
    """A class of a module that is loaded already. Nothing is imported."""
    found = sys.modules.get(module)
    if type(found) is not types.ModuleType:
        return None
    return types.ModuleType.__dict__["__dict__"].__get__(found).get(name)


def _is_in(cls: Optional[type], mro: Tuple[type, ...]) -> bool:
    return any(cls is base for base in mro)


def _refused(mro: Tuple[type, ...]) -> Optional[str]:
    for cls, words in _ITERATORS:
        if mro[0] is cls:
            return words
    if _is_in(loaded("_io", "_IOBase"), mro):
        return "an open file"
    if find(mro, "__next__") is not None:
        return "an iterator"
    if find(mro, "__anext__") is not None:
        return "an async iterator"
    return None


def _is_made_by_c(cls: type) -> bool:
    if not _class_flags(cls) & _HEAP_TYPE:
        return True
    for value in _class_dict(cls).values():
        kind = type(value)
        if any(kind is known for known in _DESCRIPTORS_OF_C) and value.__objclass__ is cls:
            return True
        if kind is types.BuiltinFunctionType and value.__self__ is cls:
            return True
    return False


def _hides_state(cls: type) -> bool:
    """Whether instances of a class made by C hold something that cannot be seen from here."""
    bare = _class_basicsize(cls) == _class_basicsize(object) and not _class_dictoffset(cls)
    return not bare and _is_made_by_c(cls)


def _dict_reader(mro: Tuple[type, ...]) -> Any:
    for cls in mro:
        found = _class_dict(cls).get("__dict__")
        if type(found) is types.GetSetDescriptorType and found.__objclass__ is cls:
            return found.__get__
    return None


def _slots(mro: Tuple[type, ...]) -> List[Tuple[str, Any]]:
    found = []
    for cls in reversed(mro):
        if _is_made_by_c(cls):
            continue
        for name, value in _class_dict(cls).items():
            if type(value) is types.MemberDescriptorType and value.__objclass__ is cls:
                found.append((name, value.__get__))
    return found


def _extension(cls: type) -> Optional[str]:
    if cls is range or cls is slice:
        return cls.__name__
    module = _class_dict(cls).get("__module__") if _class_flags(cls) & _HEAP_TYPE else None
    module = module if type(module) is str else type_name(cls).partition(":")[0]
    module = "pathlib" if module.startswith("pathlib.") else module  # 3.13: pathlib._local
    name = _class_qualname(cls)
    if name in _EXTENSIONS.get(module, ()) and loaded(module, name) is cls:
        return "path" if module == "pathlib" else name.lower()
    return None


def _record(cls: type, mro: Tuple[type, ...], content: Optional[type]) -> Kind:
    slots = tuple(_slots(mro))
    if content is tuple:
        fields = find(mro, "_fields")
        if type(fields) is tuple and all(type(name) is str for name in fields):
            return Kind(NAMED_TUPLE, type_name(cls), fields, slots, _dict_reader(mro))
    factory = loaded("collections", "defaultdict")
    if content is dict and factory is not None and _is_in(factory, mro):
        slots += (("default_factory", _class_dict(factory)["default_factory"].__get__),)
    declared = find(mro, "__dataclass_fields__")
    rank = [name for name in declared if type(name) is str] if type(declared) is dict else []
    return Kind(RECORD, type_name(cls), (content, tuple(rank)), slots, _dict_reader(mro))


def classify(cls: type) -> Kind:
    """What kind of value instances of `cls` are (for classes that are no builtin kind itself)."""
    mro = mro_of(cls)
    name = type_name(cls)
    if not mro or _is_in(type, mro) or _is_in(BaseException, mro):
        return Kind(OPAQUE, name)
    words = _refused(mro)
    if words:
        return Kind(REFUSED, name, words)
    extension = _extension(cls)
    if extension:
        return Kind(EXTENSION, name, extension)
    enum_type = loaded("enum", "EnumMeta")
    if enum_type is not None and _is_in(enum_type, mro_of(type(cls))):
        return Kind(ENUM, name, find(mro, "_member_map_"), (), _dict_reader(mro))
    content = next((base for base in mro if any(base is kind for kind in _CONTENT)), None)
    if content is not None:
        return _record(cls, mro, content)
    if not _class_flags(cls) & _HEAP_TYPE or any(_hides_state(base) for base in mro):
        return Kind(OPAQUE, name)
    return _record(cls, mro, None)


def builtin_kinds() -> Dict[int, Tuple[type, Kind]]:
    """The exact builtin kinds, by the identity of their class (a class may have a `__hash__`)."""
    table = {
        list: LIST,
        tuple: TUPLE,
        set: SET,
        frozenset: SET,
        dict: DICT,
        bytearray: BYTEARRAY,
    }
    return {id(cls): (cls, Kind(how, cls.__name__)) for cls, how in table.items()}
