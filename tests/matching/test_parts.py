"""Where a message may be cut, before anybody knows what it is about."""

import pytest

from bot.core.text import MATCH_LIMIT
from bot.matching.parts import MOST_PIECES, bare, questions, told


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("hi there hope ur ok. is it ok to drink on methadone? thanks", "is it ok to drink on methadone"),
        ("Hello! Sorry to bother you but where can I get naloxone please", "where can I get naloxone"),
        ("hey guys quick question, does narcan expire thx", "does narcan expire"),
        ("what is x", "what is x"),
        ("higher dose", "higher dose"),
        ("thanks", "thanks"),
        ("hi", "hi"),
    ],
)
def test_what_is_polite_goes_and_the_question_stays(text: str, kept: str) -> None:
    """Greetings before and thanks after; a message that is nothing else stays whole."""
    assert bare(text) == kept


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "how long does narcan last and where do i get it",
            ("how long does narcan last", "where do i get it"),
        ),
        ("what is prep? also is pep free?", ("what is prep?", "is pep free?")),
        ("how do i clean and dress an abscess", ("how do i clean and dress an abscess",)),
        ("my doctor or nurse said so", ()),
        ("coke and alcohol", ()),
        ("had a bath and a roast", ()),
        ("", ()),
    ],
)
def test_a_cut_is_only_where_something_is_asked(text: str, pieces: tuple[str, ...]) -> None:
    """ "and" between two things is no cut; "and where" is one."""
    assert questions(text) == pieces


def test_no_word_is_lost_inside_a_piece() -> None:
    """A joining word inside another word ("doctor") is left alone."""
    assert questions("should i tell the doctor that i use") == ("should i tell the doctor that i use",)


def test_of_a_long_story_only_the_last_pieces_are_read() -> None:
    """However many questions there are, the work is bounded, and the last one is in it."""
    pieces = questions(" ".join(f"can i use {number}?" for number in range(100)) + " where do i go?")
    assert len(pieces) == MOST_PIECES
    assert pieces[-1] == "where do i go?"


def test_a_story_without_a_full_stop_is_cut_before_what_is_asked() -> None:
    """Run on for long enough, a question is found by how it starts."""
    story = "and then we went on to the next place " * 12
    assert questions(f"{story} how do i get him into rehab")[-1] == "how do i get him into rehab"


@pytest.mark.parametrize("text", ["x" * 4096, "word " * 819, "a. " * 1365, "¿? " * 1365, ", and is " * 455])
def test_every_run_is_short_enough_to_be_read_whole(text: str) -> None:
    """No text makes a run longer than what is read, or none at all."""
    assert 0 < len(told(text)) <= MOST_PIECES
    assert all(len(run) <= MATCH_LIMIT for run in told(text))
    assert len(questions(text)) <= MOST_PIECES
