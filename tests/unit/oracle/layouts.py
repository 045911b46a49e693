"""What an encoder must see, and must not see, of classes: each check takes the module."""

import enum
import importlib.util
import shutil
import subprocess
import sysconfig
import weakref
from pathlib import Path

import hostile
import pytest


class Corner:
    __slots__ = ("x", "y")


class Box(Corner):
    __slots__ = ("__hidden",)


def wire(name, fields, content=""):
    return f'{{"record":["layouts:{name}",{fields}{content}]}}'


def made(cls, **fields):
    value = cls()
    for name, field in fields.items():
        setattr(value, name, field)
    return value


def aliased_slots(codec):
    """Another name for a slot is no field, and hides nothing."""
    class Aliased:
        __slots__ = ("x", "y")

    class Heir(Corner):
        y = Corner.x

    class Foreign:
        x = Corner.x

    Aliased.width = Aliased.x
    name = "aliased_slots.<locals>."
    assert codec.encode_value(made(Aliased, x=1, y=2)) == wire(name + "Aliased", '{"x":1,"y":2}')
    assert codec.encode_value(made(Aliased, width=3)) == wire(name + "Aliased", '{"x":3}')
    assert codec.encode_value(made(Heir, x=1, z=2)) == wire(name + "Heir", '{"x":1,"z":2}')
    assert codec.encode_value(made(Foreign, z=2)) == wire(name + "Foreign", '{"z":2}')


def lost_slots(codec):
    """Nobody can read a slot without its descriptor, even where it stands under another name."""
    for change in ("delete", "replace", "rename", "exchange"):
        class Lost:
            __slots__ = ("x", "y")

        value = made(Lost, x=1, y=2)
        if change == "rename":
            Lost.z = Lost.x
        if change in ("delete", "rename"):
            del Lost.x
        else:
            Lost.x = 5 if change == "replace" else Lost.y
        text = codec.encode_value(value)
        assert text == '{"opaque":"layouts:lost_slots.<locals>.Lost"}', change


def hidden_dict(codec):
    """Nobody can read a __dict__ that its class keeps to itself; a subclass can hide none."""
    class Keeps:
        __dict__ = property(hostile.trap("__dict__"))

    class Plain:
        pass

    class Heir(Plain):
        __dict__ = property(hostile.trap("__dict__"))

    name = "hidden_dict.<locals>."
    del hostile.RAN[:]
    assert codec.encode_value(made(Keeps, a=1)) == f'{{"opaque":"layouts:{name}Keeps"}}'
    assert codec.encode_value(made(Heir, a=1)) == wire(name + "Heir", '{"a":1}')
    assert not hostile.RAN


def ordinary_classes(codec):
    """All that a class statement can add is seen."""
    class Plain:
        pass

    class Empty:
        __slots__ = ()

    class Weak:
        __slots__ = ("__weakref__", "a")

    class Both(Corner):
        __slots__ = ("__dict__", "__weakref__")

    class Late(Weak):
        pass

    class Mixed(Empty, Corner, Plain):
        __slots__ = ("own",)

    name = "ordinary_classes.<locals>."
    for cls in (Plain, Weak, Both, Late, Mixed):
        value = made(cls, **({"own": 1} if cls is Mixed else {}), a=2)
        weakref.ref(value)
        fields = '{"own":1,"a":2}' if cls is Mixed else '{"a":2}'
        assert codec.encode_value(value) == wire(name + cls.__name__, fields), cls
    assert codec.encode_value(Empty()) == wire(name + "Empty", "{}")
    assert codec.encode_value(made(Box, _Box__hidden=1, x=2)) == wire(
        "Box", '{"x":2,"_Box__hidden":1}')
    for base, content in ((int, "0"), (str, '""'), (bytes, '{"bytes":""}'), (float, "0.0"),
                          (list, "[]"), (dict, "{}"), (tuple, '{"tuple":[]}'), (set, '{"set":[]}')):
        cls = type("Own", (Empty, base), {"__module__": "layouts"})
        assert codec.encode_value(made(cls, a=1)) == wire("Own", '{"a":1}', "," + content), base
        bare = type("Bare", (base,), {"__module__": "layouts", "__slots__": ()})
        assert codec.encode_value(bare()) == wire("Bare", "{}", "," + content), base


class Sly(str):
    """Has the hash of the text that it holds."""

    armed = False

    def __hash__(self):
        if Sly.armed:
            hostile.RAN.append("Sly.__hash__")
        return str.__hash__(self)

    def __eq__(self, other):
        if Sly.armed:
            hostile.RAN.append("Sly.__eq__")
        return False


def foreign_keys(codec):
    """Keys of an instance's __dict__ that are no str run nothing, and are no fields."""
    class Plain:
        pass

    class Colour(enum.Enum):
        RED = 1

    loop = Colour.RED
    value, own = Plain(), loop.__dict__
    value.__dict__.update({Sly("a"): 1, Sly("b"): 2, "a": 3, 7: 4})
    kept = dict(own)
    own.clear()
    own.update({Sly("_name_"): 1, Sly("_value_"): 2})
    own.update(kept)
    del hostile.RAN[:]
    Sly.armed = True
    try:
        assert codec.encode_value(value) == wire("foreign_keys.<locals>.Plain", '{"a":3}')
        assert codec.encode_value(loop) == (
            '{"enum":["layouts:foreign_keys.<locals>.Colour","RED",1]}')
        assert not hostile.RAN
    finally:
        Sly.armed = False


def odd_named_tuples(codec):
    """A tuple is a named one only where its names are plain text."""
    def tuple_class(names):
        return type("Odd", (tuple,), {"__module__": "layouts", "_fields": names})

    plain = wire("Odd", "{}", ',{"tuple":[1]}')
    for names in ((Sly("a"),), (1,), (None,), ["a"], ("a", "b"), ()):
        assert codec.encode_value(tuple_class(names)((1,))) == plain, names
    assert codec.encode_value(tuple_class(("a",))((1,))) == wire("Odd", '{"a":1}')


def odd_dataclass(codec):
    """Declared names that are no plain text order nothing, and run nothing."""
    class Odd:
        __dataclass_fields__ = {"b": 0, Sly("a"): 0, 1: 0}  # noqa: RUF012

    del hostile.RAN[:]
    Sly.armed = True
    try:
        text = codec.encode_value(made(Odd, a=1, b=2))
    finally:
        Sly.armed = False
    assert text == wire("odd_dataclass.<locals>.Odd", '{"b":2,"a":1}')
    assert not hostile.RAN


def build_hidden(folder):
    """The extension module of hidden.c, where a compiler and Python's headers are here."""
    include = Path(sysconfig.get_path("include"))
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not (include / "Python.h").is_file():
        pytest.skip("no compiler, or no headers of this Python")
    file = folder / ("hidden" + sysconfig.get_config_var("EXT_SUFFIX"))
    source = Path(__file__).with_name("hidden.c")
    subprocess.run([compiler, "-shared", "-fPIC", f"-I{include}", str(source), "-o", str(file)],
                   check=True)
    spec = importlib.util.spec_from_file_location("hidden", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def hidden_state(codec, folder):
    """Two objects that differ in what only C sees must not be written alike: they are opaque."""
    hidden = build_hidden(folder)
    for name in ("WithDict", "WithHalf", "ManagedDict"):
        cls = getattr(hidden, name, None)  # the last from 3.12 on
        if cls is None:
            continue
        assert codec.encode_value(cls(1.5)) == f'{{"opaque":"hidden:{name}"}}'
        heir = type("Heir", (cls,), {"__module__": "layouts"})
        assert codec.encode_value(heir(1.5)) == '{"opaque":"layouts:Heir"}'


CHECKS = [aliased_slots, lost_slots, hidden_dict, ordinary_classes, foreign_keys,
          odd_named_tuples, odd_dataclass]
