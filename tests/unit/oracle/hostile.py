"""Classes that notice when anything runs their code."""

import enum

RAN = []


def trap(name):
    def run(*args, **kwargs):
        RAN.append(name)
        raise AssertionError(f"{name} ran")

    return run


class Descriptor:
    """A data descriptor that must not be asked."""

    __get__ = trap("descriptor __get__")
    __set__ = trap("descriptor __set__")
    __delete__ = trap("descriptor __delete__")


NAMES = (
    "__getattribute__", "__getattr__", "__setattr__", "__eq__", "__ne__", "__lt__", "__hash__",
    "__repr__", "__str__", "__bytes__", "__format__", "__iter__", "__len__", "__bool__",
    "__contains__", "__getitem__", "__reversed__", "__index__", "__int__", "__float__",
    "__complex__", "__reduce__", "__reduce_ex__", "__getstate__", "__copy__", "__deepcopy__",
    "__getnewargs__", "__dir__", "__sizeof__", "__call__", "__fspath__", "__enter__",
    "__instancecheck__", "__subclasscheck__", "keys", "items", "values", "copy", "__del__x",
    "isoformat", "utcoffset", "__add__", "__abs__", "__pos__", "__missing__", "__length_hint__",
)
# A set or dict that holds such a value asks for its hash when it is made.
HASHES = ("__hash__", "__eq__")


class Meta(type):
    """A metaclass with everything overridden."""

    __instancecheck__ = trap("__instancecheck__")
    __subclasscheck__ = trap("__subclasscheck__")
    __getattribute__ = trap("metaclass __getattribute__")
    __eq__ = trap("metaclass __eq__")
    __hash__ = trap("metaclass __hash__")
    __repr__ = trap("metaclass __repr__")
    mro = type.mro
    __call__ = trap("metaclass __call__")


def namespace(base, without=()):
    body = {name: trap(name) for name in NAMES if name not in without}
    body["__class__"] = property(trap("__class__"))
    body["__doc__"] = property(trap("__doc__"))
    body["described"] = Descriptor()
    body["fielded"] = property(trap("property"))
    if base is object:
        body["__dict__"] = property(trap("__dict__"))
        body["__slots__"] = ("a",)
        body["__dataclass_fields__"] = property(trap("__dataclass_fields__"))
        body["_fields"] = property(trap("_fields"))
    return body


def make(base, *args):
    """An instance of a hostile subclass of `base`, made without running it."""
    cls = type.__call__(Meta, "Hostile", (base,), namespace(base))
    if base is list:
        value = list.__new__(cls)
        list.extend(value, *args)
    elif base in (dict, set, bytearray):
        value = base.__new__(cls)
        base.__init__(value, *args)
    else:
        value = base.__new__(cls, *args)
    if base is object:
        type.__dict__["__dict__"].__get__(cls)["a"].__set__(value, 1)
    return value


class QuietMeta(enum.EnumMeta):
    """An enum's metaclass whose checks must not run."""

    __instancecheck__ = trap("__instancecheck__")
    __subclasscheck__ = trap("__subclasscheck__")


class Colour(enum.Enum, metaclass=QuietMeta):
    RED = 1

    @property
    def name(self):
        RAN.append("name")

    value = name
    __repr__ = trap("__repr__")
    __eq__ = trap("__eq__")
    __hash__ = trap("__hash__")


CASES = [
    (object, (), '{"record":["hostile:Hostile",{"a":1}]}'),
    (int, (5,), '{"record":["hostile:Hostile",{},5]}'),
    (float, (0.5,), '{"record":["hostile:Hostile",{},0.5]}'),
    (complex, (1, 2), '{"record":["hostile:Hostile",{},{"complex":[1.0,2.0]}]}'),
    (str, ("é",), '{"record":["hostile:Hostile",{},"é"]}'),
    (bytes, (b"a",), '{"record":["hostile:Hostile",{},{"bytes":"YQ=="}]}'),
    (bytearray, (b"a",), '{"record":["hostile:Hostile",{},{"bytearray":"YQ=="}]}'),
    (list, ([1, 2],), '{"record":["hostile:Hostile",{},[1,2]]}'),
    (tuple, ([1, 2],), '{"record":["hostile:Hostile",{},{"tuple":[1,2]}]}'),
    (set, ([1],), '{"record":["hostile:Hostile",{},{"set":[1]}]}'),
    (frozenset, ([1],), '{"record":["hostile:Hostile",{},{"frozenset":[1]}]}'),
    (dict, ({"a": 1, "b": 2},), '{"record":["hostile:Hostile",{},{"a":1,"b":2}]}'),
]


class Armed:
    """Counts calls of __eq__ and __hash__ from when it is armed: a key of sets and dicts."""

    armed = False

    def __hash__(self):
        if Armed.armed:
            RAN.append("__hash__")
        return 7

    def __eq__(self, other):
        if Armed.armed:
            RAN.append("__eq__")
        return self is other
