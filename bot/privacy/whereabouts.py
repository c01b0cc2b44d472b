"""Where a person said they are, for "more" and "another service" in the next ten minutes. In memory, under a tag, and
rounded to some 100 m: nothing finer gets in. It is gone after ten minutes, on /forget and at every stop.

Printing this shows how many there are, never where.
"""

from collections.abc import Iterable

from bot.clock import Clock
from bot.core.place import MOST_CANDIDATES, is_on_earth, rounded
from bot.core.site import Point
from bot.privacy.forgetful import MOST_TAGS, Forgetful

REMEMBER_SECONDS = 600


class Whereabouts:
    """Places of the last ten minutes, each one forgotten ten minutes after it was said."""

    def __init__(self, clock: Clock, most: int = MOST_TAGS) -> None:
        self._said: Forgetful[Point] = Forgetful(clock, REMEMBER_SECONDS, most)
        self._offered: Forgetful[tuple[Point, ...]] = Forgetful(clock, REMEMBER_SECONDS, most)

    def keep(self, tag: bytes, point: Point) -> None:
        """Hold where this person is, in place of what they said before. ValueError for what is not rounded."""
        _refuse_fine(point)
        self.forget((tag,))
        self._said.put(tag, point)

    def of(self, tags: Iterable[bytes]) -> Point | None:
        """What was said under the first of these tags that has any (`Tags.current_and_previous`)."""
        return next((point for tag in tags if (point := self._said.get(tag)) is not None), None)

    def offer(self, tag: bytes, points: Iterable[Point]) -> None:
        """Hold the places that were offered as buttons, whose codes carry only their number."""
        offered = tuple(points)
        for point in offered:
            _refuse_fine(point)
        if not 1 < len(offered) <= MOST_CANDIDATES:
            raise ValueError("two to five places are offered")
        self.forget((tag,))
        self._offered.put(tag, offered)

    def chosen(self, tags: Iterable[bytes], number: int) -> Point | None:
        """The offered place of this number (from 0); None where it is forgotten or there is no such one."""
        offered = next((points for tag in tags if (points := self._offered.get(tag)) is not None), ())
        return offered[number] if 0 <= number < len(offered) else None

    def forget(self, tags: Iterable[bytes]) -> None:
        """Drop what is held under these tags."""
        for tag in tags:
            self._said.drop(tag)
            self._offered.drop(tag)

    def sweep(self) -> None:
        """Forget every place whose time is over."""
        self._said.sweep()
        self._offered.sweep()

    def clear(self) -> None:
        """Forget all of it, at a stop."""
        self._said.clear()
        self._offered.clear()

    def __len__(self) -> int:
        return len(self._said) + len(self._offered)

    def __repr__(self) -> str:
        return f"<Whereabouts of {len(self)}>"


def _refuse_fine(point: object) -> None:
    """What was refused is not repeated in the error: it is where somebody is."""
    if not isinstance(point, Point):
        raise TypeError("a place is a point")
    if point != rounded(point) or not is_on_earth(point):
        raise ValueError("a place is rounded before it is held, and on earth")
