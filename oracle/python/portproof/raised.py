"""Says of an exception what a trace says: its message, and whether the original meant it."""

import dis
import types
from typing import Optional

from .layout import is_subtype

_RAISE = dis.opmap["RAISE_VARARGS"]
# What the interpreter's own __str__ prints beside `args`.
_PRINTED = (
    (OSError, ("errno", "strerror", "filename", "filename2")), (ImportError, ("msg",)),
    (SyntaxError, ("msg", "filename", "lineno")), (UnicodeEncodeError, ("encoding", "reason")),
    (UnicodeDecodeError, ("encoding", "reason")), (UnicodeTranslateError, ("reason",)),
)
PLAIN = (str, int, float, bool, bytes, type(None))


def left_a_raise(error: BaseException, package: str) -> bool:
    """Whether the exception left a `raise` statement of the original's own package."""
    traceback = BaseException.__dict__["__traceback__"].__get__(error)
    if traceback is None:
        return False
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    code = traceback.tb_frame.f_code.co_code
    at = traceback.tb_lasti
    module = traceback.tb_frame.f_globals.get("__name__", "")
    raised = 0 <= at < len(code) and code[at] == _RAISE
    return raised and type(module) is str and module.partition(".")[0] == package


def message_of(error: BaseException) -> Optional[str]:
    """str(error), where that runs no code of a class outside the interpreter."""
    for base in type(error).__mro__:
        if "__str__" in base.__dict__:
            builtin = isinstance(base.__dict__["__str__"], types.WrapperDescriptorType)
            break
    else:
        builtin = False
    parts = list(BaseException.args.__get__(error))
    for cls, names in _PRINTED:
        if is_subtype(cls, type(error)):
            parts += [cls.__dict__[name].__get__(error) for name in names]
    if not builtin or not all(type(part) in PLAIN for part in parts):
        return None
    try:
        return str(error)
    except Exception:
        return None
