"""Messages that ask twice, politely, or at the end of a long story, on lines written by hand (data/README.md)."""

import json

import pytest

from bot.app import Version
from bot.core.model import Found, Level, Zone
from tests.conftest import ROOT

DATA = ROOT / "tests/matching/data"


def lines(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def answered(found: Found) -> set[str]:
    """The topic answered and those offered as also asked."""
    return (
        {one.topic for one in (*found.candidates[:1], *found.beside)} if found.zone is Zone.ANSWER else set()
    )


def test_one_question_is_not_taken_for_two(version: Version) -> None:
    """Sixty questions with "and" in them: none is cut in two."""
    asked = lines("one_question.jsonl")
    assert len(asked) >= 60
    assert not [line["text"] for line in asked if version.view.find(str(line["text"])).beside]


def test_two_questions_are_both_found(version: Version) -> None:
    """Sixty messages that ask two things: most are found out, and then both topics are right."""
    asked = lines("two_questions.jsonl")
    assert len(asked) >= 60
    found = [(set(line["topics"]), version.view.find(str(line["text"]))) for line in asked]  # type: ignore[call-overload]
    cut = [(right, answered(one)) for right, one in found if one.beside]
    assert len(cut) >= 36
    assert all(right == given for right, given in cut)


def test_at_the_end_of_a_long_story_the_question_is_found(version: Version) -> None:
    """Forty stories, as people tell them: the topic is answered, or at least offered."""
    stories = lines("long_messages.jsonl")
    found = [(line["topic"], version.view.find(str(line["text"]))) for line in stories]
    right = [topic in answered(one) for topic, one in found]
    offered = [topic in {other.topic for other in (*one.candidates, *one.beside)} for topic, one in found]
    assert len(stories) >= 40
    assert sum(right) >= 34
    assert sum(offered) >= 38


def test_four_thousand_letters_change_little(version: Version) -> None:
    """The same stories behind other people's, as long as a message can be: what is asked last is what counts."""
    stories = lines("long_messages.jsonl")
    texts = [str(line["text"]) for line in stories]
    kept = 0
    for number, line in enumerate(stories):
        others = " ".join(text.rpartition(".")[0] + "." for text in (*texts[number + 1 :], *texts[:number]))
        whole = version.view.find(f"{others[-(4095 - len(texts[number])) :]} {texts[number]}")
        kept += line["topic"] in {one.topic for one in (*whole.candidates, *whole.beside)}
    assert kept >= 34


@pytest.mark.parametrize("place", [0.0, 0.5, 1.0])
@pytest.mark.parametrize(
    ("danger", "least"),
    [
        ("he is not breathing", Level.RED),
        ("she is blue and wont wake up", Level.RED),
        ("i took all my pills to die", Level.RED),
    ],
)
def test_danger_anywhere_in_a_story_wins(version: Version, danger: str, least: Level, place: float) -> None:
    """First, in the middle or last: whatever the forty stories ask, a line of danger in them comes before that."""
    for line in lines("long_messages.jsonl"):
        told = str(line["text"]).split(". ")
        at = round(place * len(told))
        story = ". ".join((*told[:at], danger, *told[at:]))
        assert version.view.assess(story, frozenset()).level.value >= least.value, story


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("hi there hope ur ok. is it legal to carry narcan? thanks so much", "naloxone-legal-to-carry"),
        (
            "good morning, sorry to bother you but how do i use a fentanyl test strip please",
            "test-strips-how-to-use",
        ),
    ],
)
def test_politeness_changes_nothing(version: Version, text: str, topic: str) -> None:
    """Around a question, greetings and thanks are not part of it."""
    found = version.view.find(text)
    assert found.zone is Zone.ANSWER
    assert found.candidates[0].topic == topic
