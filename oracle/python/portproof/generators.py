"""Records a generator: its items as a list, where the caller took all of them and only that."""

from typing import Any, Dict, Iterator, List, Optional

from .codec import UNSUPPORTED, encode_arguments
from .guard import DEPTH, OWN_WORK
from .hooks import without_our_frames
from .raised import PLAIN

# What is kept for the recording must not fill the memory of a program that streams.
MOST_ITEMS = 100_000


def _text(value: Any) -> Optional[str]:
    """The wire form alone, to see whether a value changes; None where it has none."""
    try:
        return encode_arguments((value,), {})[0]
    except (RecursionError, *UNSUPPORTED):
        return None


class Watched:
    """One generator of the original, from its first item on."""

    def __init__(self, recorder: Any, hook: Any, args: tuple, kwargs: Dict[str, Any]) -> None:
        self.recorder, self.hook = recorder, hook
        self.items: List[Any] = []
        self.texts: Dict[int, Optional[str]] = {}
        self.spoiled: Optional[str] = None
        self.straight = self.tracing = False
        self.before: Optional[str] = None
        freeze = recorder.freeze
        self.call = freeze.call(goes_on=True) if freeze is not None else None
        if not recorder.is_taken():
            return
        with OWN_WORK:
            self.age = recorder.age
            self.given, self.named = hook.as_called(args, kwargs)
            self.before, self.state = recorder.before(self.given, self.named)
            self.lines = recorder.wants_lines()
            if self.before is not None:
                recorder.add_unfinished(1)

    def enter(self) -> None:
        """The original goes on: what it calls of itself is part of this call."""
        if self.call is not None:
            self.call.enter()
        if not self.recorder.plan.recursive:
            self.recorder.local.inside = True
            self.straight = self.hook.go_straight()
        self.tracing = self.before is not None and self.recorder.start_tracing(self.lines)

    def leave(self) -> None:
        """The caller goes on."""
        self.recorder.stop_tracing(self.tracing)
        if self.straight:
            self.hook.hook_again()
        self.recorder.local.inside = False
        if self.call is not None:
            self.call.leave()

    def took(self, item: Any) -> None:
        """The caller is given an item."""
        if self.before is None or self.spoiled:
            return
        with OWN_WORK:
            if type(item) not in PLAIN:
                self.texts[len(self.items)] = _text(item)
            self.items.append(item)
            if len(self.items) > MOST_ITEMS:
                self.spoil(f"a generator of more than {MOST_ITEMS} items")

    def spoil(self, reason: str) -> None:
        """It will not be recorded: what it yields is not the function's doing alone."""
        self.spoiled = self.spoiled or reason
        self.items, self.texts = [], {}

    def end(self, value: Any, error: Optional[BaseException]) -> None:
        """It is exhausted, or has raised."""
        if self.before is None or self.age != self.recorder.age:  # begun in the parent process
            return
        with OWN_WORK:
            self.recorder.add_unfinished(-1)
            reason = self.spoiled or self._changed()
            if error is None and value is not None:
                reason = reason or "a generator that also returned a value"
            if reason:
                self.recorder.miss(reason)
            elif error is not None:
                self.recorder.write_raised(self.before, self.state, self.given, self.named, error)
            else:
                self.recorder.write(
                    self.before, self.state, self.given, self.named, self.items, None)
            self.items, self.texts = [], {}

    def _changed(self) -> Optional[str]:
        """Between two items the caller runs: nobody can say who has changed what."""
        try:
            after = encode_arguments(self.given, self.named)[0]
        except (RecursionError, *UNSUPPORTED):
            after = None
        if after != self.before:
            return "a generator whose arguments changed while it ran"
        if any(_text(self.items[i]) != text for i, text in self.texts.items()):
            return "a generator whose items changed after they were taken"
        return None


def iterate(recorder: Any, hook: Any, args: tuple, kwargs: Dict[str, Any]) -> Iterator[Any]:
    """Stands for the original's generator: hands on its items, and what the caller sends."""
    if recorder.local.inside or DEPTH.value or recorder.store is None:
        return (yield from hook.original(*args, **kwargs))
    watched = Watched(recorder, hook, args, kwargs)
    inner = hook.original(*args, **kwargs)
    resume, sent = inner.send, None
    while True:
        watched.enter()
        try:
            item = resume(sent)
        except StopIteration as stop:
            watched.leave()
            watched.end(stop.value, None)
            return stop.value
        except BaseException as error:
            watched.leave()
            watched.end(None, error)
            raise
        watched.leave()
        watched.took(item)
        # What is thrown in is handed on behind its handler: the original sees no context of ours.
        resume, sent, closing = inner.send, None, False
        item = [item]
        try:
            sent = yield item.pop()  # and nothing of ours keeps it alive but the recording
            if sent is not None:
                watched.spoil("a generator that was sent a value")
        except GeneratorExit:
            closing = True
        except BaseException as error:
            resume, sent = inner.throw, without_our_frames(error)
            watched.spoil("a generator that was thrown into")
        if closing:
            return _close(watched, inner)


def _close(watched: Watched, inner: Any) -> None:
    watched.enter()
    try:
        inner.close()
    finally:
        watched.leave()
