"""Texts that mean alike point the same way, and the order of words counts."""

import shutil
from array import array
from pathlib import Path

import numpy as np
import pytest

from bot.core.checks import check
from bot.core.wordlist import word_list
from bot.errors import Mistake
from bot.matching.lexicon import read_lexicon, shipped
from bot.matching.model import Floats
from bot.matching.senses import LONGEST, Encoder, Senses
from tests.conftest import KNOWLEDGE

FILES = ("en-vectors.npy", "en-vectors.txt", "en-encoder.npz")
SENSES = shipped().senses


def sense(text: str) -> Floats:
    return SENSES.of(text.split())


def test_the_same_thing_in_other_words_is_near() -> None:
    """Two ways to say one thing are nearer than two things said in like words."""
    asked = sense("how do i quit drinking")
    assert asked @ sense("i want to stop using alcohol") > asked @ sense("how do i quit this game") + 0.05


def test_the_order_of_words_counts() -> None:
    """Who did it to whom: the same words turned round are not the same text."""
    assert sense("the dog bit my friend") @ sense("my friend bit the dog") < 0.999


def test_a_sense_has_length_one_or_is_nothing() -> None:
    """What is not known says nothing; everything else weighs the same."""
    assert np.linalg.norm(sense("how do i use it")) == pytest.approx(1, abs=1e-5)
    assert not sense("qqzzq zzqqz").any()
    assert not SENSES.of([]).any()


def test_together_they_are_read_as_alone() -> None:
    """Reading many at once is only faster; long texts, empty ones and unknown words among them change nothing."""
    texts = ["a b c", "", "qqzzq", "how long does it last", "where can i get it " * 30, "last"]
    together = SENSES.of_all([text.split() for text in texts])
    assert np.allclose(together, [sense(text) for text in texts], atol=1e-5)


def test_of_a_long_text_every_part_counts() -> None:
    """More words than are read together are read in parts, and the last part is heard too."""
    start = "can you tell me how long " * (LONGEST // 3)
    assert sense(start + "naloxone lasts") @ sense(start + "the match lasts") < 0.9999


def test_without_an_encoder_the_words_alone_do(tmp_path: Path) -> None:
    """A language with word vectors only is read by their mean."""
    for name in FILES[:2]:
        shutil.copy(KNOWLEDGE / "words" / name, tmp_path)
    mistakes: list[Mistake] = []
    alone = read_lexicon(tmp_path, "en", word_list(["how"]), mistakes).senses
    assert mistakes == []
    one, other = alone.of(["the", "dog", "bit", "him"]), alone.of(["him", "bit", "the", "dog"])
    assert one @ other == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("shape", "numbers"),
    [
        ([128, 64, 64, 1, 4], 7),
        ([64, 64, 64, 1, 4], 0),
        ([128, 64, 64, 1, 7], 0),
        ([128, 64, 64, 0, 4], 0),
        ([128, 64], 0),
    ],
)
def test_an_encoder_that_does_not_fit_is_told(tmp_path: Path, shape: list[int], numbers: int) -> None:
    """Too few numbers, another size, heads that do not share the width: the file is named, the words alone do."""
    for name in FILES[:2]:
        shutil.copy(KNOWLEDGE / "words" / name, tmp_path)
    np.savez(tmp_path / FILES[2], shape=np.array(shape), weights=np.zeros(numbers, np.float16))
    mistakes: list[Mistake] = []
    assert read_lexicon(tmp_path, "en", word_list(["how"]), mistakes).senses.of(["how"]).any()
    assert [one.file for one in mistakes] == [FILES[2]]


def test_an_encoder_by_hand() -> None:
    """With one layer that adds nothing, what is said is the sum of the words and the way out's bias."""
    size, d = 2, 2
    flat = [
        np.zeros(n, np.float32)
        for n in (size * d, LONGEST * d, 4 * d * d + 4 * d + 2 * d * 3 + 3 + d, d * size)
    ]
    data = np.concatenate([*flat, np.array([0.0, 3.0], np.float32)]).tobytes()
    encoder = Encoder(size, d, 3, 1, 1, data)
    assert encoder.is_whole()
    table = np.array([[4, 0]], np.int8)
    one = Senses(size, array("I", [check("word")]), array("I", [0]), table.tobytes(), encoder).of(["word"])
    assert one == pytest.approx([0.8, 0.6], abs=1e-4)
