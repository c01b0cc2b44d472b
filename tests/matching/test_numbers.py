"""A number changes what is asked: two tablets are not twenty."""

from dataclasses import replace

import pytest

from bot.matching import confidence
from bot.matching.index import Index, build
from bot.matching.rank import ranking

PAIRS = [
    ("took 50 paracetamol last night", "too-many"),
    ("took a lot of paracetamol", "too-many"),
    ("how do i store naloxone", "storage"),
    ("where do i keep naloxone", "storage"),
]
CAREFUL, PLAIN = confidence.ANSWER_NUMBER, confidence.ANSWER


@pytest.fixture(scope="module")
def index() -> Index:
    return build(PAIRS)


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("took 50 paracetamol last night", PLAIN),
        ("took paracetamol last night", PLAIN),
        ("took 5 paracetamol last night", CAREFUL),
        ("took 500 paracetamol last night", CAREFUL),
    ],
)
def test_more_is_asked_of_a_number_of_its_own(index: Index, asked: str, wanted: float) -> None:
    """The number of the nearest way of asking is no other one, though it may begin like it."""
    found = ranking(index, asked)
    assert found.topics[0].phrase == PAIRS[0][0]
    assert confidence.thresholds(replace(found, strange=0))[0] == wanted
