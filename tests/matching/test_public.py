"""What people who script are promised: two calls, no knowledge base, and the shape a benchmark asks for."""

from benchmarks.adapter import Matcher
from bot.matching import build, rank

PAIRS = [
    ("how do i reset my password", "password"),
    ("i forgot my login", "password"),
    ("where is my parcel", "parcel"),
    ("has my delivery been sent", "parcel"),
]


def test_two_calls_are_enough() -> None:
    """Any phrases and labels will do; the best comes first, and no more than asked for."""
    found = rank(build(PAIRS), "my pasword, i forgot it", 1)
    assert [label for label, _ in found] == ["password"]
    assert 0 < found[0][1] <= 1
    assert rank(build(PAIRS), "", 3) == []


def test_the_adapter_ranks_what_it_was_given() -> None:
    """`fit` and `query`, as harnesses have them."""
    matcher = Matcher()
    matcher.fit([phrase for phrase, _ in PAIRS], [label for _, label in PAIRS])
    assert matcher.query("has the parcel been sent", 2)[0][0] == "parcel"
