"""The pure decoder rebuilds what the encoders write, at any depth, and runs nothing of a class."""

import sys
import time
import types

import hostile
import pytest
import shapes
import vectors
from portproof import decoder, encoder

ALLOWED = [f"shapes:{name}" for name in vars(shapes)] + ["shapes:Plain.Inner",
                                                         "collections:Counter"]
READERS = [decoder.parse, decoder._parse_deep]


def rebuilt(wire, read=decoder.parse, allowed=ALLOWED):
    return decoder.Decoder(allowed).decode(read(wire))


@pytest.mark.parametrize("read", READERS, ids=["flat", "deep"])
@pytest.mark.parametrize(("name", "build", "wire"), vectors.VECTORS,
                         ids=[v[0] for v in vectors.VECTORS])
def test_vector(name, build, wire, read):
    if '"opaque"' in wire:
        with pytest.raises(decoder.CannotRebuild, match="cannot be rebuilt: "):
            rebuilt(wire, read)
        return
    value = rebuilt(wire, read)
    assert encoder.encode_value(value) == wire
    assert type(value) is type(build())


@pytest.mark.parametrize("limit", [None, 10**8])
def test_depth(limit):
    before = sys.getrecursionlimit()
    started = time.monotonic()
    try:
        if limit:
            sys.setrecursionlimit(limit)
        for wire in ("[" * 200_000 + "]" * 200_000,
                     '{"tuple":[' * 100_000 + "1.5" + "]}" * 100_000,
                     '{"a":' * 50_000 + "[]" + ',"b":"é\\""}' * 50_000):
            assert encoder.encode_value(rebuilt(wire)) == wire
        assert sys.getrecursionlimit() == (limit or before)
    finally:
        sys.setrecursionlimit(before)
    assert time.monotonic() - started < 60


def test_arguments_share():
    call = decoder.Decoder(())
    args, kwargs = call.arguments(decoder.parse('[[1],{"ref":0}]'),
                                  decoder.parse('{"k":{"ref":0},"l":[]}'))
    assert args[0] is args[1] is kwargs["k"] == [1]


def test_only_named_classes():
    for wire in ('{"record":["shapes:Point",{"x":1,"y":2}]}', '{"enum":["shapes:Colour","RED",1]}',
                 '{"record":["os:system",{}]}', '{"enum":["os:system",null,"true"]}'):
        with pytest.raises(decoder.CannotRebuild, match="the spec does not name the class"):
            rebuilt(wire, allowed=())
    with pytest.raises(decoder.CannotRebuild, match="does not load the class"):
        rebuilt('{"enum":["os:system",null,"true"]}', allowed=["os:system"])


def test_runs_nothing_of_a_class():
    for base, args, wire in hostile.CASES:
        if '"record"' not in wire:
            continue
        name = wire.split('"')[3]
        cls = type(hostile.make(base, *args))
        module, _, qualname = name.partition(":")
        setattr(sys.modules[module], qualname, cls)
        del hostile.RAN[:]
        try:
            value = rebuilt(wire, allowed=[name])
        except decoder.CannotRebuild:
            assert not hostile.RAN, base
            continue
        assert not hostile.RAN, base
        assert encoder.encode_value(value) == wire


class Corner:
    __slots__ = ("x", "y")


class Heir(Corner):
    y = Corner.x


def test_a_slot_is_set_by_its_own_name():
    wire = f'{{"record":["{__name__}:Heir",{{"x":1,"y":2,"z":3}}]}}'
    value = rebuilt(wire, allowed=[f"{__name__}:Heir"])
    assert (Corner.x.__get__(value), Corner.y.__get__(value), vars(value)) == (1, 2, {"z": 3})


def test_own_module_before_the_loaded_one():
    other = types.ModuleType("shapes")
    other.Point = type("Point", (), {})
    call = decoder.Decoder(["shapes:Point"])
    call.look_in("shapes", other)
    assert type(call.decode(decoder.parse('{"record":["shapes:Point",{}]}'))) is other.Point
