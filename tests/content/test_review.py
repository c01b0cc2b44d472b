"""A clinician reads an entry, and the file says so: in these four lines and nowhere else."""

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.loader import load
from bot.content.review import due, sheet, sign
from bot.content.style import lost
from bot.core.model import Topic
from bot.errors import KnowledgeError
from tests.conftest import KNOWLEDGE, LEAN

TODAY = dt.date(2027, 1, 10)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge", ignore=LEAN))


def entry(home: Path, name: str = "naloxone-what-is-it") -> Topic:
    return load(home).knowledge.topics[name]


def test_signing_changes_the_review_and_nothing_else(home: Path) -> None:
    """Every other line of the file stays as it was; the next review is as far away as it was set."""
    before, path = entry(home), home / "en" / "topics" / "naloxone.yaml"
    lines = path.read_text("utf-8").split("\n")
    sign(path, before, "nurse, overdose team", TODAY)
    after = entry(home)
    changed = [new for new in path.read_text("utf-8").split("\n") if new not in lines]
    assert replace(after, review=before.review) == before
    assert (after.review.status, after.review.date, after.review.by) == (
        "reviewed",
        TODAY,
        "nurse, overdose team",
    )
    assert after.review.expires - after.review.date == before.review.expires - before.review.date
    assert all(line.split(":")[0].strip() in ("status", "date", "expires", "by") for line in changed)
    sign(path, after, "doctor", TODAY)
    assert entry(home).review.by == "doctor"


@pytest.mark.parametrize("role", ["", "x", 'nurse"\nanswer: no', "nurse: x", "{emergency_number}"])
def test_what_is_no_role_changes_nothing(home: Path, role: str) -> None:
    """A slip in the role leaves the file alone."""
    path = home / "en" / "topics" / "naloxone.yaml"
    before = path.read_bytes()
    with pytest.raises(KnowledgeError):
        sign(path, entry(home), role, TODAY)
    assert path.read_bytes() == before


def test_what_runs_out_is_due(home: Path) -> None:
    """Drafted or run out: listed. Reviewed and fresh: not."""
    topic = entry(home)
    fresh = replace(topic, review=replace(topic.review, status="reviewed", expires=dt.date(2030, 1, 1)))
    assert list(due([topic], TODAY))
    assert "runs out" in next(due([topic], dt.date(2040, 1, 1)))
    assert list(due([fresh], TODAY)) == []


def test_the_sheet_says_where_each_fact_stands(home: Path) -> None:
    """A clinician sees the line of every fact, and which is not there; the lint names the same one."""
    topic = entry(home)
    words = topic.answer.split("\n")[0].lower()[:20]
    facts = {topic.id: (("the first words", (words,)), ("a fact that is gone", ("zanzibar",)))}
    told = sheet(topic, facts)
    assert "the first words: 1" in told
    assert "a fact that is gone: NOT THERE" in told
    assert [what for what in lost(topic, facts) if "zanzibar" in what]
    assert len(list(lost(topic, facts))) == 1
