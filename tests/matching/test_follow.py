"""Questions that lean on what was just answered."""

import pytest

from bot.app import Version
from bot.matching.follow import in_full, leans, subject


@pytest.mark.parametrize(
    "text", ["is it legal", "and how long does it last?", "what about with alcohol", "how do they work"]
)
def test_a_short_question_that_points_leans(text: str) -> None:
    """It, they, that; and, what about."""
    assert leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "where can i get naloxone",
        "",
        "it " * 10,
        "i told my sister about it and she said that we should ask you",
    ],
)
def test_what_says_itself_what_it_is_about_does_not_lean(text: str) -> None:
    """A long message, or one that points at nothing."""
    assert not leans(text)


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("and how long does it last?", "how long does naloxone last?"),
        ("what about with alcohol", "naloxone with alcohol"),
        ("is it legal", "is naloxone legal"),
        ("its expired", "naloxone is expired"),
        ("where can i get naloxone", ""),
    ],
)
def test_the_subject_takes_the_place_of_what_points_at_it(text: str, full: str) -> None:
    """Once, at the first place."""
    assert in_full(text, "naloxone") == full


def test_on_nothing_nothing_leans() -> None:
    """Without a subject there is no full question."""
    assert in_full("is it legal", "") == ""


@pytest.mark.parametrize(
    ("topic", "about"),
    [
        ("naloxone-where-to-get", "naloxone"),
        ("ketamine", "ketamine"),
        ("abscess-cellulitis", "abscess"),
        ("gone", ""),
    ],
)
def test_a_topic_has_a_subject(version: Version, topic: str, about: str) -> None:
    """The drug it is about, or the word that tells it from others; none for a topic that is not there."""
    assert subject(version.index(), topic) == about


def test_every_subject_says_something(version: Version) -> None:
    """No topic has a word that stands between others ("what", "on") for a subject."""
    found = {subject(version.index(), topic) for topic in version.view.knowledge.topics}
    assert not found & {
        "what",
        "with",
        "about",
        "does",
        "from",
        "have",
        "that",
        "this",
        "when",
        "your",
        "people",
    }
