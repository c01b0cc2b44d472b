"""Many texts asked together, and asked again of another index, find what each finds when it is asked alone."""

import numpy as np
import pytest

from bot.matching.again import Remembered, prepare, remembering
from bot.matching.index import Index, build
from bot.matching.lexicon import Lexicon
from bot.matching.several import find
from bot.matching.whatif import Case, ask, ask_all
from tests.matching.test_whatif import PAIRS

TEXTS = (
    "hi, can naloxone freeze? thanks",
    "where do i keep my naloxone kit",
    "how do i store naloxone and does it expire",
    "is it bad to share straws, and how do i look after my nose",
    "zzz",
    "",
    "nlxone out of date",
)


@pytest.fixture(scope="module")
def index() -> Index:
    return build(PAIRS)


def test_texts_asked_together_find_the_same(index: Index) -> None:
    """Nothing but time is saved: zone, entries and scores are those of each text asked alone."""
    ready = remembering(index)
    prepare(ready, TEXTS)
    assert [find(ready, text) for text in TEXTS] == [find(index, text) for text in TEXTS]
    cases = [Case("a", text) for text in TEXTS]
    assert ask_all(index, cases) == {case: ask(index, case.phrase) for case in cases}


def test_what_a_text_means_is_worked_out_once_for_both(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index after an edit takes what was found for the one before; what it finds is its own."""
    after = build([*PAIRS, ("are straws dangerous to share", "snorting")])
    first = remembering(index)
    prepare(first, TEXTS)
    second = remembering(after, first)
    expected = [find(after, text) for text in TEXTS]
    for text in TEXTS:
        find(first, text)
    with monkeypatch.context() as patch:
        patch.setattr("bot.matching.senses.Senses._read", None)
        assert [find(second, text) for text in TEXTS] == expected


def test_a_memory_is_only_shared_where_the_language_is_known_alike(index: Index) -> None:
    """Word vectors that were changed say other things of the same words."""
    first = remembering(index)
    other = build(PAIRS)
    assert remembering(other, first).senses is first.senses
    assert remembering(first) is first
    plain = build(PAIRS, lexicon=Lexicon())
    assert remembering(plain, first).senses is not first.senses


def test_a_memory_gives_the_vectors_themselves(index: Index) -> None:
    """One at a time or many, with some known already or none, in their order."""
    senses = remembering(index).senses
    assert isinstance(senses, Remembered)
    texts = [("naloxone",), ("share", "straws"), ("naloxone",), (), ("share",)]
    expected = index.senses.of_all(texts)
    assert np.allclose(senses.of(texts[1]), expected[1], atol=1e-6)
    assert np.allclose(senses.of_all(texts), expected, atol=1e-6)
    assert senses.of_all([]).shape == (0, index.senses.size)
