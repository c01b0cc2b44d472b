"""Whatever is typed, matching gives an answer, always the same one, and keeps nothing of it."""

import json
import math
import os
import pickle
import random
import subprocess
import sys
from dataclasses import FrozenInstanceError, fields

import pytest

from bot.matching import Index, build, rank
from tests.conftest import ROOT

PAIRS = [
    ("how do i use the nasal spray", "spray"),
    ("which nostril does the spray go in", "spray"),
    ("can i use the spray twice", "spray"),
    ("how long does it last", "lasting"),
    ("when does it wear off", "lasting"),
    ("is it still working after an hour", "lasting"),
    ("is my dealer lying about it", "supply"),
    ("it is not what i was told it is", "supply"),
    ("is it safe", "safe"),
    ("is it unsafe", "unsafe"),
]
ASKED = "which nostril for the spray"
LONGEST = 4_096  # letters of one Telegram message

# One of each kind; each is typed alone, until a message is full, and in the middle of a question.
KINDS = {
    "nothing": "", "space": " ", "no-break space": "\u00a0", "ideographic space": "\u3000",
    "tab": "\t", "line break": "\n", "line separator": "\u2028", "NUL": "\0",
    "escape": "\x1b[2J", "delete": "\x7f", "one letter": "a", "capital": "Q", "digit": "7",
    "full stop": ".", "question mark": "?", "apostrophe": "'", "hyphen": "-",
    "underscore": "_", "emoji": "😀", "family": "👩‍👩‍👧‍👦",
    "flag": "🏴\U000e0067\U000e0062\U000e007f", "keycap": "7\ufe0f\u20e3",
    "skin tone": "\U0001f3fd", "combining run": "\u0301\u0302\u0303\u0304",
    "zalgo": "h\u0335\u0321\u0352e\u0336\u0315", "virama": "क्ष्",
    "right to left": "هل هو آمن", "vowel points": "שָׁלוֹם", "override": "\u202etahw\u202c",
    "isolate": "\u2066a\u2069", "joiner": "\u200d", "zero width": "\u200b",
    "byte order mark": "\ufeff", "soft hyphen": "s\u00adpray", "high surrogate": "\ud83d",
    "low surrogate": "\ude00", "surrogates swapped": "\ude00\ud83d",
    "not a character": "\uffff", "last code point": "\U0010ffff", "private": "\ue000",
    "replacement": "\ufffd", "eighteen letters in one": "\ufdfa", "ligature": "ﬃ",
    "sharp s": "ß", "dotted I": "İ", "final sigma": "ΟΔΥΣΣΕΥΣ", "digraph": "ǆ",
    "small capitals": "ꜱᴘʀᴀʏ", "other scripts' letters": "ѕрrау", "full width": "ｓｐｒａｙ",
    "bold": "𝐬𝐩𝐫𝐚𝐲", "circled": "ⓢⓟⓡⓐⓨ", "superscript": "²", "fraction": "½",
    "Roman numeral": "Ⅻ", "Hangul": "각", "Jamo": "\u1100\u1161\u11a8", "Han": "安全吗",
    "Thai": "ปลอดภัยไหม", "other digits": "٣", "spelt out": "s p r a y ",
    "initials": "u.s.a. ", "decimal": "0.5,", "no spaces": "howdoiusethespray",
    "contraction": "n't", "sharp words": "isnt'nt'nt", "not": "not ", "own word": "spray ",
    "own slip": "spraq ", "swapped": "psray ", "SQL": "'; DROP TABLE t; --",
    "markup": "<b>&amp;</b>", "pattern": "(a+)+$", "format": "{0.__class__}%s%n",
    "path": "../../", "feature": "w:spray p:i use ",
}  # fmt: skip


def shapes(kind: str) -> tuple[str, ...]:
    return kind, (kind * LONGEST)[:LONGEST], f"how do i {kind} use {kind}the spray"


def long_ones() -> list[str]:
    """Full messages that give a speller and an aligner the most to do."""
    chance = random.Random(4)  # noqa: S311
    words = ["".join(chance.choices("spraynotilg", k=chance.randint(3, 22))) for _ in range(LONGEST)]
    near = [f"{word[:-1]}{chance.choice('aeiou')}" for phrase, _ in PAIRS for word in phrase.split()] * 50
    runs = (
        " ".join(words),
        " ".join(near),
        "".join(words),
        ". ".join(near),
        "spray " * LONGEST,
        "ab" * LONGEST,
    )
    return [run[:LONGEST] for run in runs]


TEXTS = [text for kind in KINDS.values() for text in shapes(kind)] + long_ones()


@pytest.fixture(scope="module")
def index() -> Index:
    return build(PAIRS)


def test_the_kinds_are_many() -> None:
    """What follows is asked of well over 100 odd texts, some of them as long as a message can be."""
    assert len(set(TEXTS)) > 150
    assert max(map(len, TEXTS)) == LONGEST


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_is_too_odd(index: Index, kind: str) -> None:
    """Each kind of text gets a ranking: known topics once each, best first, numbers that are numbers."""
    for text in shapes(kind):
        found = rank(index, text, 3)
        scores = [score for _, score in found]
        assert len(dict(found)) == len(found) <= 3
        assert {topic for topic, _ in found} <= set(dict(map(reversed, PAIRS)))  # type: ignore[arg-type]
        assert all(math.isfinite(score) for score in scores)
        assert scores == sorted(scores, reverse=True)


def test_what_hides_in_a_question_does_not_hide_it(index: Index) -> None:
    """Signs that nobody sees change nothing: the question is found as if they were not there."""
    for unseen in ("\u200b", "\u00ad", "\ufeff", "\u0301", "\u202e"):
        assert rank(index, ASKED.replace("spray", f"sp{unseen}ray"), 3) == rank(index, ASKED, 3)


@pytest.mark.parametrize("text", long_ones(), ids=lambda text: text[:12])
def test_a_full_message_is_read(index: Index, text: str) -> None:
    """4,096 letters of near words, joined words and stretched words are ranked like any text."""
    assert len(text) == LONGEST
    assert rank(index, text, 3) == rank(index, text, 3)


def test_asking_leaves_no_trace(index: Index) -> None:
    """After every odd text the index is, byte for byte, what it was; and no part of it can be replaced."""
    before = pickle.dumps(index)
    for text in (*TEXTS, "canary-word-qqq"):
        rank(index, text, 3)
    assert pickle.dumps(index) == before
    for part in fields(index):
        with pytest.raises(FrozenInstanceError):
            setattr(index, part.name, None)


def test_the_same_in_any_order(index: Index) -> None:
    """Built again from the same pairs, shuffled and some of them twice, everything asked is ranked the same."""
    shuffled = [*PAIRS, *PAIRS[:3]]
    random.Random(1).shuffle(shuffled)  # noqa: S311
    other = build(shuffled)
    asked = [*TEXTS, ASKED, *(phrase for phrase, _ in PAIRS)]
    assert [rank(index, text, 4) for text in asked] == [rank(other, text, 4) for text in asked]


def test_odd_phrases_can_be_learned() -> None:
    """An entry may have phrases of any kind: the others are found all the same, and so are it and they."""
    odd = [(text, "odd") for text in TEXTS if len(text) < LONGEST and "spray" not in text]
    index = build([*PAIRS, *odd])
    assert rank(index, "when will it wear off", 1)[0][0] == "lasting"
    assert rank(index, "安全吗", 1)[0][0] == "odd"
    for text in TEXTS:
        rank(index, text, 3)


@pytest.mark.parametrize("pairs", [[], [("", "a")], [("?! \0", "a"), ("😀", "b")]])
def test_nothing_to_learn_is_said(pairs: list[tuple[str, str]]) -> None:
    """Where no phrase has a word, building says so in a sentence that names what to do."""
    with pytest.raises(ValueError, match="there are no phrases to match"):
        build(pairs)


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_same_in_every_process(index: Index, seed: str) -> None:
    """No order of a set decides: another process, whose sets are in another order, ranks the same."""
    program = (
        "import json, sys; from bot.matching import build, rank; pairs, texts = json.load(sys.stdin); "
        "index = build(map(tuple, pairs)); print(json.dumps([rank(index, text, 4) for text in texts]))"
    )
    env = {**os.environ, "PYTHONHASHSEED": seed}
    given = json.dumps([PAIRS, TEXTS])
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=given,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=env,
        check=True,
    )
    here = [[list(one) for one in rank(index, text, 4)] for text in TEXTS]
    assert json.loads(done.stdout) == here
