"""Learning the second opinion on danger."""

from dataclasses import replace

from bot.core.model import Danger, Level
from bot.core.second import compact, score, weighed
from bot.matching.danger import examples, learn

RED = {
    "breathing": ["he is not breathing", "she wont breathe", "not breathing at all", "his breathing stopped"]
}
CALM = ["what is breathing", "how does it feel", "where is the clinic", "how long does it last"]


def read(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def test_many_calm_questions_do_not_drown_danger() -> None:
    """However many ways people ask there are, danger reads about as dangerous as with a few."""
    asked = [f"how much {one} {two} is in it" for one in "abcdefghij" for two in "klmnopqrst"]
    few = learn(examples(RED, [], CALM, read, asked[:4]))
    many = learn(examples(RED, [], CALM, read, asked))
    line = read("is he not breathing")
    assert score(many, line) > score(few, line) - 0.05
    assert score(many, read("how much a k is in it")) < 0.2


def test_a_word_nobody_wrote_is_no_danger() -> None:
    """Letters it shares with words of danger are not enough."""
    opinion = replace(learn(examples(RED, [], CALM, read)), amber=0.6)
    calm = Danger(Level.NONE)
    assert weighed(calm, opinion, read("breathing not")).level is not Level.NONE
    assert score(opinion, read("xbreathingx")) >= opinion.amber
    assert weighed(calm, opinion, read("xbreathingx")).level is Level.NONE


def test_weights_take_little_room_and_stay_the_same() -> None:
    """Held in two arrays they say what the dict says, and nothing of what it has not."""
    weights = {f"w:word{number}": number / 100 for number in range(1, 500)}
    small = compact(weights)
    assert all(abs(small.get(name) - weight) < 1e-6 for name, weight in weights.items())
    assert all(name in small for name in weights)
    assert "w:other" not in small
    assert small.get("w:other", 7.0) == 7.0
    assert "w:\ud800" not in small
