"""What came of a text, found again when the same text comes: in a flood many people ask the same.

A text is known by a keyed digest, whose key lives in this process only, so no word of it is held here and nobody can
tell from a file of memory what was asked without trying texts; who asked is not known here at all.
"""

from collections.abc import Callable
from hashlib import blake2b
from typing import Generic, TypeVar

DIGEST_BYTES = 16
KEY_BYTES = 32

T = TypeVar("T")


class Alike(Generic[T]):
    """At most `most` results; the oldest makes room. `random_bytes(n)` gives n unpredictable bytes."""

    def __init__(self, random_bytes: Callable[[int], bytes], most: int) -> None:
        self._key, self._most = random_bytes(KEY_BYTES), most
        self._found: dict[bytes, T] = {}

    def __len__(self) -> int:
        return len(self._found)

    def of(self, make: Callable[[], T], *texts: str, keeps: Callable[[T], bool] = lambda made: True) -> T:
        """Return what was made of the same texts before, else what `make` makes of them now."""
        digest = self._digest(texts)
        found = self._found.get(digest)
        if found is not None:
            return found
        made = make()
        if keeps(made):
            if len(self._found) >= self._most:
                del self._found[next(iter(self._found))]
            self._found[digest] = made
        return made

    def clear(self) -> None:
        """Forget all of it."""
        self._found.clear()

    def _digest(self, texts: tuple[str, ...]) -> bytes:
        lengths = ",".join(str(len(text)) for text in texts)
        whole = "\0".join((lengths, *texts)).encode("utf-8", "surrogatepass")
        return blake2b(whole, key=self._key, digest_size=DIGEST_BYTES).digest()
