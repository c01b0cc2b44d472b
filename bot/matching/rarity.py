"""How rare each feature of the phrases is, and its number, in little memory: as a dict 46,000 features need 5.6 MiB, as
two arrays a sixteenth of that."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.core.checks import checks, place
from bot.matching.model import Floats, Ints, Places

Checks = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rarity:
    """ln((N + 1) / (n + 0.5)) of each feature, with N phrases of which n have it (a smoothed inverse document
    frequency), so that a word found in every phrase says next to nothing. Features are told apart by checksum: of
    100,000 unknown ones about one is taken for known."""

    highest: float
    _checks: "array[int]"
    _values: "array[float]"

    def of(self, feature: str) -> float:
        """Return a feature's rarity, above 0; 0 where no phrase has it."""
        at = place(self._checks, feature)
        return self._values[at] if at >= 0 else 0.0

    def known(self, features: Iterable[str]) -> tuple[Ints, Floats, Flags]:
        """Return the numbers (from 0) and rarities of those of the features that any phrase has, and which they are."""
        return self.found(np.array(checks(features), np.uint32))

    def found(self, asked: Checks) -> tuple[Ints, Floats, Flags]:
        """The same for features by their checksums."""
        known, values = np.frombuffer(self._checks, np.uint32), np.frombuffer(self._values, np.float32)
        at = np.minimum(known.searchsorted(asked), len(known) - 1)
        is_known = known[at] == asked
        at = at[is_known]
        return at.astype(np.int32), values[at], is_known

    def joined(self, other: "Rarity") -> tuple["Rarity", Places]:
        """Return this with the features that only the other has, and where among these those were put in."""
        known, asked = (np.frombuffer(one._checks, np.uint32) for one in (self, other))
        is_new = ~self.found(asked)[2]
        at = known.searchsorted(asked[is_new])
        checks = np.insert(known, at, asked[is_new])
        values = np.insert(
            np.frombuffer(self._values, np.float32), at, np.frombuffer(other._values, np.float32)[is_new]
        )
        highest = max(self.highest, float(values[at + np.arange(len(at))].max(initial=0.0)))
        return Rarity(highest, array("I", checks.tobytes()), array("f", values.tobytes())), at

    def __len__(self) -> int:
        return len(self._checks)


def rarity(found: "array[int]", phrases: int) -> Rarity:
    """Return the rarity of the features that so many phrases have; `found` are the checksums of those of all phrases,
    of each phrase every one once."""
    ordered, counts = np.unique(np.frombuffer(found, np.uint32), return_counts=True)
    values = np.log((phrases + 1) / (counts + 0.5))
    highest = float(values.max(initial=0.0))
    return Rarity(highest, array("I", ordered.tolist()), array("f", values.tolist()))
