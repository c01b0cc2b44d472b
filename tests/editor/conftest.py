"""An editor over a copy of the real knowledge, and a browser that is signed in."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot import app_edit
from bot.app import Version
from bot.app_study import Study
from bot.config import Settings
from bot.content import writer
from bot.content.loader import read_one
from bot.content.topics import read_topics
from bot.content.watch import fingerprint
from bot.editor import guard
from bot.editor.desk import Desk
from bot.editor.pages import PAGES
from bot.editor.server import Server
from bot.editor.session import Sessions
from bot.editor.web import Door
from bot.errors import Mistake
from tests.auxil.browser import Browser
from tests.auxil.clock import FakeClock
from tests.conftest import KNOWLEDGE, LEAN

PORT, COOKIE = 8123, "saferbot-8123"
HOST = f"127.0.0.1:{PORT}"
FILE = "en/topics/naloxone.yaml"


@dataclass
class Editor:
    """An editor, the clock it goes by, the keys that its terminal shows, and what its log says."""

    desk: Desk
    clock: FakeClock
    sessions: Sessions
    door: Door
    keys: list[str]
    made: list[str] = field(default_factory=list)

    def browser(self) -> Browser:
        return Browser(self.door, HOST)

    async def signed_in(self) -> Browser:
        browser = self.browser()
        reply = await browser.post("/enter", {"key": self.keys[-1]})
        assert reply.status == 303
        return browser

    def file(self, name: str = FILE) -> str:
        return (self.desk.book.root / name).read_text("utf-8")


@pytest.fixture(scope="session")
def knowledge_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(KNOWLEDGE, tmp_path_factory.mktemp("editor") / "knowledge", ignore=LEAN))


@pytest.fixture(scope="session")
def settings(knowledge_copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(knowledge_copy, "GB", cache=tmp_path_factory.mktemp("ready"))


@pytest.fixture(scope="session")
def study(settings: Settings) -> Iterator[Study]:
    study = Study(settings)
    yield study
    study.end()


class QuickCurrent(app_edit.Current):
    """Reads again only the files of entries that have changed: reading all takes a second, and many tests save."""

    def _built(self) -> Version:
        root = self._settings.knowledge
        now = {Path(name): stamp for name, *stamp in fingerprint(root / "en" / "topics")}
        if not hasattr(self, "first"):
            self.first, self.stamps = super()._built(), now
            return self.first
        knowledge = self.first.view.knowledge
        mistakes: list[Mistake] = []
        topics = dict(knowledge.topics)
        for path in (path for path, stamp in now.items() if stamp != self.stamps.get(path)):
            topics = {name: topic for name, topic in topics.items() if topic.category != path.stem}
            document = read_one(root, path, mistakes)
            good, found = read_topics(document, "en", path.stem) if document.value else ([], [])
            topics |= {topic.id: topic for topic in good}
            mistakes += found
        view = replace(self.first.view, knowledge=replace(knowledge, topics=topics))
        return replace(self.first, view=view, mistakes=tuple(mistakes))


@pytest.fixture(scope="session")
def current(settings: Settings, study: Study) -> app_edit.Current:
    """One for all tests: it looks at the files each time."""
    return QuickCurrent(settings, FakeClock(), study.index)


@pytest.fixture
def files(knowledge_copy: Path) -> Iterator[None]:
    """What a test does to the files is undone after it."""
    before = fingerprint(knowledge_copy)
    yield
    for name, *_ in fingerprint(knowledge_copy) - before:
        path = Path(name)
        if (own := KNOWLEDGE / path.relative_to(knowledge_copy)).exists():
            shutil.copy2(own, path)  # with its times, so that it is seen as what it was
        elif path.exists():
            path.unlink()
    shutil.rmtree(knowledge_copy / writer.HISTORY, ignore_errors=True)


@pytest.fixture
def make_editor(settings: Settings, current: app_edit.Current, study: Study) -> Callable[[], Editor]:
    def made() -> Editor:
        clock = FakeClock()
        keys: list[str] = []
        tokens: list[str] = []

        def token() -> str:
            tokens.append(f"token-{len(tokens)}-of-this-test")
            return tokens[-1]

        desk = app_edit.make_desk(settings, clock, "editor", current, study, print)
        sessions = Sessions(clock, token, keys.append)
        sessions.begin()
        server = Server(desk, sessions, PAGES, COOKIE)
        return Editor(desk, clock, sessions, Door(server, guard.hosts(PORT), COOKIE), keys, tokens)

    return made


@pytest.fixture
def editor(make_editor: Callable[[], Editor], files: None) -> Editor:
    return make_editor()


@pytest.fixture
def make(knowledge_copy: Path) -> Callable[[str], None]:
    """Puts a file of the knowledge back as it was."""

    def made(name: str) -> None:
        shutil.copy2(KNOWLEDGE / name, knowledge_copy / name)

    return made
