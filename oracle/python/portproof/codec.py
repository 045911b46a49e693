"""The encoder of the recorder: the native one where it can be loaded, else the pure one."""

from typing import Any, Tuple, Type

from . import encoder

_chosen: Any = encoder
native: Any = None  # the module; an older one may lack what the recorder asks it for
try:
    from . import _native  # type: ignore[attr-defined]

    _chosen = native = _native
except ImportError:
    pass

NATIVE = _chosen is not encoder
UNSUPPORTED: Tuple[Type[Exception], ...] = (encoder.Unsupported, _chosen.Unsupported)
encode_arguments = _chosen.encode_arguments
encode_content = _chosen.encode_content
content_id = _chosen.content_id
