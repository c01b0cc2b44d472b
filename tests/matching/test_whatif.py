"""An editor sees what an edit changes in the answers before anybody is answered with it."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.core.model import Review, Topic, Zone
from bot.matching import whatif
from bot.matching.index import Index, build
from bot.matching.whatif import Answer, Case, Move, Role, ask, ask_all, changes, effect, holds, nearest
from bot.matching.whatif import broken as broken_in

DAY = dt.date(2026, 1, 1)
PAIRS = [
    ("how do i store naloxone", "storage"),
    ("where do i keep my naloxone kit", "storage"),
    ("can naloxone freeze in the car", "storage"),
    ("does naloxone expire", "expired"),
    ("my naloxone kit is out of date", "expired"),
    ("can i use expired naloxone", "expired"),
    ("what is a safer way to snort", "snorting"),
    ("how do i look after my nose when i snort", "snorting"),
    ("is it bad to share straws", "snorting"),
]
SURE, CHOICES, UNSURE = Zone.ANSWER, Zone.CHOICES, Zone.UNSURE


def topic(name: str, must: tuple[str, ...]) -> Topic:
    asked = tuple(phrase for phrase, own in PAIRS if own == name)
    return Topic(
        name, "x", "en", f"About {name}", asked, "A.", (), Review("drafted", DAY, DAY), must_match=must
    )


@pytest.fixture(scope="module")
def before() -> Index:
    return build(PAIRS)


def found(zone: Zone, *topics: str) -> Answer:
    return Answer(zone, topics)


@pytest.mark.parametrize(
    ("role", "answer", "is_right"),
    [
        (Role.MUST, found(SURE, "a"), True),
        (Role.MUST, found(CHOICES, "b", "a"), True),
        (Role.MUST, found(UNSURE, "a"), False),
        (Role.MUST, found(SURE, "b"), False),
        (Role.MUST_NOT, found(SURE, "a"), False),
        (Role.MUST_NOT, found(CHOICES, "a", "b"), True),
        (Role.MUST_NOT, found(SURE, "b"), True),
        (Role.QUESTION, found(UNSURE, "a"), True),
        (Role.QUESTION, found(SURE, "b"), False),
        (Role.QUESTION, found(UNSURE), True),
    ],
)
def test_what_each_phrase_should_find(role: Role, answer: Answer, is_right: bool) -> None:
    """must_match: its entry, surely or offered; must_not_match: not as the answer; a question: its own."""
    case = Case("a", "x", role)
    assert holds(case, answer) is is_right
    assert bool(list(broken_in({case: answer}))) is not is_right


@pytest.mark.parametrize(
    ("then", "now", "move"),
    [
        (found(CHOICES, "a"), found(SURE, "a"), Move.GAINED),
        (found(CHOICES, "b"), found(SURE, "a"), Move.GAINED),
        (found(SURE, "a"), found(UNSURE, "a"), Move.LOST),
        (found(SURE, "a"), found(SURE, "b"), Move.MOVED),
        (found(CHOICES, "a", "b"), found(CHOICES, "b", "a"), Move.MOVED),
        (found(CHOICES, "a"), found(UNSURE, "a"), Move.ZONE),
        (found(UNSURE, "a"), found(UNSURE, "b"), None),
        (found(CHOICES, "a", "b"), found(CHOICES, "a", "c"), None),
    ],
)
def test_how_an_answer_can_change(then: Answer, now: Answer, move: Move | None) -> None:
    """Answered now, no longer, by another entry, or more or less sure; what nobody sees is no change."""
    case = Case("a", "x")
    assert [one.move for one in changes({case: then}, {case: now})] == ([move] if move else [])


def test_a_phrase_that_was_not_asked_before_has_not_changed() -> None:
    """A new test phrase is no news."""
    assert not list(changes({}, {Case("a", "x"): found(SURE, "a")}))


def test_what_is_new_is_found_in_one_look_at_each_phrase() -> None:
    """Of ten thousand phrases none is compared with all others: that took most of a minute on a phone's edit."""
    looks = 0

    class Looked(str):
        __slots__ = ()

        def __hash__(self) -> int:
            nonlocal looks
            looks += 1
            return str.__hash__(self)

    before = [Case("a", Looked(number)) for number in range(300)]
    after = [*before[1:], Case("a", Looked("new")), Case("b", Looked(0))]
    assert whatif.added(before, after) == tuple(after[-2:])
    assert looks <= 2 * len(before) + len(after)


def test_near_phrases_are_told_without_learning(before: Index) -> None:
    """The most like first; nothing where nothing is like it."""
    near = nearest(before, "is my naloxone kit out of date", 3)
    assert (near[0].topic, near[0].phrase) == ("expired", "my naloxone kit is out of date")
    assert [one.likeness for one in near] == sorted((one.likeness for one in near), reverse=True)
    assert nearest(before, "zzz qqq", 3) == ()


def test_what_is_like_an_edit_is_asked_again(before: Index) -> None:
    """Test phrases and ways of asking like one that came or went, in the order of the entries, and no others."""
    topics = [
        topic("storage", must=("where to keep naloxone", "can i snort it")),
        topic("snorting", must=("is it ok to snort",)),
    ]
    asked = whatif.touched(before, ["where should i keep naloxone"], topics)
    phrases = [case.phrase for case in asked]
    assert phrases[0] == "where to keep naloxone"
    assert "where do i keep my naloxone kit" in phrases
    assert "is it ok to snort" not in phrases
    assert "where to keep naloxone" not in [
        case.phrase for case in whatif.touched(before, ["do straws hurt my nose"], topics)
    ]
    assert whatif.touched(before, [], topics) == ()


def test_what_an_edit_changes_of_what_is_asked() -> None:
    """Ways of asking, titles and what must not match, on both sides; a test phrase that must match is not learned."""
    old, new = topic("storage", must=("a",)), topic("storage", must=("b",))
    new = replace(new, questions=(*old.questions[1:], "c"), must_not_match=("d",))
    assert whatif.edited([old], [new]) == tuple(sorted((old.questions[0], "c", "d")))
    assert set(whatif.edited([old], [])) == {old.title, *old.questions}
    assert whatif.edited([old], [old]) == ()


def test_what_a_phrase_gains_and_takes(before: Index) -> None:
    """A way of asking in the right entry gains and takes nothing; the same one in a wrong entry takes and breaks."""
    phrase = "hoover lines up your hooter"
    cases = (
        Case("snorting", "hoover a line up my hooter", Role.MUST),
        Case("storage", "hoover lines up the hooter", Role.MUST_NOT),
        *(Case(topic, asked, Role.QUESTION) for asked, topic in PAIRS),
    )
    right = effect(phrase, "snorting", before, build([*PAIRS, (phrase, "snorting")]), cases, {})
    assert [one.case.phrase for one in right.gains] == ["hoover a line up my hooter"]
    assert right.mends[0].case == cases[0]
    assert right.breaks == ()
    assert (right.before.zone, right.after) == (UNSURE, found(SURE, "snorting"))
    wrong = effect(phrase, "storage", before, build([*PAIRS, (phrase, "storage")]), cases, {})
    assert cases[1] in [one.case for one in wrong.breaks]
    assert {cases[0], cases[1]} <= {one.case for one in wrong.takes}
    assert wrong.asked == len(cases)


def test_what_is_known_is_not_asked_again(before: Index) -> None:
    """The finding handed in is used as the one before."""
    case = Case("storage", "how do i store naloxone", Role.QUESTION)
    assert holds(case, ask(before, case.phrase))
    said = effect("zz top", "storage", before, before, (case,), {case: found(SURE, "snorting")})
    assert said.mends[0].before.best == "snorting"


def test_asking_all_is_asking_each_but_no_phrase_twice(
    before: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A phrase that stands in several entries finds in each of them what it finds alone, and is asked once."""
    phrases = [phrase for phrase, _ in PAIRS] + [
        "naloxone",
        "zzyzx",
        "",
        "is my kit old? where do i keep it?",
    ]
    roles = (Role.MUST, Role.MUST_NOT, Role.QUESTION)
    cases = [
        Case(topic, phrase, role) for phrase in phrases for topic in ("storage", "expired") for role in roles
    ]
    slow = {case: ask(before, case.phrase) for case in cases}
    asked: list[str] = []
    own = whatif.ask

    def heard(index: Index, phrase: str) -> Answer:
        asked.append(phrase)
        return own(index, phrase)

    monkeypatch.setattr(whatif, "ask", heard)
    assert list(ask_all(before, iter(cases)).items()) == list(slow.items())
    assert asked == phrases
