"""Learning that begins and ends when a test says so, in place of the process aside, and is about naloxone only."""

from collections.abc import Callable
from threading import Event, Lock
from typing import Any

import pytest

from bot import app_index
from bot.live import Aside
from bot.matching import edited
from bot.matching.index import Index, build

PATIENCE = 60.0


def about_naloxone(pairs: list[tuple[str, str]], *parts: Any) -> Index:
    """Learn a small part of a whole knowledge, which takes a moment."""
    return build(_about_naloxone(pairs), *parts)


def _about_naloxone(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(asked, topic) for asked, topic in pairs if topic.startswith("naloxone")]


def _edited(index: Index, pairs: list[tuple[str, str]], *parts: Any) -> Index | None:
    return edited.edited(index, _about_naloxone(pairs), *parts)


class Lessons:
    """`begun` and `done` count lessons, `most` is how many went on at once. Each waits for `go`; the first of `fails`
    is raised in place of learning."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.begun = self.done = self.most = 0
        self.has_begun, self.go, self._guard = Event(), Event(), Lock()
        self.fails: list[Exception] = []
        patch.setattr(app_index, "build", about_naloxone)  # what is learned here
        patch.setattr(app_index, "edited", _edited)
        for how in ("do", "patiently"):
            patch.setattr(Aside, how, lambda aside, work, *parts: self._do(work, *parts))

    def _do(self, work: Callable[..., Any], *parts: Any) -> Any:
        if work is not build:
            return None  # the picture of mixes
        with self._guard:
            self.begun += 1
            self.most = max(self.most, self.begun - self.done)
        self.has_begun.set()
        try:
            assert self.go.wait(PATIENCE), "the test never let it go on"
            if self.fails:
                raise self.fails.pop(0)
            return about_naloxone(*parts)
        finally:
            with self._guard:
                self.done += 1
