"""The question about danger, and what stands under it."""

from dataclasses import replace

import pytest

from bot.app import Version
from bot.core import answers, browse, flows
from bot.core.board import Alert, Board
from bot.core.dialogue import respond
from bot.core.model import Candidate, Danger, Found, Kind, Level, Question, Reply, Zone
from bot.core.view import View

_AMBER = Danger(Level.AMBER, "overdose", frozenset(("nodding",)))
_CALM = "grief-after-overdose"


@pytest.fixture(scope="module")
def view(version: Version) -> View:
    """Everything that is written may be danger, and is about one entry."""
    return _finding(version.view, Zone.ANSWER, _CALM)


def _finding(view: View, zone: Zone, *topics: str) -> View:
    found = Found(zone, tuple(Candidate(one, 0.9) for one in topics))
    return replace(view, assess=lambda text, recent: _AMBER, find=lambda text: found)


def _asked(view: View, text: str = "does this ever get easier") -> Reply:
    return respond(Question(text), view)


def test_a_false_alarm_costs_a_line(view: View) -> None:
    """What to do and the question come first; the answer to what was asked stands under them, with its sources."""
    reply = _asked(view)
    lines = reply.text.splitlines()
    assert reply.kind is Kind.CHECK
    assert "**call 999 or 112 now**" in lines[0]
    assert lines[1].endswith("right now?")
    assert view.knowledge.topics[_CALM].answer.splitlines()[0] in reply.text
    assert "https://" in reply.notes
    assert reply.buttons[0].label == view.knowledge.guidance["overdose"].yes


def test_nothing_stands_under_the_question_where_nothing_was_found(view: View) -> None:
    """No guess beside a call for help."""
    reply = _asked(_finding(view, Zone.UNSURE, _CALM))
    assert len(reply.text.splitlines()) == 2
    assert len(reply.buttons) == 2


def test_what_it_may_be_about_is_offered_under_the_question(view: View) -> None:
    """A button for each entry, after yes and no."""
    reply = _asked(_finding(view, Zone.CHOICES, _CALM, "naloxone-what-is-it"))
    assert [one.label for one in reply.buttons[2:]] == [
        view.knowledge.topics[one].title for one in (_CALM, "naloxone-what-is-it")
    ]


def test_the_question_stands_beside_its_buttons(view: View) -> None:
    """However long the answer is, whoever reads its end reads what yes and no belong to."""
    text = _asked(view).text
    assert text.splitlines()[-1] == text.splitlines()[1]


_FAINT = replace(_AMBER, is_faint=True)


def _faintly(view: View, topic: str, danger: Danger = _FAINT) -> View:
    return replace(_finding(view, Zone.ANSWER, topic), assess=lambda text, recent: danger)


def test_what_hardly_reads_like_danger_is_answered_under_one_line(view: View) -> None:
    """Nobody is asked anything: what to do in danger, the answer, and the steps a tap away."""
    reply = _asked(_faintly(view, _CALM))
    assert reply.kind is Kind.ANSWER
    assert "**call 999 or 112 now**" in reply.text.splitlines()[0]
    assert "right now?" not in reply.text
    assert view.knowledge.topics[_CALM].answer.splitlines()[0] in reply.text
    steps = respond(Question(code=reply.buttons[0].code), view)
    assert (steps.kind, steps.emergency) == (Kind.EMERGENCY, "overdose")


def test_an_entry_about_danger_begins_with_that_itself(view: View) -> None:
    """Its own first line says what to do; a second one would only stand before it."""
    topic = view.knowledge.topics["overdose-signs-opioid"]
    reply = _asked(_faintly(view, topic.id))
    assert reply.kind is Kind.ANSWER
    assert reply.text.splitlines()[0] == answers.answer(topic, view).text.splitlines()[0]
    steps = respond(Question(code=reply.buttons[0].code), view)
    assert (steps.kind, steps.emergency) == (Kind.EMERGENCY, "overdose")


def test_where_little_is_known_even_what_hardly_reads_like_danger_is_asked_about(view: View) -> None:
    """Entries to choose from are no answer; nobody is left with those and one line."""
    unsure = replace(_finding(view, Zone.CHOICES, _CALM), assess=lambda text, recent: _FAINT)
    assert _asked(unsure).kind is Kind.CHECK


@pytest.mark.parametrize("kind", ["suicide", "intended"])
def test_a_wish_to_die_is_asked_about_however_faint(view: View, kind: str) -> None:
    """An answer in its place could be what kills."""
    danger = Danger(Level.AMBER, kind, frozenset(("suicide",)), is_faint=True)
    assert _asked(_faintly(view, _CALM, danger)).kind is Kind.CHECK


@pytest.mark.parametrize("kind", ["suicide", "intended"])
def test_nothing_is_told_under_a_question_about_wanting_to_die(view: View, kind: str) -> None:
    """What kills, and how much of it, is no answer there; "no" leads to the entry, as ever."""
    danger = Danger(Level.AMBER, kind, frozenset(("suicide",)))
    reply = _asked(replace(view, assess=lambda text, recent: danger))
    assert reply.kind is Kind.CHECK
    assert len(reply.buttons) == 2
    assert view.knowledge.topics[_CALM].answer.splitlines()[0] not in reply.text
    assert _CALM in reply.buttons[1].code


@pytest.mark.parametrize(
    "text",
    [
        "how much fentanyl does it take to die",
        "what is the lethal dose of heroin",
        "does mixing methadone and xanax make you feel like dying",
    ],
)
def test_nobody_who_may_want_to_die_reads_what_kills(version: Version, text: str) -> None:
    """The real knowledge: the question whether they are safe or the steps, and nothing about the drug."""
    reply = respond(Question(text), version.view)
    assert reply.emergency in ("suicide", "intended")
    assert reply.kind is Kind.EMERGENCY or len(reply.text.strip().splitlines()) == 2


def test_an_alert_stands_under_the_question_too(view: View) -> None:
    """What goes round belongs to an answer wherever it stands."""
    day = view.today()
    alert = Alert("a", "Grey powder.", "Leeds", "Test it.", "A lab", day, day, "nurse", frozenset((_CALM,)))
    reply = _asked(replace(view, board=Board((alert,))))
    assert reply.kind is Kind.CHECK
    assert "Grey powder." in reply.text


def test_no_closes_the_question(view: View) -> None:
    """ "No" under an answer need not show it again, and "yes" leads to the steps."""
    yes, no = _asked(view).buttons[:2]
    assert respond(Question(code=yes.code), view).kind is Kind.EMERGENCY
    assert respond(Question(code=no.code), view).text.startswith("Good.")


def test_an_unclear_answer_is_danger_with_an_answer_above_it_too(version: Version, view: View) -> None:
    """What was answered under the question takes nothing from it."""
    recent = _asked(view).signs
    assert respond(Question("dunno tbh mate", recent=recent), version.view).kind is Kind.EMERGENCY
    assert respond(Question("yes", recent=recent), version.view).kind is Kind.EMERGENCY


def test_what_leans_on_the_answer_is_no_clear_no(version: Version, view: View) -> None:
    """ "How long before it kills you" after a question about danger is not answered as if nothing had been asked."""
    reply = _asked(view)
    lean = Question("how long before it kills you", recent=reply.signs, about="cocaine")
    assert respond(lean, version.view).kind is Kind.EMERGENCY


def test_what_was_asked_is_a_tap_away_under_the_steps(view: View) -> None:
    """A question may have been taken for danger: its entry is the last button. Never where somebody may want to die."""
    red = Danger(Level.RED, "overdose", frozenset(("blue",)))
    steps = _asked(_faintly(view, _CALM, red))
    assert steps.kind is Kind.EMERGENCY
    assert steps.buttons[-1] == browse.topic_button(view.knowledge.topics[_CALM])
    assert steps.buttons[:-1] == flows.red("overdose", view).buttons
    doubtful = replace(_finding(view, Zone.CHOICES, _CALM), assess=lambda text, recent: red)
    assert _asked(doubtful).buttons == steps.buttons
    wish = _asked(_faintly(view, _CALM, replace(red, kind="suicide")))
    assert wish.buttons == flows.red("suicide", view).buttons


def test_no_guess_stands_under_the_steps(view: View) -> None:
    """What was less likely asked than not is only in the way there."""
    red = Danger(Level.RED, "overdose", frozenset(("blue",)))
    found = Found(Zone.CHOICES, (Candidate(_CALM, 0.4),))
    steps = _asked(replace(view, assess=lambda text, recent: red, find=lambda text: found))
    assert steps.buttons == flows.red("overdose", view).buttons


@pytest.mark.parametrize("text", ["HELP ME", "hey can you help me", "💀", "😵💀"])
def test_a_cry_that_says_nothing_more_is_asked_about_without_guesses(version: Version, text: str) -> None:
    """Two buttons on a small screen, and a question that fits whatever is wrong."""
    reply = respond(Question(text), version.view)
    assert (reply.kind, reply.emergency, len(reply.buttons)) == (Kind.CHECK, "panic", 2)
