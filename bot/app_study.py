"""Learning and weighing for the editor, beside its pages: part of app, it turns what bot/matching finds into sentences.

Learning the ways of asking takes seconds to a minute. It is done once for each state of them, in a process of its own,
and a page that wants it meanwhile is told to ask again.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooEarlyError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from threading import Lock
from typing import Any, ParamSpec, TypeVar, cast

from bot import app_index, app_try
from bot.app import Version
from bot.config import Settings
from bot.content.loader import Loaded
from bot.content.told import ESTIMATE, broken_line, change_line, named
from bot.content.watch import fingerprint
from bot.core.dialogue import respond
from bot.core.model import Question, Topic
from bot.editor.desk import Asked, LearningError, Scored, Weighed
from bot.live import Aside
from bot.matching.confidence import evidence, probability, thresholds
from bot.matching.index import Index, build
from bot.matching.rank import ranking
from bot.matching.whatif import Effect

PATIENCE_SECONDS = 2.0  # that a page waits before it says that it takes longer
_SCORED = 5
P = ParamSpec("P")
T = TypeVar("T")
_KEPT = 4  # results; somebody tries one wording and another, and goes back


class Study:
    """What is being learned, and what came of it. For several threads."""

    def __init__(self, settings: Settings, aside: Aside | None = None) -> None:
        self._settings = replace(
            settings, token=None
        )  # it is handed to another process, which needs no secret
        self._aside = aside or Aside()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="study")
        self._guard = Lock()
        self._done: dict[object, Future[Any]] = {}

    def learned(self, version: Version) -> None:
        """Return when the ways of asking of a version can be searched. Raises LearningError while they cannot."""
        self._await(version.index, version.index)

    def index(self, loaded: Loaded) -> Index:
        """Make an index in a process of its own; here, where none can be had."""
        return self._do(build, *app_index.index_parts(loaded))

    def effect(self, topic: Topic) -> Effect:
        """Return what an entry as it is edited does. Raises LearningError while that is not known."""
        key = (topic, fingerprint(self._settings.knowledge))
        return self._await(key, lambda: self._do(app_try.weigh, self._settings, topic))

    def _do(self, work: Callable[P, T], *parts: P.args, **named: P.kwargs) -> T:
        try:
            return self._aside.do(work, *parts, **named)
        except (OSError, BrokenProcessPool):
            if self._aside.has_ended:
                raise
            return work(*parts, **named)

    def _await(self, key: object, work: Callable[[], T]) -> T:
        with self._guard:
            if key not in self._done:
                self._done[key] = self._pool.submit(work)
                while len(self._done) > _KEPT:
                    self._done.pop(next(iter(self._done))).cancel()
            future = self._done[key]  # under this key there is only ever what this work returns
        try:
            return cast(T, future.result(PATIENCE_SECONDS))
        except TooEarlyError:
            raise LearningError from None

    def end(self) -> None:
        """Stop what is under way."""
        self._aside.end()
        self._pool.shutdown(wait=False, cancel_futures=True)


def asked(question: str, version: Version) -> Asked:
    """Return what is answered to a question, and why (the reasons of `saferbot ask --why`)."""
    found = ranking(version.index(), question)
    to_answer, to_offer = thresholds(found)
    scored = (
        Scored(one.topic, one.score, one.phrase, one.learned, one.nearest, one.aligned)
        for one in found.topics[:_SCORED]
    )
    return Asked(
        respond(Question(question), version.view),
        version.view.assess(question, frozenset()),
        found.reading.words,
        tuple(sorted(set(found.reading.meanings))),
        tuple(sorted(found.reading.substances)),
        tuple(scored),
        probability(found) if found.topics else 0.0,
        to_answer,
        to_offer,
        tuple(evidence(found).items()) if found.topics else (),
    )


def weighed(effect: Effect, topics: Mapping[str, Topic]) -> Weighed:
    """Return an effect in sentences."""
    return Weighed(
        effect.asked,
        tuple(broken_line(one.case, one.after, topics) for one in effect.breaks),
        tuple(change_line(one, topics) for one in effect.takes),
        tuple(change_line(one, topics) for one in effect.gains),
        tuple(change_line(one, topics) for one in effect.others),
        tuple(f'"{one.case.phrase}" of {named(one.case.topic, topics)}' for one in effect.mends),
        ESTIMATE if effect.is_estimate else "",
    )
