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
        self._offered: Forgetful[tuple[int, tuple[Point, ...]]] = Forgetful(clock, REMEMBER_SECONDS, most)
        self._offers = 0

    def keep(self, tag: bytes, point: Point) -> None:
        """Hold where this person is, in place of what they said before. ValueError for what is not rounded."""
        _refuse_fine(point)
        self._said.put(tag, point)

    def of(self, tags: Iterable[bytes]) -> Point | None:
        """What was said under the first of these tags that has any (`Tags.current_and_previous`)."""
        return next((point for tag in tags if (point := self._said.get(tag)) is not None), None)

    def offer(self, tag: bytes, points: Iterable[Point]) -> int:
        """Hold places that are offered as buttons, and return the number of this offer: a button's code carries that
        and the place's number, never the place."""
        offered = tuple(points)
        for point in offered:
            _refuse_fine(point)
        if not 1 < len(offered) <= MOST_CANDIDATES:
            raise ValueError("two to five places are offered")
        self._offers += 1
        self._offered.put(tag, (self._offers, offered))
        return self._offers

    def chosen(self, tags: Iterable[bytes], offer: int, number: int) -> Point | None:
        """The place of this number (from 0) in this offer; None where it is forgotten, replaced or was never there."""
        for tag in tags:
            made, points = self._offered.get(tag) or (0, ())
            if made == offer and 0 <= number < len(points):
                return points[number]
        return None

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
