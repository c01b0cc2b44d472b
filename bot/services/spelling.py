"""Names of places with slips of the finger in them. The only file of this room that imports rapidfuzz.

The count is of letters dropped, added, changed or swapped with their neighbour (optimal string alignment). The
library's own blend of scores took "i need help" for Helsinki; a bare count with a small bound took none of 40 such
messages for a place.
"""

from collections.abc import Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

_ONE_SLIP_FROM, _TWO_SLIPS_FROM = 5, 8  # letters


def slips_allowed(name: str) -> int:
    """How many slips a name of this length may hold and still be recognised."""
    return (len(name) >= _ONE_SLIP_FROM) + (len(name) >= _TWO_SLIPS_FROM)


def nearest_names(name: str, by_length: Mapping[int, Sequence[str]]) -> tuple[str, ...]:
    """Return those names that are the fewest slips away, none where that is more than may be. A name with so many
    letters more is not looked at: each of them would be a slip."""
    allowed = slips_allowed(name)
    found = [
        one
        for length in (range(len(name) - allowed, len(name) + allowed + 1) if allowed else ())
        for one in process.extract(
            name, by_length.get(length, ()), scorer=OSA.distance, score_cutoff=allowed, limit=None
        )
    ]
    least = min((slips for _, slips, _ in found), default=0)
    return tuple(other for other, slips, _ in found if slips == least)
