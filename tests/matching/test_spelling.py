"""A slip is mended to the word most likely meant, and never one drug's name to another's."""

import pytest

from bot.matching.spelling import Mender, mender, slip_cost

WRITTEN = {
    "naloxone": 9,
    "appointment": 4,
    "overdose": 8,
    "mephedrone": 3,
    "bromazepam": 2,
    "how": 20,
    "where": 9,
    "spray": 5,
}
COMMON = ("the", "how", "there", "where", "would", "people", *("filler" * n for n in range(2, 400)), "wild")
NAMED = frozenset(("naloxone", "mephedrone", "bromazepam"))


@pytest.fixture(scope="module")
def mends() -> Mender:
    return mender(WRITTEN, COMMON, NAMED)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("teh", "the"),
        ("ovrdose", "overdose"),
        ("naloxne", "naloxone"),
        ("apointmant", "appointment"),
        ("wehre", "where"),
        ("sprya", "spray"),
        ("peopel", "people"),
        ("wuld", "would"),
    ],
)
def test_slips_are_mended(mends: Mender, typed: str, meant: str) -> None:
    """Swapped, left out, doubled, by ear, two in a long word."""
    assert mends.mend(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "bromazolam",
        "mexedrone",
        "mephtadrone",
        "naltrexone",
        "instagram",
        "qqzzq",
        "x",
        "",
        "a1b2",
        "n" * 500,
        "ж",
    ],
)
def test_another_word_is_left_alone(mends: Mender, typed: str) -> None:
    """Two slips away from a drug's name is another drug; what is near nothing, or no word, stays."""
    assert mends.mend(typed) == ""


@pytest.mark.parametrize(
    ("likelier", "less"),
    [
        (("hte", "the"), ("hxe", "the")),  # a swap, a strange letter
        (("sppray", "spray"), ("smpray", "spray")),  # a doubled letter, another
        (("spraty", "spray"), ("sprakly", "spray")),  # the key beside, keys far off
        (("apointment", "appointment"), ("appoitment", "appointment")),  # half of a double, a sound left out
        (("thare", "there"), ("thqre", "there")),  # vowel for vowel
        (("wherr", "where"), ("xhere", "where")),  # the last letter, the first
    ],
)
def test_likelier_slips_cost_less(likelier: tuple[str, str], less: tuple[str, str]) -> None:
    """Fingers and ears err in some ways sooner than in others."""
    assert 0 < slip_cost(*likelier) < slip_cost(*less)


def test_the_same_word_costs_nothing() -> None:
    """And each slip more costs more."""
    assert slip_cost("spray", "spray") == 0
    assert slip_cost("spry", "spray") < slip_cost("spr", "spray") < slip_cost("s", "spray")
