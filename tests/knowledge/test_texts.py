"""The words people read: short, plain, kind, complete."""

import json
import re
from pathlib import Path

import pytest
import yaml

from bot import app
from bot.app import Version
from bot.config import Settings
from bot.core.model import Urgency, Zone
from bot.core.text import visible
from bot.core.wording import fill
from tests.conftest import KNOWLEDGE

DATA = Path(__file__).parent / "data"
STIGMA = re.compile(
    r"\b(addicts?|junkies?|abusers?|substance abuse|drug abuse|clean time|crackheads?|druggies?)\b", re.I
)
PHONE = re.compile(r"\d{3}[ -]?\d{3,4}[ -]?\d{3,4}")


def test_every_test_phrase_beside_the_content_holds(version: Version, own_cache: Path) -> None:
    """must_match finds its entry, must_not_match is not answered by it."""
    assert app.check(Settings(KNOWLEDGE, cache=own_cache), version) == ()


def test_every_topic_is_there_with_all_its_facts(version: Version) -> None:
    """306 entries, ids kept, and for each fact that an entry must say, the words that say it: `saferbot check` holds
    the answer against them, so that an edit that drops one fails."""
    lines = (DATA / "topics.txt").read_text("utf-8").splitlines()
    wanted = {name: int(facts) for name, facts in map(str.split, lines)}
    assert len(wanted) == 306
    assert wanted.keys() <= version.view.knowledge.topics.keys()
    held: dict[str, int] = {}
    for file in (KNOWLEDGE / "en" / "facts").glob("*.yaml"):
        held.update((name, len(facts)) for name, facts in yaml.safe_load(file.read_text("utf-8")).items())
    assert [name for name, facts in wanted.items() if held.get(name, 0) < facts] == []


def test_answers_are_plain_and_kind(version: Version) -> None:
    """No stigma words, no phone numbers of one country, no links, 60 to 260 words, short sentences."""
    for topic in version.view.knowledge.topics.values():
        text = visible(topic.answer)
        words = len(text.split())
        sentences = [one for one in re.split(r"[.!?\n]+", text) if one.strip()]
        assert not PHONE.search(text), topic.id
        assert "http" not in text, topic.id
        assert 60 <= words <= 260, (topic.id, words)
        assert words / len(sentences) < 16, topic.id
        if topic.id != "stigma-and-language":
            assert not STIGMA.search(text), topic.id
    assert STIGMA.search("she is an addict")
    assert PHONE.search("call 0300 123 6600")


def test_every_emergency_speaks_in_six_lines(version: Version) -> None:
    """The red text of each kind: at most six lines, a number in the first two."""
    for guidance in version.view.knowledge.guidance.values():
        lines = fill(guidance.red, version.view.facts).splitlines()
        assert 3 <= len(lines) <= 6, guidance.kind
        assert re.search(r"\d{3}", " ".join(lines[:2])), guidance.kind


def test_every_entry_has_ways_of_asking_sources_and_an_honest_status(version: Version) -> None:
    """8 ways of asking at least, two sources where there are two, drafted until a clinician has read it."""
    for topic in version.view.knowledge.topics.values():
        assert len(topic.questions) >= 8, topic.id
        assert topic.sources, topic.id
        assert topic.review.status == "drafted", topic.id
        assert topic.review.date < topic.review.expires, topic.id
        assert bool(topic.short) == (topic.urgency is Urgency.EMERGENCY) or topic.short, topic.id


@pytest.mark.parametrize("line", (DATA / "look_alikes.jsonl").read_text("utf-8").splitlines())
def test_look_alikes_are_never_answered_for_each_other(version: Version, line: str) -> None:
    """What sounds near and means something else is not answered from the near entry."""
    case = json.loads(line)
    found = version.view.find(case["text"])
    assert found.zone is not Zone.ANSWER or found.candidates[0].topic != case["not"]
