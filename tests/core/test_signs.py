"""The file of danger signs: its little language does what its header says, and every mistake is named."""

import copy
import functools
import itertools
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.content.strict_yaml import read_file
from bot.core.emergency import assess, compile_detector
from bot.core.model import Level
from bot.core.phrases import GAPS, NUMBER, Automaton, Phrase, Reader, endings
from bot.core.signs import CLASSES, KINDS, PatternError, read_rules
from bot.core.slips import distance, one_error, without

SIGNS = Path(__file__).parents[2] / "knowledge" / "en" / "signs.yaml"
CLASS_WORDS = {
    "not": frozenset({"not", "never"}),
    "who": frozenset({"he", "she"}),
    "digits": frozenset({NUMBER}),
}


def found(phrase: str, message: str) -> bool:
    """Whether `phrase` is found in `message`, where "." ends a sentence."""
    words: list[str] = []
    breaks: set[int] = set()
    for token in message.split():
        if token == ".":
            breaks.add(len(words))
        else:
            words.append(token)
    automaton = Automaton([Reader(CLASS_WORDS).read("sign", phrase)])
    return bool(automaton.find(words, frozenset(breaks - {0, len(words)})))


@pytest.mark.parametrize(
    ("phrase", "yes", "no"),
    [
        ("not breathing", "he is not breathing now", "he is breathing not"),
        ("blue|grey lips", "grey lips", "red lips"),
        ("wake him? up", "wake up", "wake them up"),
        ("wake him? up", "wake him up", "wake him him up"),
        ("snore~", "snoring", "snort"),
        ("<who> .. floor", "she is on the floor", "they are on the floor"),
        ("not .. wake", "not going to really wake", "not going to really ever wake"),
        ("not ... wake", "not a b c d e f g wake", "not a b c d e f g h wake"),
        ("took <digits> pills", "took 30 pills", "took many pills"),
        ("^ help $", "help", "help me"),
        ("^ help $", "hi . help . please", "please help"),
        ("help $", "please help . now", "please help now"),
        ("not .. wake", "not . wake", "not . going to wake"),
        ("not breathing", "not . breathing", "breathing . not"),
    ],
)
def test_the_language_does_what_the_header_says(phrase: str, yes: str, no: str) -> None:
    """Choices, optional words, endings, classes, gaps, numbers and edges of a sentence."""
    assert found(phrase, yes)
    assert not found(phrase, no)


def test_a_hit_says_where_and_whether_it_denies() -> None:
    """The shortest reading is reported, so that the words around it can be judged."""
    reader = Reader(CLASS_WORDS)
    automaton = Automaton([reader.read("stopped", "<not> .. breathing"), reader.read("floor", "on .. floor")])
    words = ["not", "he", "is", "not", "breathing", "on", "the", "floor"]
    hits = automaton.find(words, frozenset())
    assert [(h.name, h.start, h.end, h.says_not) for h in hits] == [
        ("stopped", 3, 5, True),
        ("floor", 5, 8, False),
    ]


def by_hand(phrase: Phrase, words: Sequence[str], start: int) -> set[int]:
    """Where `phrase` can end when it begins at `start`: part by part, the plain way."""
    places = {start}
    for part in phrase.parts:
        taken = {p + 1 for p in places if p < len(words) and (not part.words or words[p] in part.words)}
        places = taken | places if part.optional else taken
    return places


def test_the_machine_agrees_with_the_slow_way() -> None:
    """All phrases at once find exactly what each finds alone: 3,000 random phrases on random messages."""
    rng = random.Random(7)  # noqa: S311 - a fixed sequence, not a secret
    checked = 0
    for _ in range(300):
        phrases = [Reader({}).read(str(n), random_phrase(rng)) for n in range(5)]
        automaton = Automaton(phrases)
        for _ in range(2):
            words = [rng.choice("abc") for _ in range(rng.randint(1, 12))]
            slow = {
                (p.name, end)
                for p in phrases
                for start in range(len(words))
                for end in by_hand(p, words, start)
            }
            assert {(h.name, h.end) for h in automaton.find(words, frozenset())} == slow
            checked += len(phrases)
    assert checked == 3000


def random_phrase(rng: random.Random) -> str:
    middle = [rng.choice(["a", "b", "c?", "a|b", "..", "...", "b?"]) for _ in range(rng.randint(0, 4))]
    return " ".join([rng.choice("abc"), *middle, rng.choice("abc")])


@pytest.mark.parametrize(
    ("word", "form"),
    [("snore", "snoring"), ("drop", "dropped"), ("gasp", "gasps"), ("try", "tried"), ("twitch", "twitches")],
)
def test_endings_are_those_of_english(word: str, form: str) -> None:
    """`word~` covers the forms people type."""
    assert {word, form} <= endings(word)


@functools.cache
def whole() -> dict[str, Any]:
    value = read_file(SIGNS).value
    assert isinstance(value, dict)
    return dict(value)


def data() -> dict[str, Any]:
    """A copy of the file, to be spoilt."""
    return copy.deepcopy(whole())


def put(path: tuple[str | int, ...], value: object) -> Callable[[dict[str, Any]], None]:
    def spoil(tree: Any) -> None:
        for step in path[:-1]:
            tree = tree[step]
        tree[path[-1]] = value

    return spoil


COLOUR = ("signs", "colour")
LINE = (*COLOUR, "phrases", 0)


@pytest.mark.parametrize(
    ("spoil", "path", "says"),
    [
        (lambda d: d.pop("signs"), ("signs",), "missing"),
        (put(("sings",), {}), ("sings",), "not known"),
        (put(("order",), ["child"]), ("order",), "once"),
        (put(("order",), "child"), ("order",), "list"),
        (put(("classes", "not"), ""), ("classes", "not"), "words"),
        (put(("classes", "zebra"), "<nobody> he"), ("classes", "zebra"), "<nobody>"),
        (lambda d: d["classes"].pop("filler"), ("classes", "filler"), "needs this class"),
        (put(("classes",), ["he"]), ("classes",), "name: value"),
        (put(("spellings", "wont"), ["will", "not"]), ("spellings", "wont"), "words"),
        (put(("joins", "a b c d"), "x"), ("joins", "a b c d"), "one to three"),
        (put(("emoji", "abc"), "x"), ("emoji", "abc"), "one plain emoji"),
        (put(("context", "mood"), []), ("context", "mood"), "not known"),
        (put((*COLOUR, "kind"), "painting"), (*COLOUR, "kind"), "overdose"),
        (put((*COLOUR, "strength"), "huge"), (*COLOUR, "strength"), "strong"),
        (put((*COLOUR, "vital"), "maybe"), (*COLOUR, "vital"), "yes"),
        (put((*COLOUR, "reading"), "often"), (*COLOUR, "reading"), "lasting"),
        (put((*COLOUR, "color"), "x"), (*COLOUR, "color"), "not known"),
        (lambda d: d["signs"]["colour"].pop("phrases"), (*COLOUR, "phrases"), "missing"),
        (put((*COLOUR, "phrases"), "blue"), (*COLOUR, "phrases"), "list"),
        (put(LINE, "he's blue"), LINE, "he's"),
        (put(LINE, "<persn> blue"), LINE, "<persn>"),
        (put(LINE, ".. blue"), LINE, "begin"),
        (put(LINE, "blue now?"), LINE, "end"),
        (put(LINE, "^ $"), LINE, "empty"),
        (put(("ignore", 0), "dead|"), ("ignore", 0), "not a word"),
    ],
)
def test_each_mistake_is_named_with_its_place(
    spoil: Callable[[dict[str, Any]], None], path: tuple[str | int, ...], says: str
) -> None:
    """A nurse who slips in this file is told where and what to write instead."""
    spoilt = data()
    spoil(spoilt)
    with pytest.raises(PatternError) as caught:
        compile_detector(spoilt, frozenset())
    assert caught.value.path == path
    assert says in str(caught.value)


def test_a_new_phrase_is_enough_to_teach_a_new_emergency() -> None:
    """Extending the file needs no program: one line turns an unknown saying into red."""
    before = compile_detector(data(), frozenset())
    taught = data()
    taught["signs"]["not-waking"]["phrases"].append("<person> .. gone zonkers")
    after = compile_detector(taught, frozenset())
    assert assess(before, "she has gone zonkers").level is not Level.RED
    assert assess(after, "she has gone zonkers").level is Level.RED


def test_every_kind_has_a_sign() -> None:
    """No kind of emergency that the guidance answers is without words that lead to it."""
    assert {sign.kind for sign in read_rules(data()).signs.values()} == KINDS


def test_every_class_is_used() -> None:
    """A class that no phrase and no rule reads is a slip in its name."""
    text = SIGNS.read_text(encoding="utf-8")
    unused = [name for name in data()["classes"] if f"<{name}>" not in text and name not in CLASSES]
    assert unused == []


def test_no_phrase_stands_twice() -> None:
    """A phrase is written once in a sign, so that taking it out takes it out."""
    for name, sign in data()["signs"].items():
        twice = [line for line, same in itertools.groupby(sorted(sign["phrases"])) if len(list(same)) > 1]
        assert twice == [], name


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [
        ("blue", "blue", 0),
        ("blu", "blue", 1),
        ("bleu", "blue", 1),
        ("glue", "blue", 1),
        ("seizure", "siezrue", 2),
    ],
)
def test_errors_are_counted_as_people_make_them(one: str, other: str, errors: int) -> None:
    """Swapped neighbours are one slip, not two."""
    assert distance(one, other) == distance(other, one) == errors


def test_the_fast_check_agrees_with_the_distance() -> None:
    """Telling one error quickly is telling it rightly: every pair of words of up to four of three letters."""
    words = ["".join(letters) for size in range(5) for letters in itertools.product("abc", repeat=size)]
    wrong = [(a, b) for a in words for b in words if one_error(a, b) != (distance(a, b) <= 1)]
    assert wrong == []


def test_dropping_letters_finds_every_word_two_errors_away() -> None:
    """The index misses no pair of words that the distance calls near."""
    words = ["breathing", "brething", "breahting", "overdose", "ovrdoze", "naloxone", "nalaxon", "gurgling"]
    near = [(a, b) for a, b in itertools.combinations(words, 2) if distance(a, b) <= 2]
    assert near
    assert all(without(a, 2) & without(b, 2) for a, b in near)


def test_gaps_are_as_long_as_the_header_says() -> None:
    """The header of the file and the program agree."""
    header = SIGNS.read_text(encoding="utf-8")[:2500]
    assert all(f"up to {size} words" in header for size in GAPS.values())
