"""Answers for other chats: danger first, the right ones, nothing where nothing is written."""

import pytest

from bot.app import Version
from bot.core.inline import MOST, Article, offer


def articles(version: Version, query: str) -> tuple[Article, ...]:
    return offer(query, version.view).articles


@pytest.mark.parametrize("query", ["", "  ", "???", "💊"])
def test_before_anything_is_typed_the_general_answers_are_there(version: Version, query: str) -> None:
    """Those that the data names, in its order."""
    assert tuple(one.id for one in articles(version, query)) == version.view.knowledge.most_asked


@pytest.mark.parametrize(
    "query", ["my friend wont wake up", "hes not breathing", "help now", "mate is really stoned"]
)
def test_in_danger_the_steps_come_first(version: Version, query: str) -> None:
    """Also where it only may be danger: nobody can be asked back there."""
    first = articles(version, query)[0]
    assert first.title == "Emergency steps"
    assert "999" in first.text.splitlines()[0]


def test_a_question_offers_its_answer_with_sources(version: Version) -> None:
    """The answer as in the private chat, and a link that opens it there."""
    first = articles(version, "what is fentanyl")[0]
    assert first.id == first.topic == "fentanyl-what-is-it"
    assert "https://" in first.notes


def test_a_mix_offers_what_is_known_of_it(version: Version) -> None:
    """And one that would have to ask back offers no half answer."""
    assert "mix" in [one.id for one in articles(version, "can i mix xanax and alcohol")]
    assert "mix" not in [one.id for one in articles(version, "can i mix xanax and qwertzuiop")]


@pytest.mark.parametrize("query", ["what is the wifi password", "qwertzuiop", "x" * 256])
def test_what_it_does_not_know_it_does_not_offer(version: Version, query: str) -> None:
    """An empty list, with the way to the private chat above it."""
    found = offer(query, version.view)
    assert not found.articles
    assert found.private


def test_the_list_is_short_and_each_stands_once(version: Version) -> None:
    """For every way of asking that the base itself knows of some topics."""
    topics = list(version.view.knowledge.topics.values())[::25]
    for topic in topics:
        ids = [one.id for one in articles(version, topic.questions[0])]
        assert len(ids) == len(set(ids)) <= MOST
        assert ids, topic.id
