"""People who do not exist, each with a number, names, words, a telephone and a place that stand nowhere else."""

import struct
from collections.abc import Iterator

from bot.privacy.canaries import account_forms, text_forms
from tests.auxil.botapi import FakeBotApi, User

FIRST = 7_700_000_002  # one less stands in the documentation of a module of Python's
# A word of its own in each field: whoever finds it knows which field was kept, whoever finds none has missed no person.
STEMS = {
    "text": "zqwordvk",
    "first name": "Zqfirstvk",
    "last name": "Zqlastvk",
    "username": "zquservk",
    "telephone": "+9990077",
    "caption": "zqcaptvk",
    "title": "Zqtitlevk",
    "start": "zqstartvk",
}
LAT, LON, STEP = 58.361, 26.751, 1e-6  # near tests/auxil/near.py's sites, with decimals no site has
BASE32 = "0123456789bcdefghjkmnpqrstuvwxyz"


def place(number: int) -> tuple[float, float]:
    """The place of a person: its own to six decimals, and never one of three, which may be remembered a while."""
    return round(LAT + (number + 0.4) * STEP, 7), round(LON + (number + 0.4) * STEP, 7)


def person(api: FakeBotApi, number: int) -> User:
    """Somebody all of whose names are canaries."""
    return api.user(
        FIRST + number,
        first_name=f"{STEMS['first name']}{number}",
        last_name=f"{STEMS['last name']}{number}",
        username=f"{STEMS['username']}{number}",
    )


def needles(people: int, *, rounded_too: bool = True) -> Iterator[tuple[str, bytes]]:
    """Every spelling of everything about so many people. `rounded_too`: also their places to three decimals, which the
    bot may remember for ten minutes and must not write down."""
    for field, stem in STEMS.items():
        yield from ((field, form) for form in text_forms(stem).values())
    for number in range(people):
        yield from (("id", form) for form in account_forms(FIRST + number).values())
        yield from (("place", form) for form in _place_forms(*place(number)))
    yield from (
        ("place", form) for form in _shared_forms(people, range(3, 8) if rounded_too else range(5, 8))
    )


def _place_forms(lat: float, lon: float) -> Iterator[bytes]:
    for number in (lat, lon):
        yield from (struct.pack("<d", number), struct.pack(">d", number))


def _shared_forms(people: int, decimals: range) -> set[bytes]:
    """What many have in common: decimals, cut and rounded, and geohashes of five letters and more."""
    pairs = [place(number) for number in range(people)]
    numbers = {number for pair in pairs for number in pair}
    written = {f"{number:.{places}f}" for number in numbers for places in decimals if places < 7}
    cut = {f"{number:.7f}"[: len("58.") + places] for number in numbers for places in decimals}
    return {one.encode() for one in written | cut} | {geohash(*pair)[:5].encode() for pair in pairs}


def geohash(lat: float, lon: float, letters: int = 9) -> str:
    """The geohash of a place: five bits a letter, longitude first, each bit halving the range."""
    ranges, at, bits = [[-180.0, 180.0], [-90.0, 90.0]], (lon, lat), ""
    for turn in range(5 * letters):
        span, value = ranges[turn % 2], at[turn % 2]
        middle = sum(span) / 2
        bits += "1" if value >= middle else "0"
        span[0 if value >= middle else 1] = middle
    return "".join(BASE32[int(bits[n : n + 5], 2)] for n in range(0, len(bits), 5))
