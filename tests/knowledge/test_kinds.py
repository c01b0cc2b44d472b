"""Which steps are shown for which danger: messages labelled with the kind they need (data/emergency_kinds.jsonl)."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.app import Version
from bot.core.dialogue import respond
from bot.core.menu import Action, code, decode
from bot.core.model import Kind, Level, Question, Reply

LABELLED = Path(__file__).parent / "data" / "emergency_kinds.jsonl"


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in LABELLED.read_text("utf-8").splitlines()]


def kind(version: Version, text: str) -> str:
    return version.view.assess(text, frozenset()).kind


def serving(row: dict[str, Any]) -> set[str]:
    """The kinds whose steps keep this person alive: the labelled one, and those the label names beside it."""
    return {row["kind"], *row.get("also", ())}


def test_nearly_all_get_the_steps_for_what_they_tell(version: Version) -> None:
    """Signs were written with these lines in sight, so this holds what was reached; the share of fresh messages is in
    data/README.md."""
    told = rows()
    right = [row for row in told if kind(version, row["text"]) in serving(row)]
    assert len(told) > 130
    assert len(right) / len(told) >= 0.97


@pytest.mark.parametrize("row", [row for row in rows() if row.get("must")], ids=lambda row: str(row["text"]))
def test_where_other_steps_would_do_harm_they_are_the_right_ones(
    version: Version, row: dict[str, Any]
) -> None:
    """Not waking, poison, a fit, a child: steps of another kind would cost the minutes that count."""
    assert kind(version, row["text"]) in serving(row)


@pytest.mark.parametrize("row", rows(), ids=lambda row: str(row["text"]))
def test_every_one_is_at_least_asked_about(version: Version, row: dict[str, Any]) -> None:
    """The level never depends on knowing the kind."""
    assert version.view.assess(row["text"], frozenset()).level in (Level.AMBER, Level.RED)


def shown(version: Version, text: str) -> Reply:
    return respond(Question(text), version.view)


def leads_to(reply: Reply) -> list[str]:
    """The kinds that the buttons under a reply lead to."""
    presses = [decode(one.code) for one in reply.buttons]
    return [press.target for press in presses if press is not None and press.action is Action.RED]


def test_another_kind_that_was_told_too_is_one_tap_away(version: Version) -> None:
    """Somebody armed comes first; what to do for a mind out of control is a tap away."""
    reply = shown(version, "he has a knife and keeps hearing voices, been up for days")
    assert reply.emergency == "violence"
    assert "agitation" in leads_to(reply)


def test_few_other_kinds_are_offered_and_none_twice(version: Version) -> None:
    """The steps stay in sight, and a button says nothing that one above it says."""
    for row in rows():
        reply = shown(version, row["text"])
        labels = [one.label for one in reply.buttons]
        assert len(labels) == len(set(labels))
        assert reply.emergency not in leads_to(reply) or reply.kind is Kind.CHECK
        assert len(leads_to(reply)) <= 2


def test_no_other_kind_is_offered_whose_first_step_is_here_already(version: Version) -> None:
    """ "Will not wake" and "Not waking or not breathing" would be two buttons to one step."""
    reply = shown(version, "my nan took my subutex by accident shes sleepy")
    assert reply.emergency == "poisoning"
    assert code(Action.STEP, "overdose-naloxone") in {one.code for one in reply.buttons}
    assert "overdose" not in leads_to(reply)


def test_who_took_something_to_die_reads_what_keeps_them_alive_first(version: Version) -> None:
    """The number in the first line, then breathing and poison, and somebody to talk to after that."""
    reply = shown(version, "i took all my pills")
    assert reply.emergency == "intended"
    first, *rest = reply.text.splitlines()
    assert version.view.facts["emergency_number"] in first
    assert "1 breath every 5 seconds" in " ".join(rest[:2])
    assert version.view.facts["crisis_line"] in rest[-1]
