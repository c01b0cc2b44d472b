"""The only builder: settings in, all parts out, wired together. Nothing else makes a part and hands it to another."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from bot import config
from bot.app_check import asked_of_itself
from bot.app_index import Lesson, Newest, build_index, ready
from bot.clock import Clock
from bot.config import Catalogue, Settings
from bot.content.lint import all_facts, style_mistakes
from bot.content.loader import Loaded, load, load_catalogue
from bot.content.opinion import WEIGHTS, learned, write_opinion
from bot.content.overlay import reread
from bot.content.review import due, sheet, sign
from bot.core.answers import sentence
from bot.core.mixing import Mentions, Mixing
from bot.core.search import Local
from bot.core.second import judge
from bot.core.view import View, early, find_nothing_yet
from bot.core.wording import resolve
from bot.errors import KnowledgeError, Mistake
from bot.matching.index import Index
from bot.matching.mentions import mentions, name_book
from bot.matching.several import find, following

PACKAGE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the knowledge, ready to answer, with the mistakes that were left out of it.

    `index` makes the ways of asking searchable when it is first wanted: an emergency is answered without it. `learned`
    does the same, and says from what and whether it is done. Where it `is_provisional`, `index` is an index that stands
    in for that meanwhile.
    """

    view: View
    index: Callable[[], Index]
    mistakes: tuple[Mistake, ...]
    learned: Lesson
    loaded: Loaded
    is_provisional: bool = False

    @property
    def is_early(self) -> bool:
        """Whether questions are told to come back, and nothing here waits for learning."""
        return self.view.find is find_nothing_yet

    @property
    def is_settled(self) -> bool:
        """Whether questions are looked up in what was learned whole."""
        return not self.is_early and not self.is_provisional

    def provisional(self) -> "Version | None":
        """The same version with an index that can be had at once; None where there is none."""
        found = self.learned.provisional()
        return replace(self, index=lambda: found, is_provisional=True).whole() if found else None

    def settled(self) -> "Version":
        """The same version with what is learned whole."""
        return replace(self, index=lambda: self.learned().index, is_provisional=False).whole()

    def early(self) -> "Version":
        """The same version as it answers while its ways of asking are not learned."""
        return replace(self, view=early(self.view))

    def whole(self) -> "Version":
        """The same version as it answers with them: they are learned at the first question, where they were not."""
        index = self.index
        view = replace(
            self.view,
            find=lambda text: find(index(), text),
            in_full=lambda text, topic: following(index(), text, topic),
        )
        return replace(self, view=view)


def read_settings(file: str | None, env: Mapping[str, str], here: Path) -> Settings:
    """Read the settings from where they are: the file named, the environment, or nothing at all.

    Raises SettingsError with every mistake, KnowledgeError where the list of countries cannot be read.
    """
    path = config.find_file(file, env, here)
    return config.read(path, env, config.knowledge_beside(PACKAGE), _catalogue)


def _catalogue(folder: Path) -> Catalogue:
    countries, facts = load_catalogue(folder)
    return Catalogue(countries, facts)


def with_locale(settings: Settings, env: Mapping[str, str]) -> str:
    """Return the country to use in the terminal: the chosen one, else the locale's, which may be one we do not know."""
    if settings.country or "emergency_number" in settings.local:
        return settings.country
    return config.country_of(env)


def build_version(
    settings: Settings,
    country: str,
    clock: Clock,
    make_index: Callable[[Loaded], Index] = build_index,
    before: Version | None = None,
    make_local: Callable[[Loaded], Local | None] = lambda loaded: None,
    changed: Collection[Path] | None = None,
) -> Version:
    """Read the knowledge and make everything a reply needs. Raises KnowledgeError where it cannot be used.

    The index of the version `before` is used again where nothing that it was made from has changed, also where that is
    being learned only now. `make_local` makes the places of help (app_sites.maker); `changed` are the files that differ
    from those of the version before, where that is known.
    """

    def again() -> Loaded | None:
        return reread(before.loaded, settings.knowledge, changed) if before and changed else None

    loaded, learned = ready(settings, PACKAGE, make_index, _newest(before) if before else None, again)

    def index() -> Index:
        return learned().index

    view = View(
        knowledge=loaded.knowledge,
        facts=_facts(settings, country, loaded),
        assess=partial(judge, loaded.detector, loaded.opinion),
        find=find_nothing_yet,
        in_full=lambda text, topic: "",
        mentions=_mentions(loaded),
        mixing=loaded.mixing,
        today=_today(clock),
        local=make_local(loaded),
    )
    return Version(view, index, loaded.mistakes, learned, loaded).whole()


def _newest(before: Version) -> Newest:
    """What a version can be made from: what is learned by one that answers, or what those that wait will learn."""
    return Newest(before.learned()) if before.is_settled else before.learned.newest


def draw_chart(mixing: Mixing, title: str, warning: str) -> bytes:
    """Return the picture of all mixes (PNG). Takes seconds and some 60 MiB, so a serving bot has it done aside."""
    from bot.content.chart import draw  # only whoever draws needs the library behind it

    return draw(mixing, title, warning)


def chart_parts(view: View) -> tuple[Mixing, str, str] | None:
    """Return what the picture is drawn from, None where nothing is known of mixes."""
    title, warning = sentence("chart_title", view), sentence("chart_warning", view)
    return (view.mixing, title, warning) if view.mixing else None


def _mentions(loaded: Loaded) -> Callable[[str], Mentions]:
    if loaded.mixing is None:
        return lambda text: Mentions()
    return partial(mentions, name_book(loaded.names, loaded.words, loaded.mixing))


def _facts(settings: Settings, country: str, loaded: Loaded) -> Mapping[str, str]:
    preset = loaded.countries[country].facts if country in loaded.countries else {}
    return resolve((settings.local, preset, loaded.knowledge.fallbacks))


def _today(clock: Clock) -> Callable[[], dt.date]:
    return lambda: clock.now().date()


def check(settings: Settings, version: Version) -> tuple[Mistake, ...]:
    """Return every mistake in the knowledge: what cannot be read, how it reads, lost facts, and test phrases and
    questions that find another entry."""
    topics = tuple(version.view.knowledge.topics.values())
    style = style_mistakes(settings.knowledge, settings.language, topics)
    return (*version.mistakes, *style, *asked_of_itself(settings, topics, version.learned()))


def review(settings: Settings, clock: Clock, topic: str | None, role: str | None) -> Iterable[str]:
    """Return what is due, or the sheet of one topic; with a role, sign that topic off first.

    Raises KnowledgeError where there is no such topic, or it cannot be signed.
    """
    root, lang, today = settings.knowledge, settings.language, clock.now().date()
    topics = load(root, lang).knowledge.topics
    if topic is None:
        return due(topics.values(), today)
    if topic not in topics:
        near = ", ".join(get_close_matches(topic, topics, 3)) or "none is near"
        raise KnowledgeError([Mistake(f"knowledge/{lang}/topics", 0, f"there is no {topic!r}; {near}")])
    if role is not None:
        sign(root / lang / "topics" / f"{topics[topic].category}.yaml", topics[topic], role, today)
        topics = load(root, lang).knowledge.topics
    return (sheet(topics[topic], all_facts(root, lang, [])),)


def learn(settings: Settings) -> Path:
    """Learn the second opinion on danger again, and return the file it was written to."""
    loaded = load(settings.knowledge, settings.language)
    home = settings.knowledge / settings.language
    topics = loaded.knowledge.topics.values()
    opinion = learned(home, loaded.detector, topics, loaded.strangers, loaded.asked)
    write_opinion(home / WEIGHTS, opinion)
    return home / WEIGHTS
