"""Every pair is answered, from any two names, in either order, and nothing in it reads as safe."""

import random
import re
from itertools import combinations

import pytest

from bot import app
from bot.app import Version
from bot.content.loader import load
from bot.core import mix_answers
from bot.core.dialogue import respond
from bot.core.mixing import UNRATED, Mixing, Part, Risk, combination
from bot.core.model import Kind, Question, Reply
from bot.matching.names import Names
from tests.conftest import KNOWLEDGE

SAFE = re.compile(r"\bsafe(ly)?\b", re.I)
DOWNER = "naloxone"


@pytest.fixture(scope="session")
def names() -> Names:
    return load(KNOWLEDGE).names


def told(version: Version, *substances: str) -> Reply:
    assert version.view.mixing is not None
    return mix_answers.mix([Part(one, (one,)) for one in substances], version.view.mixing, version.view)


def test_every_pair_of_classes_is_known(version: Version, mixing: Mixing) -> None:
    """32 classes, 496 pairs: each has a risk word, a reason, danger signs, what lowers the risk and sources."""
    pairs = list(combinations(mixing.families, 2))
    assert (len(mixing.families), len(pairs)) == (32, 496)
    for one, other in pairs:
        known = combination(mixing, one, other)
        assert known is combination(mixing, other, one)
        assert known is not UNRATED
        assert known.why
        assert known.hazards
        assert known.sources
        for reply in (told(version, one, other), told(version, other, one)):
            assert mixing.words[known.risk] in reply.text.split("\n")[0]
            assert known.why.split("{")[0].strip()[:20] in reply.text
            assert "https://" in reply.notes
            assert len(reply.text) < 3_500


def test_no_answer_calls_a_mix_safe(version: Version, mixing: Mixing) -> None:
    """Not one of 496, whatever the risk; the word is found where it is planted."""
    assert SAFE.search("this mix is safe")
    found = [pair for pair in combinations(mixing.families, 2) if SAFE.search(told(version, *pair).text)]
    assert found == []


def test_downers_and_the_unknown_always_bring_naloxone(version: Version, mixing: Mixing) -> None:
    """Whatever slows breathing, and whatever nobody knows, comes with naloxone and company."""
    for one, other in combinations(mixing.families, 2):
        slows = mixing.families[one].is_downer or mixing.families[other].is_downer
        if slows or combination(mixing, one, other).risk is Risk.UNKNOWN:
            text = told(version, one, other).text
            assert DOWNER in text
            assert "999" in text


def test_two_of_a_kind_are_answered(version: Version, mixing: Mixing) -> None:
    """Two opioids, two antidepressants: they add up, and that is said."""
    for family in mixing.families.values():
        assert family.twice.why
        assert family.twice.risk not in (Risk.LOW, Risk.UNKNOWN)
    assert "Opioids" in told(version, "heroin", "fentanyl").text


def test_any_two_names_find_their_pair(version: Version, mixing: Mixing, names: Names) -> None:
    """400 random pairs of names as people write them, in a question: the right pair, or the question what is meant."""
    rng = random.Random(3)  # noqa: S311 - a fixed sequence, not a secret
    sure = sorted(" ".join(words) for words, one in names.of.items() if mixing.family(one))
    for _ in range(400):
        one, other = rng.sample(sure, 2)
        text = rng.choice(
            ["can i mix {} and {}", "{} + {}", "is it ok to take {} with {}", "{} and {} together?"]
        )
        asked = text.format(one, other)
        found = version.view.mentions(asked)
        meant = {mixing.family(names.of[tuple(name.split())]) for name in (one, other)}
        got = {mixing.family(meaning) for part in found.parts for meaning in part.meanings}
        assert found.asks_mix, asked
        assert meant <= got or any(len(part.meanings) > 1 for part in found.parts), asked


def test_misspelt_names_reach_the_right_one_or_ask(version: Version, mixing: Mixing, names: Names) -> None:
    """200 random slips of one letter: never another substance without being asked about."""
    rng = random.Random(5)  # noqa: S311 - a fixed sequence, not a secret
    sure = sorted(
        word[0]
        for word, one in names.of.items()
        if len(word) == 1 and len(word[0]) > 5 and mixing.family(one)
    )
    wrong, found_count = [], 0
    for _ in range(200):
        name = rng.choice(sure)
        at = rng.randrange(1, len(name) - 1)
        slip = rng.choice(
            [
                name[:at] + name[at + 1 :],
                name[:at] + rng.choice("aeioustrn") + name[at:],
                name[:at] + name[at + 1] + name[at] + name[at + 2 :],
            ]
        )
        parts = version.view.mentions(f"can i mix {slip} with caffeine").parts
        meanings = {mixing.family(one) for part in parts[:-1] for one in part.meanings}
        found_count += bool(meanings)
        if meanings and mixing.family(names.of[(name,)]) not in meanings and (slip,) not in names.of:
            wrong.append((name, slip, meanings))
    assert wrong == []
    assert found_count > 150


@pytest.mark.parametrize(
    ("asked", "first", "second"),
    [
        ("can i mix xanax and lean", "benzodiazepines", "opioids"),
        ("xanax + lean", "benzodiazepines", "opioids"),
        ("took mdma on sertraline", "mdma", "ssris"),
        ("coke n ket ok?", "cocaine", "ketamine"),
        ("can i take xanax after drinking", "benzodiazepines", "alcohol"),
        ("poppers and viagra", "poppers", "erection-drugs"),
        ("is it dangerous to combine lithium and ibogaine or mdma", "lithium", "mdma"),
        ("speedball", "opioids", "cocaine"),
        ("/mix heroin xanax", "opioids", "benzodiazepines"),
    ],
)
def test_questions_about_a_mix_are_answered_as_one(
    version: Version, mixing: Mixing, asked: str, first: str, second: str
) -> None:
    """As people type them: with a word for mixing, or with nothing but the names."""
    found = version.view.mentions(asked.removeprefix("/mix "))
    assert [mixing.family(one.meanings[0]) for one in found.parts] == [first, second]
    if asked != "speedball":
        reply = respond(Question(asked), version.view)
        assert reply.kind is Kind.MIX
        assert mixing.words[combination(mixing, first, second).risk] in reply.text


@pytest.mark.parametrize(
    "asked",
    [
        "what is the difference between crack and cocaine",
        "is there fentanyl in cocaine",
        "does naloxone work on xylazine",
        "how do i use narcan",
        "is meth stronger than speed",
    ],
)
def test_naming_two_drugs_is_not_yet_a_mix(version: Version, asked: str) -> None:
    """A question about something else goes to the entries."""
    assert respond(Question(asked), version.view).kind is not Kind.MIX


def test_an_unclear_name_is_asked_about(version: Version) -> None:
    """Dope is heroin to one and cannabis to another: each button leads to its own answer."""
    reply = respond(Question("can i mix dope and xanax"), version.view)
    assert reply.kind is Kind.CHOICES
    texts = {respond(Question(code=one.code), version.view).text for one in reply.buttons}
    assert len(texts) == len(reply.buttons) == 2
    assert DOWNER in reply.text


def test_a_name_nobody_knows_is_said_to_be_unknown(version: Version) -> None:
    """No guess: one name is known, the other is not, and that is told as a danger."""
    reply = respond(Question("can i mix xanax with floozlezine"), version.view)
    assert reply.kind is Kind.MIX
    assert "nobody here can tell" in reply.text
    assert DOWNER in reply.text


def test_the_picker_reaches_every_pair(version: Version, mixing: Mixing) -> None:
    """/mix, the first, the second: the button says what is told."""
    for first in respond(Question("/mix"), version.view).buttons[:-1]:
        for second in respond(Question(code=first.code), version.view).buttons:
            reply = respond(Question(code=second.code), version.view)
            assert reply.kind in (Kind.MIX, Kind.CHOICES), (first.label, second.label)
            if first.label != second.label:
                assert first.label in reply.text
                assert second.label in reply.text


def test_three_or_more_tell_every_pair(version: Version) -> None:
    """The worst first, each pair once."""
    reply = respond(Question("can i mix coke, alcohol and xanax"), version.view)
    assert reply.text.count("\n- ") >= 3
    assert reply.text.split("\n")[0].startswith("**coke")


def test_the_chart_is_drawn_from_the_data(version: Version) -> None:
    """A picture of all pairs, wide enough for a phone; its words are in the reply too."""
    parts = app.chart_parts(version.view)
    assert parts is not None
    data = app.draw_chart(*parts)
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20], "big") == 1280
    button = respond(Question("/mix"), version.view).buttons[-1]
    reply = respond(Question(code=button.code), version.view)
    assert reply.picture == "chart"
    assert "999" in reply.text
