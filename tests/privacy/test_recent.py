"""A minute's memory of danger signs and of the topic answered last, into which no text fits."""

import pytest

from bot.privacy.recent import RecentSigns, RecentTopic
from tests.auxil.clock import FakeClock

BLUE, STILL = frozenset({"blue-lips"}), frozenset({"not-breathing"})


def test_signs_of_one_conversation_come_together() -> None:
    """ "he is blue" and then "not breathing" are seen as one."""
    signs = RecentSigns(FakeClock())
    signs.remember(b"a", BLUE)
    signs.remember(b"a", STILL)
    assert signs.of([b"a"]) == BLUE | STILL


def test_signs_under_the_previous_tag_are_found() -> None:
    """The change of keys in the middle of an emergency loses nothing."""
    signs = RecentSigns(FakeClock())
    signs.remember(b"old", BLUE)
    signs.remember(b"new", STILL)
    assert signs.of([b"new", b"old"]) == BLUE | STILL


def test_nobody_gets_anyone_elses_signs() -> None:
    """A sign stays in its conversation."""
    signs = RecentSigns(FakeClock())
    signs.remember(b"a", BLUE)
    assert signs.of([b"b"]) == frozenset()


def test_a_sign_is_forgotten_after_a_minute() -> None:
    """Found at 59 seconds, gone at 60."""
    clock = FakeClock()
    signs = RecentSigns(clock)
    signs.remember(b"a", BLUE)
    clock.advance(59)
    assert signs.of([b"a"]) == BLUE
    clock.advance(1)
    assert signs.of([b"a"]) == frozenset()
    assert len(signs) == 0


def test_a_newer_sign_does_not_keep_an_older_one() -> None:
    """Each sign has its own minute, however long the conversation goes on."""
    clock = FakeClock()
    signs = RecentSigns(clock)
    signs.remember(b"a", BLUE)
    clock.advance(40)
    signs.remember(b"a", STILL)
    clock.advance(20)
    assert signs.of([b"a"]) == STILL


def test_any_write_sweeps_what_is_old() -> None:
    """Nothing waits for the same person to come back."""
    clock = FakeClock()
    signs = RecentSigns(clock)
    signs.remember(b"a", BLUE)
    clock.advance(60)
    signs.remember(b"b", BLUE)
    assert len(signs) == 1


def test_no_signs_leave_no_trace() -> None:
    """An ordinary question is not even known to have been asked."""
    signs = RecentSigns(FakeClock())
    signs.remember(b"a", frozenset())
    assert len(signs) == 0


def test_at_most_so_many_conversations_are_held() -> None:
    """The oldest goes out when the table is full."""
    signs = RecentSigns(FakeClock(), most=3)
    for n in range(5):
        signs.remember(bytes([n]), BLUE)
    assert len(signs) == 3


@pytest.mark.parametrize(
    "name",
    ["", "He is blue", "he is blue", "blue\n", "x" * 41, "é", "блю", "@maria", "+15550100", "a.b", "A"],
)
def test_text_is_refused_and_not_repeated(name: str) -> None:
    """Only a short lower-case name gets in, and the error does not carry what was refused."""
    signs = RecentSigns(FakeClock())
    signs.remember(b"a", frozenset({"a-real_sign:1", "x" * 40}))  # names do get in
    with pytest.raises(ValueError, match="a danger sign is a name") as refused:
        signs.remember(b"b", frozenset({"blue-lips", name}))
    assert not name.strip() or name not in str(refused.value).split()
    assert signs.of([b"b"]) == frozenset()


@pytest.mark.parametrize("thing", ["blue", b"blue", ["blue"], {"blue": 1}, None, frozenset({b"blue"}), {7}])
def test_anything_but_a_set_of_names_is_refused(thing: object) -> None:
    """A word would otherwise be taken for a set of letters."""
    with pytest.raises(TypeError):
        RecentSigns(FakeClock()).remember(b"a", thing)  # type: ignore[arg-type]


def test_the_topic_answered_last_is_the_one_that_counts() -> None:
    """Another answer takes the place of the one before; other conversations have their own."""
    topics = RecentTopic(FakeClock())
    topics.remember(b"a", "naloxone-where-to-get")
    topics.remember(b"a", "ketamine")
    assert topics.of([b"a"]) == "ketamine"
    assert topics.of([b"b"]) == ""
    assert len(topics) == 1


def test_a_topic_under_the_previous_tag_is_found_and_forgotten() -> None:
    """The change of keys loses nothing, and keeps nothing longer."""
    topics = RecentTopic(FakeClock())
    topics.remember(b"old", "ketamine")
    assert topics.of([b"new", b"old"]) == "ketamine"
    topics.forget([b"new", b"old"])
    assert topics.of([b"new", b"old"]) == ""
    assert len(topics) == 0


def test_a_topic_is_forgotten_after_a_minute() -> None:
    """Found at 59 seconds, gone at 60, asked for or not."""
    clock = FakeClock()
    topics = RecentTopic(clock)
    topics.remember(b"a", "ketamine")
    clock.advance(59)
    assert topics.of([b"a"]) == "ketamine"
    clock.advance(1)
    topics.sweep()
    assert len(topics) == 0


def test_at_most_so_many_topics_are_held() -> None:
    """The oldest goes out when the table is full."""
    topics = RecentTopic(FakeClock(), most=3)
    for n in range(5):
        topics.remember(bytes([n]), "ketamine")
    assert len(topics) == 3


@pytest.mark.parametrize(
    "text", ["", "How long", "how long", "x" * 61, "é", "@maria", "+15550100", "a.b", "a\n"]
)
def test_no_words_fit_where_a_topic_is_held(text: str) -> None:
    """Only what a button can carry gets in, and the error does not repeat what was refused."""
    topics = RecentTopic(FakeClock())
    with pytest.raises(ValueError, match="a topic's id is at most") as refused:
        topics.remember(b"a", text)
    assert not text.strip() or text not in str(refused.value)
    with pytest.raises(TypeError):
        topics.remember(b"a", frozenset({"ketamine"}))  # type: ignore[arg-type]
    assert topics.of([b"a"]) == ""
