"""Writes the values that hold no others: numbers, text, and the standard extension types."""

import base64
import datetime
import decimal
import fractions
import json
import math
import pathlib
import struct
import uuid
from typing import Any, Optional

json_string = json.JSONEncoder(ensure_ascii=False).encode
_PLAIN_NAN = 0x7FF8000000000000
_PATHS = tuple(
    getattr(pathlib, name)
    for name in ("PurePosixPath", "PosixPath", "PureWindowsPath", "WindowsPath")
)


def string_text(value: str) -> str:
    """A str as JSON; with lone surrogates as a tagged form."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        escaped = "".join(
            "\\\\" if c == "\\" else f"\\u{ord(c):04x}" if 0xD800 <= ord(c) <= 0xDFFF else c
            for c in value
        )
        return '{"str":' + json_string(escaped) + "}"
    return json_string(value)


def float_text(value: float) -> str:
    """A float as JSON; nan and the infinities as tagged forms."""
    if math.isfinite(value):
        return float.__repr__(value)
    if math.isinf(value):
        return '{"float":"inf"}' if value > 0 else '{"float":"-inf"}'
    bits = struct.unpack("<Q", struct.pack("<d", value))[0]
    return '{"float":"nan"}' if bits == _PLAIN_NAN else f'{{"float":"nan:{bits:016x}"}}'


def int_text(value: int) -> str:
    """An int as JSON where 64 bits hold it, else as hexadecimal (which has no digit limit)."""
    if -(1 << 63) <= value < 1 << 63:
        return int.__repr__(value)
    return f'{{"int":"{value:#x}"}}'


def tagged(tag: str, payload: str) -> str:
    return f'{{"{tag}":{payload}}}'


def base64_text(value: Any) -> str:
    return '"' + base64.b64encode(bytes(value)).decode("ascii") + '"'


def _complex(value: complex) -> str:
    return tagged("complex", f"[{float_text(value.real)},{float_text(value.imag)}]")


def _moment(tag: str, value: Any) -> Optional[str]:
    zone = None if tag == "date" else value.tzinfo
    if zone is not None and type(zone) is not datetime.timezone:
        return None
    text = f'"{value.isoformat()}"'
    return tagged(tag, f"[{text},1]" if tag != "date" and value.fold else text)


def _timedelta(value: datetime.timedelta) -> str:
    return tagged("timedelta", f"[{value.days},{value.seconds},{value.microseconds}]")


def _fraction(value: fractions.Fraction) -> str:
    parts = (int_text(value.numerator), int_text(value.denominator))
    return tagged("fraction", f"[{parts[0]},{parts[1]}]")


def _path(value: pathlib.PurePath) -> str:
    return tagged("path", f'["{type(value).__name__}",{string_text(str(value))}]')


_LEAVES = {
    type(None): lambda value: "null",
    bool: lambda value: "true" if value else "false",
    int: int_text,
    float: float_text,
    str: string_text,
    bytes: lambda value: tagged("bytes", base64_text(value)),
    complex: _complex,
    datetime.datetime: lambda value: _moment("datetime", value),
    datetime.date: lambda value: _moment("date", value),
    datetime.time: lambda value: _moment("time", value),
    datetime.timedelta: _timedelta,
    decimal.Decimal: lambda value: tagged("decimal", f'"{value!s}"'),
    fractions.Fraction: _fraction,
    uuid.UUID: lambda value: tagged("uuid", f'"{value!s}"'),
    type(...): lambda value: tagged("constant", '"Ellipsis"'),
    type(NotImplemented): lambda value: tagged("constant", '"NotImplemented"'),
    **{cls: _path for cls in _PATHS},
}
# By id: a dict of types would ask the metaclass of the type that is looked up for its hash.
LEAF_BY_ID = {id(cls): text for cls, text in _LEAVES.items()}
