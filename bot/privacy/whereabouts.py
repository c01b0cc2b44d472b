"""Where a person said they are, for "more" and "another service" in the next ten minutes, and what they were asked. In
memory, under a tag, and rounded to some 100 m: nothing finer gets in. It is gone after ten minutes, on /forget and at
every stop.

Printing this shows how many there are, never where.
"""

from collections.abc import Iterable, Sequence

from bot.clock import Clock
from bot.core.place import MOST_CANDIDATES, is_on_earth, rounded
from bot.core.search import Search, Spot, Trail
from bot.privacy.forgetful import MOST_TAGS, Forgetful

REMEMBER_SECONDS = 600


class Whereabouts:
    """Spots of the last ten minutes, each one forgotten ten minutes after it was said."""

    def __init__(self, clock: Clock, most: int = MOST_TAGS) -> None:
        self._said: Forgetful[Spot] = Forgetful(clock, REMEMBER_SECONDS, most)
        self._offered: Forgetful[tuple[int, tuple[Spot, ...]]] = Forgetful(clock, REMEMBER_SECONDS, most)
        self._asked: Forgetful[Search] = Forgetful(clock, REMEMBER_SECONDS, most)
        self._offers = 0

    def keep(self, tag: bytes, spot: Spot) -> None:
        """Hold where this person is, in place of what they said before. ValueError for what is not rounded."""
        _refuse_fine(spot)
        self._said.put(tag, spot)

    def offer(self, tag: bytes, spots: Iterable[Spot]) -> int:
        """Hold places that are offered as buttons, and return the number of this offer: a button's code carries that
        and the place's number, never the place."""
        offered = tuple(spots)
        for spot in offered:
            _refuse_fine(spot)
        if not 1 < len(offered) <= MOST_CANDIDATES:
            raise ValueError("two to five places are offered")
        self._offers += 1
        self._offered.put(tag, (self._offers, offered))
        return self._offers

    def expect(self, tags: Sequence[bytes], search: Search | None) -> None:
        """Hold that this person was asked where they are, for this search; None: they are asked no more."""
        for tag in tags:
            self._asked.drop(tag)
        if search:
            self._asked.put(tags[0], search)

    def trail(self, tags: Iterable[bytes]) -> Trail:
        """What is held under the first of these tags that has any (`Tags.current_and_previous`), of each sort."""
        tags = tuple(tags)
        offer, offered = next((found for tag in tags if (found := self._offered.get(tag))), (0, ()))
        return Trail(
            spot=next((spot for tag in tags if (spot := self._said.get(tag))), None),
            offer=offer,
            offered=offered,
            asked=next((search for tag in tags if (search := self._asked.get(tag))), None),
            next_offer=self._offers + 1,
        )

    def forget(self, tags: Iterable[bytes]) -> None:
        """Drop what is held under these tags."""
        for tag in tags:
            for held in (self._said, self._offered, self._asked):
                held.drop(tag)

    def sweep(self) -> None:
        """Forget everything whose time is over."""
        for held in (self._said, self._offered, self._asked):
            held.sweep()

    def clear(self) -> None:
        """Forget all of it, at a stop."""
        for held in (self._said, self._offered, self._asked):
            held.clear()

    def __len__(self) -> int:
        return len(self._said) + len(self._offered) + len(self._asked)

    def __repr__(self) -> str:
        return f"<Whereabouts of {len(self)}>"


def _refuse_fine(spot: object) -> None:
    """What was refused is not repeated in the error: it is where somebody is."""
    if not isinstance(spot, Spot):
        raise TypeError("a place is a spot")
    point = spot.point
    if point and (point != rounded(point) or not is_on_earth(point)):
        raise ValueError("a place is rounded before it is held, and on earth")
