"""Learning the second opinion on danger."""

from dataclasses import replace

from bot.core.model import Danger, Level
from bot.core.second import compact, score, weighed
from bot.matching.danger import examples, learn

RED = {
    "breathing": ["he is not breathing", "she wont breathe", "not breathing at all", "his breathing stopped"]
}
CALM = ["what is breathing", "how does it feel", "where is the clinic", "how long does it last"]


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def read(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A message and its signs: here any word with a "blue" in it is one."""
    return words(text), ("blue",) if "blue" in text else ()


def test_many_calm_questions_do_not_drown_danger() -> None:
    """However many ways people ask there are, danger reads about as dangerous as with a few."""
    asked = [f"how much {one} {two} is in it" for one in "abcdefghij" for two in "klmnopqrst"]
    few = learn(examples(RED, [], CALM, read, asked[:4]))
    many = learn(examples(RED, [], CALM, read, asked))
    line = words("is he not breathing")
    assert score(many, line) > score(few, line) - 0.05
    assert score(many, words("how much a k is in it")) < 0.2


def test_a_word_nobody_wrote_is_no_danger() -> None:
    """Letters it shares with words of danger are not enough."""
    opinion = replace(learn(examples(RED, [], CALM, read)), amber=0.6)
    calm = Danger(Level.NONE)
    assert weighed(calm, opinion, words("breathing not")).level is not Level.NONE
    assert score(opinion, words("xbreathingx")) >= opinion.amber
    assert weighed(calm, opinion, words("xbreathingx")).level is Level.NONE


def test_weights_take_little_room_and_stay_the_same() -> None:
    """Held in two arrays they say what the dict says, and nothing of what it has not."""
    weights = {f"w:word{number}": number / 100 for number in range(1, 500)}
    small = compact(weights)
    assert all(abs(small.get(name) - weight) < 1e-6 for name, weight in weights.items())
    assert all(name in small for name in weights)
    assert "w:other" not in small
    assert small.get("w:other", 7.0) == 7.0
    assert "w:\ud800" not in small


def test_a_sign_that_phrases_found_speaks_for_danger() -> None:
    """The phrases know what words nobody wrote in an example mean."""
    blue = [f"{one} went blue" for one in ("lips", "face", "hands", "nails")]
    opinion = learn(examples({"breathing": [*RED["breathing"], *blue]}, [], CALM, read))
    unseen = words("fingertips turning a funny colour")
    assert score(opinion, unseen, ("blue",)) > score(opinion, unseen)


def test_signs_that_are_only_spoken_of_are_no_danger_but_a_wish_to_die_is_asked_about() -> None:
    """Where a message reads plainly calm, and nothing came before it."""
    opinion = replace(learn(examples(RED, [], CALM, read)), calm=0.9, nothing=0.9)
    line = words("where is the clinic")
    for level in (Level.RED, Level.AMBER):
        seen = Danger(level, "overdose", frozenset(("blue",)))
        assert weighed(seen, opinion, line).level is Level.GREEN
        assert weighed(seen, opinion, line, frozenset()).level is level
        wish = weighed(replace(seen, kind="suicide"), opinion, line)
        assert (wish.level, wish.kind) == (Level.AMBER, "suicide")
