"""What an entry with other ways of asking does is found by learning with it, and nothing is written."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot import app_try
from bot.config import Settings
from bot.content.loader import load
from bot.matching.whatif import Role
from tests.conftest import KNOWLEDGE, LEAN

TOPIC, OTHER = "naloxone-expired", "naloxone-where-to-get"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A small part of the knowledge, which is learned in a moment."""
    folder = Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge", ignore=LEAN))
    for path in (folder / "en" / "topics").glob("*.yaml"):
        if path.stem != "naloxone":
            path.unlink()
        else:  # its first entries and the two of this test, with few ways of asking
            text = path.read_text("utf-8")
            path.write_text(
                text[: text.index("naloxone-injection-how-to:")] + text[text.index(f"{TOPIC}:") :], "utf-8"
            )
    return Settings(folder, "GB", cache=tmp_path / "cache")


def test_an_entry_is_weighed_as_it_would_be(settings: Settings) -> None:
    """A way of asking that it takes from another is told, one that it loses too; the index is kept for later."""
    topics = load(settings.knowledge).knowledge.topics
    before = {path: path.read_bytes() for path in settings.knowledge.rglob("*") if path.is_file()}
    taken, gone = topics[OTHER].must_match[0], topics[TOPIC].questions[0]
    questions = (*topics[TOPIC].questions[1:], f"{taken} please", f"so {taken}", taken)
    effect = app_try.weigh(settings, replace(topics[TOPIC], questions=questions))
    assert effect.topic == TOPIC
    assert taken in {one.case.phrase for one in (*effect.takes, *effect.breaks, *effect.gains)}
    assert effect.asked > len(topics)
    asked = {one.case for one in effect.takes}
    assert all(case.topic != TOPIC or case.role is Role.MUST_NOT for case in asked)
    same = app_try.weigh(settings, topics[TOPIC])
    assert (same.gains, same.takes, same.breaks, same.others) == ((), (), (), ())
    assert {path: path.read_bytes() for path in settings.knowledge.rglob("*") if path.is_file()} == before
    assert gone not in questions
