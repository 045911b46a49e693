"""Lines of calls in, traces out: native where that can be loaded, else pure. They write alike."""

from typing import Any, Dict, Iterable, Optional, Tuple

from . import codec
from .decoder import CannotRebuild, Decoder, parse
from .encoder import content_id, encode_arguments, encode_content

CANNOT: Tuple[Any, ...] = (CannotRebuild, *codec.UNSUPPORTED)


class PureAnswerer:
    """Used call by call: what `trace` writes is of the call that was rebuilt last."""

    def __init__(self, record_types: Iterable[str], name: str, module: Any) -> None:
        self._decoder = Decoder(record_types)
        self._decoder.look_in(name, module)
        self._before: Any = None

    def rebuild(self, line: bytes) -> Tuple[Tuple[Any, ...], Dict[str, Any]]:
        """New args and kwargs. Raises one of CANNOT."""
        call = dict(parse(line.decode()))
        self._decoder.reset()
        args, kwargs = self._decoder.arguments(call["args"], call["kwargs"])
        try:
            self._before = encode_arguments(args, kwargs)
        except UnicodeEncodeError:
            raise CannotRebuild("a name with lone surrogates") from None
        return args, kwargs

    def trace(self, args: Tuple[Any, ...], kwargs: Dict[str, Any], returned: Any,
              raised: Optional[Tuple[str, Optional[str], bool]]) -> bytes:
        """The trace line, with its newline. Raises one of CANNOT."""
        text, state = self._before
        self._before = None  # the objects end with their call
        try:
            content = encode_content(text, state, args, kwargs, returned, raised)
            return f'{{"id":"{content_id(content)}",{content}}}\n'.encode()
        except UnicodeEncodeError:
            raise CannotRebuild("a name with lone surrogates") from None


Answerer: Any = getattr(codec.native, "Answerer", PureAnswerer)
