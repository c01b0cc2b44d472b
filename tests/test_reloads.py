"""An edit is taken up whole or not at all, while people ask (REL-9)."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import reloads
from bot.app import Version
from bot.content.common import read_services
from bot.content.fields import Fields
from bot.content.strict_yaml import read_file
from bot.content.topics import read_topics
from bot.core.wording import placeholders
from bot.errors import KnowledgeError, Mistake
from bot.matching.index import Index
from tests.conftest import KNOWLEDGE

_PER_SECOND = 50


def two_files_only(version: Version, root: Path) -> Callable[..., Version]:
    """Building a version from the two files that are edited and the rest as it was: what is looked at here is the
    swap, and reading everything takes seconds each time (benchmarks/reloads.py does that)."""

    def build(*parts: object) -> Version:
        mistakes: list[Mistake] = []
        try:
            found, mistakes = read_topics(read_file(root / "en" / "topics" / "after.yaml"), "en", "after")
        except KnowledgeError as error:
            found, mistakes = [], list(error.mistakes)
        words = Fields(read_file(root / "en" / "wording.yaml"), (), mistakes)
        knowledge = version.view.knowledge
        unknown = [one for topic in found for one in placeholders(topic.answer) if one == "no_such_fact"]
        mistakes += [Mistake("after.yaml", 0, f"asks for {one}") for one in unknown]
        topics = {**knowledge.topics, **{topic.id: topic for topic in found}}
        edited = replace(knowledge, topics=topics, services=read_services(words.inside("services")))
        view = replace(version.view, knowledge=edited)
        return replace(version, view=view, mistakes=tuple(mistakes), index=_not_learned)

    return build


def _not_learned() -> Index:
    """An edit of an answer learns nothing anew, and nobody asks in words here."""
    return object()  # type: ignore[return-value]


@pytest.fixture
def root(tmp_path: Path, version: Version, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = Path(
        shutil.copytree(KNOWLEDGE, tmp_path / "knowledge", ignore=shutil.ignore_patterns("asked", ".history"))
    )
    monkeypatch.setattr("bot.app.build_version", two_files_only(version, folder))
    return folder


async def looked_at(root: Path, count: int) -> None:
    found = await reloads.run(root, count, _PER_SECOND)
    assert len(found.delays) > count
    assert (found.mixed, found.broken, found.old) == (0, 0, 0)
    assert found.versions > count * 0.6  # two thirds are good, and each of them was seen to be in force


async def test_no_reply_mixes_versions_and_nothing_broken_is_taken_up(root: Path) -> None:
    """Thirty edits, ten of them broken in five ways, at fifty messages a second."""
    await looked_at(root, 30)


@pytest.mark.slow
async def test_three_hundred_edits(root: Path) -> None:
    """REL-9; with everything read anew each time it is `python -m benchmarks.reloads`."""
    await looked_at(root, 300)


def test_the_measure_sees_what_it_looks_for() -> None:
    """A mixed reply, one from a broken edit and one older than what was seen before are each counted."""
    found = reloads._result([(0.1, {1}), (0.3, {1, 3}), (0.2, {2}), (0.4, {3}), (0.5, {1})], {0, 1, 3})
    assert (found.mixed, found.broken, found.old) == (1, 1, 2)
    assert (found.at(0), found.at(0.95)) == (100, 500)
