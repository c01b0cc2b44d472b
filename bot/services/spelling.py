"""Names of places with slips of the finger in them. The only file of this room that imports rapidfuzz.

The count is of letters dropped, added, changed or swapped with their neighbour (optimal string alignment). The
library's own blend of scores took "i need help" for Helsinki; a bare count with a small bound took none of 40 such
messages for a place.
"""

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

_ONE_SLIP_FROM, _TWO_SLIPS_FROM = 5, 8  # letters


def slips_allowed(name: str) -> int:
    """How many slips a name of this length may hold and still be recognised."""
    return (len(name) >= _ONE_SLIP_FROM) + (len(name) >= _TWO_SLIPS_FROM)


def nearest_names(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return those of `names` that are the fewest slips away, none where that is more than may be."""
    allowed = slips_allowed(name)
    if not allowed:
        return ()
    found = process.extract(name, list(names), scorer=OSA.distance, score_cutoff=allowed, limit=None)
    least = min((slips for _, slips, _ in found), default=0)
    return tuple(other for other, slips, _ in found if slips == least)
