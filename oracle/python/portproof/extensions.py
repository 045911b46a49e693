"""Takes apart the standard extension types: their payload in the wire form."""

import sys
from typing import Any, Optional, Tuple, Union

# Either the whole text of the payload, or values to be written as an array.
Payload = Union[str, Tuple[Any, ...]]


def _clock(value: Any) -> Optional[Payload]:
    datetime = sys.modules["datetime"]
    if value.tzinfo is not None and type(value.tzinfo) is not datetime.timezone:
        return None
    text = value.isoformat()
    return (text, 1) if value.fold else text


def _decimal(value: Any) -> str:
    # str() would follow the capitals of the thread's context.
    module = sys.modules["decimal"]
    return module.Context(capitals=1).to_sci_string(value)


def _fraction(value: Any) -> Optional[Payload]:
    parts = (value._numerator, value._denominator)
    return parts if all(type(part) is int for part in parts) else None


def _uuid(value: Any) -> Optional[Payload]:
    number = value.int
    if type(number) is not int or not 0 <= number < 1 << 128:
        return None
    digits = f"{number:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def payload(tag: str, value: Any) -> Optional[Payload]:
    """The payload of `value`, whose exact type is the standard one. None: it cannot be written."""
    if tag in ("datetime", "time"):
        return _clock(value)
    if tag == "date":
        return value.isoformat()
    if tag == "timedelta":
        return (value.days, value.seconds, value.microseconds)
    if tag == "decimal":
        return _decimal(value)
    if tag == "fraction":
        return _fraction(value)
    if tag == "uuid":
        return _uuid(value)
    if tag == "path":
        return (type(value).__name__, str(value))
    return (value.start, value.stop, value.step)  # range and slice
