"""Which steps are shown for which danger: messages labelled with the kind they need (data/emergency_kinds.jsonl)."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.app import Version
from bot.core.model import Level

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
