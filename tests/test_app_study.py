"""Learning and weighing beside the editor's pages: asked once, told when it is ready, in sentences."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import app_study, app_try
from bot.app import Version
from bot.app_study import Study, asked, weighed
from bot.config import Settings
from bot.config_telegram import Secret
from bot.core.model import Level, Zone
from bot.editor.desk import LearningError
from bot.live import Aside
from bot.matching.whatif import Answer, Case, Change, Effect, Move, Role
from tests.conftest import KNOWLEDGE

TOPIC = "naloxone-expired"


class Here(Aside):
    """Does the work in this process, and notes what it is given."""

    given: tuple[object, ...] = ()

    def do(self, work: Callable[..., object], *parts: object, **named: object) -> object:  # type: ignore[override]
        self.given = parts
        return work(*parts, **named)


@pytest.fixture
def aside() -> Here:
    return Here()


@pytest.fixture
def study(aside: Here) -> Iterator[Study]:
    study = Study(Settings(KNOWLEDGE, "GB", token=Secret("1:secret")), aside)
    yield study
    study.end()


def test_what_takes_long_is_asked_for_again_and_done_once(
    study: Study, aside: Here, version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is told to come back, the work goes on meanwhile, and is not begun anew."""
    monkeypatch.setattr(app_study, "PATIENCE_SECONDS", 0.01)
    topic, go, calls = version.view.knowledge.topics[TOPIC], threading.Event(), []
    effect = Effect("x", TOPIC, (), Answer(Zone.UNSURE), Answer(Zone.UNSURE), (), (), (), (), (), 0)

    def slow(settings: Settings, edited: object) -> Effect:
        calls.append(edited)
        go.wait(60)
        return effect

    monkeypatch.setattr(app_try, "weigh", slow)
    for _ in range(3):
        with pytest.raises(LearningError):
            study.effect(topic)
    go.set()
    monkeypatch.setattr(app_study, "PATIENCE_SECONDS", 60)
    assert study.effect(topic) is effect
    assert study.effect(topic) is effect
    assert calls == [topic]
    settings = aside.given[0]
    assert isinstance(settings, Settings)
    assert settings.token is None  # what is handed to another process holds no secret
    assert not settings.admins


def test_a_version_that_is_learned_is_told_at_once(study: Study, version: Version) -> None:
    """No page waits for what is there already."""
    version.index()
    study.learned(version)


def test_without_another_process_it_is_done_here(version: Version, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that can start none can still weigh."""

    class Broken(Aside):
        def do(self, work: Callable[..., object], *parts: object, **named: object) -> object:  # type: ignore[override]
            raise OSError

    effect = Effect("x", TOPIC, (), Answer(Zone.UNSURE), Answer(Zone.UNSURE), (), (), (), (), (), 7)
    monkeypatch.setattr(app_try, "weigh", lambda *parts: effect)
    study = Study(Settings(Path(KNOWLEDGE)), Broken())
    assert study.effect(version.view.knowledge.topics[TOPIC]).asked == 7
    study.end()


def test_a_question_is_answered_with_its_reasons(version: Version) -> None:
    """The reply that people would get, the entries it may be about, and how sure that is."""
    found = asked("does narcan expire", version)
    assert found.reply.topics == (TOPIC,)
    assert found.scored[0].topic == TOPIC
    assert found.offers_from < found.answers_from < found.sure <= 1
    assert found.reasons
    assert asked("he is blue and not breathing", version).danger.level is Level.RED
    assert asked("", version).scored == ()


def test_an_effect_is_told_in_sentences(version: Version) -> None:
    """What it breaks first of all, with both entries by their titles."""
    own, other = TOPIC, "naloxone-where-to-get"
    now = Answer(Zone.ANSWER, (own,))
    taken = Change(Case(other, "free narcan near me"), Move.MOVED, Answer(Zone.ANSWER, (other,)), now)
    gained = Change(Case(own, "zzyzx", Role.QUESTION), Move.GAINED, Answer(Zone.UNSURE), now)
    effect = Effect("x", own, (), now, now, (gained,), (taken,), (), (taken,), (gained,), 12)
    told = weighed(effect, version.view.knowledge.topics)
    assert told.asked == 12
    assert told.breaks[0].startswith('"free narcan near me" must find "Where can I get naloxone?"')
    assert '"free narcan near me": got the answer "Where can I get naloxone?"' in told.takes[0]
    assert '"zzyzx": got "I don\'t know"' in told.gains[0]
    assert not told.others
    assert "zzyzx" in told.mends[0]
