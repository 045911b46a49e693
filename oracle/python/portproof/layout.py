"""Reads from a class what its instances consist of, without running code of it."""

import _io
import struct
import sys
import types
from typing import Any, Iterator, List, Optional, Tuple

ABSENT: Any = type("Absent", (), {"__slots__": ()})()
Items = List[Tuple[str, Any]]

_mro = type.__dict__["__mro__"].__get__
_namespace = type.__dict__["__dict__"].__get__
_type_name = type.__dict__["__qualname__"].__get__
_type_flags = type.__dict__["__flags__"].__get__
is_subtype = type.__subclasscheck__  # of (base, cls): runs no metaclass
_base = type.__dict__["__base__"].__get__
_size = type.__dict__["__basicsize__"].__get__
_dict_at = type.__dict__["__dictoffset__"].__get__
_weakref_at = type.__dict__["__weakrefoffset__"].__get__
_item_size = type.__dict__["__itemsize__"].__get__
_POINTER = struct.calcsize("P")
_HEAP_TYPE, _IMMUTABLE_TYPE = 1 << 9, 1 << 8
# What is managed stands before the object, and takes nothing of its size.
_MANAGED_DICT = 1 << 4 if sys.version_info >= (3, 11) else 0
_MANAGED_WEAKREF = 1 << 3 if sys.version_info >= (3, 12) else 0
# What an extension type says of itself in the form of members.
_LAYOUT_MEMBERS = ("__dictoffset__", "__weaklistoffset__", "__vectorcalloffset__")
BUILTINS = (int, float, complex, str, bytes, bytearray, list, tuple, set, frozenset, dict)


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


def refusal(cls: type) -> Optional[str]:
    """Why values of a type can be neither read nor left alone."""
    if is_subtype(types.GeneratorType, cls):
        return "a generator"
    if is_subtype(types.CoroutineType, cls) or is_subtype(types.AsyncGeneratorType, cls):
        return "a coroutine"
    if is_subtype(_io._IOBase, cls):
        return "an open file"
    if lookup(cls, "__next__") is not ABSENT:
        return "an iterator"
    return None


def _members(cls: type) -> Items:
    """The slots of a class itself, each by its own name: other names for them are no fields."""
    namespace = _namespace(cls)
    if "__slots__" not in namespace:
        return []
    return [(name, member) for name, member in list(namespace.items())
            if type(member) is types.MemberDescriptorType and member.__objclass__ is cls
            and type(name) is str and name == member.__name__ and name not in _LAYOUT_MEMBERS]


def slot_of(cls: type, name: str) -> Any:
    """The descriptor of the slot that instances have by this name; else None."""
    for base in _mro(cls):
        if _type_flags(base) & _HEAP_TYPE:
            for own, member in _members(base):
                if own == name:
                    return member
    return None


def _adds_only_fields(cls: type) -> bool:
    """Whether a class adds to its instances nothing but slots, a __dict__ and a __weakref__.

    An extension type (of pybind11, say) may look like a class that was written in Python, but its
    instances are larger than what Python sees of them.
    """
    base, flags = _base(cls), _type_flags(cls)
    has_dict = _dict_at(cls) != 0 == _dict_at(base)
    has_weakref = _weakref_at(cls) != 0 == _weakref_at(base)
    if has_dict and type(_namespace(cls).get("__dict__")) is not types.GetSetDescriptorType:
        return False  # nobody reads it but the class's own code
    fields = (len(_members(cls)) + (has_dict and not flags & _MANAGED_DICT)
              + (has_weakref and not flags & _MANAGED_WEAKREF))
    return (_size(cls) - _size(base) == fields * _POINTER
            and _item_size(cls) == _item_size(base))


def is_readable(cls: type) -> bool:
    """Whether all of an instance is its fields and the content of a builtin that is known here."""
    for base in _mro(cls):
        if _type_flags(base) & (_HEAP_TYPE | _IMMUTABLE_TYPE) != _HEAP_TYPE:
            known = base is object or any(base is builtin for builtin in BUILTINS)
            return base is not cls and known
        if not _adds_only_fields(base):
            return False
    return False


def builtin_base(cls: type) -> Optional[type]:
    """The builtin whose content the instances of a class have."""
    return next((base for base in BUILTINS if is_subtype(base, cls)), None)


def named_fields(cls: type) -> Optional[Tuple[str, ...]]:
    """`_fields` of a named tuple, where that is a tuple of nothing but names."""
    names = lookup(cls, "_fields")
    if type(names) is not tuple or any(type(name) is not str for name in names):
        return None
    return names


def instance_dict(value: Any) -> Any:
    """The instance's own __dict__ itself, where its type has a real one; else None."""
    for base in _mro(type(value)):
        descriptor = _namespace(base).get("__dict__")
        if type(descriptor) is types.GetSetDescriptorType:
            found = descriptor.__get__(value)
            return found if is_subtype(dict, type(found)) else None
    return None


def instance_items(value: Any) -> Items:
    """What the instance's own __dict__ holds by name, where its type has a real one.

    Other keys are left out before anything compares or hashes them.
    """
    found = instance_dict(value)
    items = [] if found is None else list(dict.items(found))
    return [(name, field) for name, field in items if type(name) is str]


def _slots(value: Any) -> Iterator[Tuple[str, Any]]:
    for base in reversed(_mro(type(value))):
        if not _type_flags(base) & _HEAP_TYPE:
            continue
        for name, member in _members(base):
            try:
                yield name, member.__get__(value)
            except AttributeError:  # never set
                continue


def fields_of(value: Any) -> Items:
    """Fields of a record: those of a dataclass first, then slots, then the rest of the dict."""
    fields = dict(_slots(value))
    fields.update(instance_items(value))
    declared = lookup(type(value), "__dataclass_fields__")
    if type(declared) is not dict:
        return list(fields.items())
    names = [name for name in list(declared) if type(name) is str]
    first = [(name, fields.pop(name)) for name in names if name in fields]
    return first + list(fields.items())
