"""A difference is told in plain words, and nothing can hide in it."""

from dataclasses import replace

import pytest

from bot.app import Version
from bot.content.differences import differences, visible_letters
from bot.core.model import Topic, Urgency

ID = "naloxone-expired"


@pytest.fixture(scope="module")
def topic(version: Version) -> Topic:
    return version.view.knowledge.topics[ID]


def told(before: Topic, after: Topic) -> list[str]:
    return [str(one) for one in differences({ID: before}, {ID: after})]


def test_nothing_is_said_of_what_is_the_same(topic: Topic) -> None:
    """The same entry is no difference."""
    assert told(topic, topic) == []


def test_each_part_is_told(topic: Topic) -> None:
    """Lists by item, texts by line with its number, the rest as before and now."""
    asked = topic.questions
    assert told(topic, replace(topic, questions=(*asked, "new"))) == [f"{ID}: way of asking added\n  + new"]
    assert told(topic, replace(topic, questions=asked[1:])) == [
        f"{ID}: way of asking taken out\n  - {asked[0]}"
    ]
    assert "another order" in told(topic, replace(topic, related=topic.related[::-1]))[0]
    lines = topic.answer.split("\n")
    after = "\n".join([*lines[:2], "new line", *lines[3:]])
    assert told(topic, replace(topic, answer=after)) == [
        f"{ID}: answer, line 3\n  - {lines[2]}\n  + new line"
    ]
    said = told(topic, replace(topic, urgency=Urgency.EMERGENCY))
    assert said == [f"{ID}: urgency\n  - {topic.urgency.value}\n  + emergency"]
    source = replace(topic.sources[0], url="https://example.org/x")
    assert "+ " in told(topic, replace(topic, sources=(source, *topic.sources[1:])))[1]


def test_no_field_is_passed_over(topic: Topic) -> None:
    """Whatever differs is told: an entry with another value in any one field is never the same."""
    others = {
        "title": "x", "short": "x\ny", "must_match": ("x",), "must_not_match": ("x",), "services": ("x",),
        "category": "x", "lang": "xx", "review": replace(topic.review, by="nurse"),
    }  # fmt: skip
    for name, value in others.items():
        assert told(topic, replace(topic, **{name: value})), name  # type: ignore[arg-type]


def test_entries_that_come_and_go(topic: Topic) -> None:
    """By their title."""
    assert [str(one) for one in differences({}, {ID: topic})] == [f"{ID}: a new entry\n  + {topic.title}"]
    assert [str(one) for one in differences({ID: topic}, {})] == [
        f"{ID}: the entry is gone\n  - {topic.title}"
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, größer — 5 mg “x” 🙂", "plain, größer — 5 mg “x” 🙂"),
        ("a\u200bb", "a[U+200B]b"),
        ("a\u202eb", "a[U+202E]b"),
        ("nalоxone", "nal[U+043E]xone"),
        ("nal\u0585xone", "nal[U+0585]xone"),
        ("５ mg", "[U+FF15] mg"),
        ("a\u00a0b", "a[U+00A0]b"),
        ("e\u0301", "e[U+0301]"),
        ("a\tb", "a[U+0009]b"),
    ],
)
def test_every_letter_can_be_seen(text: str, shown: str) -> None:
    """SEC-4: hidden letters and letters of other alphabets that look like ours are written by their number."""
    assert visible_letters(text) == shown
