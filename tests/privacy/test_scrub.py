"""What may say who asks is not left of a question that may be kept (PRV-9)."""

import re
import unicodedata

import pytest

from bot.privacy.scrub import GAP, LONGEST, Vocabulary, scrub, scrubber
from tests.privacy.planted import parts, planted

WORDS = Vocabulary(
    names=frozenset({"xanax", "narcan", "molly", "mdma"}),
    openers=frozenset({"can", "what", "is", "my", "hello", "will", "i", "how", "does", "mark"}),
)
_LEAST_FOUND = 0.99  # of what is planted


def left(question: str, what: str) -> set[str]:
    """What of a planted thing can still be read, but for words that stand beside it anyway."""
    beside = re.findall(r"\w+", unicodedata.normalize("NFKC", question.replace(what, "")).lower())
    seen = set(re.findall(r"\w+", scrub(question, WORDS).lower()))
    return (parts(unicodedata.normalize("NFKC", what)) & seen) - set(beside)


def test_five_hundred_planted_things_are_taken_out() -> None:
    """Names, numbers, phones, handles, addresses, dates, links, mail: 99 in 100 at least; and each would be seen."""
    every = list(planted())
    assert len(every) == 500
    assert all(parts(what) for _, what, _ in every)
    missed = [(kind, what) for kind, what, question in every if left(question, what)]
    assert len(missed) <= (1 - _LEAST_FOUND) * len(every), missed


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("can i take xanax after a bad week", "can i take xanax after a bad week"),
        ("Can I take Xanax with MDMA or Narcan", "Can I take Xanax with MDMA or Narcan"),
        ("Will the new strips work in winter", "Will the new strips work in winter"),
        ("Will took three of the new pills", f"{GAP} took three of the new pills"),
        ("Mark took three of the new pills", f"{GAP} took three of the new pills"),
        ("is it bad if Molly had the grey pills", f"is it bad if {GAP} had the grey pills"),
        ("my mate's name is dave and he feels odd", f"my mate's {GAP} and he feels odd"),
        ("my dealer called dave says it is fine", f"my {GAP} says it is fine"),
        ("what is the new drug called tranq like", "what is the new drug called tranq like"),
        ("what does 30 mg do and 2cb at 25", "what does 30 mg do and 2cb at 25"),
        ("is street heroin worse on the street now", "is street heroin worse on the street now"),
        ("CAN I MIX XANAX AND MDMA KEVIN", f"CAN I {GAP} XANAX {GAP} MDMA {GAP}"),
        ("can Анна take the new powder now", f"can {GAP} take the new powder now"),
        ("can **you** {x} <b>take</b> two of `these`", "can you x b take /b two of these"),
        ("can i\u200b take \u202ethe new\x00 powder\nnow", "can i take the new powder now"),
        ("call me on zero seven seven one two three ok or not", f"call me on {GAP} ok or not"),
    ],
)
def test_what_stays_can_still_be_answered(text: str, kept: str) -> None:
    """Drugs, amounts and plain words stay; what a phone writes large by itself stays; markup and hidden letters go."""
    assert scrub(text, WORDS) == kept


@pytest.mark.parametrize(
    "text",
    [
        "", "  ", "/admin add a question", "Kevin", "Kevin Smith 0123456789", "what", "?" * 9,
        "is 123456789:AAE-abcdefghijklmnopqrstuvwxyz012345 right as it is",
        "-----BEGIN PRIVATE KEY----- what is that now", "what is " + "a b " * LONGEST,
    ],
)  # fmt: skip
def test_nothing_is_kept_of_what_is_no_question(text: str) -> None:
    """Commands, secrets, long texts, and what has too little left."""
    assert scrub(text, WORDS) == ""


def test_what_is_shown_is_final() -> None:
    """A second look takes nothing more out of it."""
    for _, _, question in planted(100, seed=4):
        once = scrub(question, WORDS)
        gaps = once.count(GAP)
        assert scrubber(WORDS)(once.replace(GAP, "…")).count(GAP) <= gaps
