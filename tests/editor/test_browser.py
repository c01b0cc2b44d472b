"""A volunteer's evening, in a real browser: sign in, find, break, read, mend, preview, ask, save, and take it back,
while a bot that runs over the same files answers with the new text.

With SAFERBOT_PICTURES=folder, pictures of every page are left there, wide and narrow, light and dark. With
SAFERBOT_AXE=axe.min.js (npm: axe-core), every page is looked at by that accessibility checker.
"""

import asyncio
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import app_edit
from bot.app_study import Study
from bot.clock import RealClock
from bot.config import Settings
from bot.content.loader import Loaded
from bot.core.dialogue import respond
from bot.core.model import Question
from bot.live import Live
from bot.matching.index import Index
from tests.auxil.background import in_background
from tests.auxil.chromium import chromium, picture, sized, until
from tests.conftest import lean_in

pytestmark = pytest.mark.slow
TOPIC, ASKED, GENTLE = "naloxone-expired", "can i use expired narcan", "Tell a friend where you keep it."
SCREENS = [(width, height, dark) for width, height in ((1200, 900), (380, 800)) for dark in (False, True)]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, prepared: Callable[[Loaded], Index]) -> Settings:
    return lean_in(tmp_path_factory.mktemp("evening"), prepared)


class Bot:
    """A running bot over the same files: it looks at them every second, as bot/service.py has it do."""

    def __init__(self, settings: Settings) -> None:
        self.live = Live(settings, RealClock())

    def answer(self, question: str) -> str:
        return respond(Question(question), self.live.view()).text

    async def watch(self, stop: asyncio.Event) -> None:
        preparing = asyncio.create_task(self.live.prepare())
        while not stop.is_set():
            await self.live.refresh()
            await asyncio.sleep(1)
        self.live.aside.end()
        await asyncio.gather(preparing, return_exceptions=True)  # a picture that is not drawn yet


@pytest.fixture(scope="module")
def evening(settings: Settings) -> Iterator[tuple[list[str], Bot]]:
    """An editor that is served, what its terminal shows, and a bot beside it."""
    shown: list[str] = []
    bot, study = Bot(settings), Study(settings)

    async def serve(ready: Callable[[], None], stop: asyncio.Event) -> None:
        current = app_edit.Current(settings, RealClock(), study.index)
        desk = app_edit.make_desk(settings, RealClock(), "editor", current, study, shown.append)
        async with app_edit.serving(desk, RealClock(), 0, shown.append):
            ready()
            await bot.watch(stop)

    with in_background(serve, within=120):
        yield shown, bot
    study.end()


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory, evening: tuple[list[str], Bot]) -> Iterator[Any]:
    with chromium(tmp_path_factory.mktemp("profile")) as held:
        sized(held, 1200, 900, is_dark=False)
        yield held


def link(shown: list[str]) -> str:
    return next(line for line in reversed(shown) if line.startswith("http"))


def origin(shown: list[str]) -> str:
    return link(shown).partition("/enter")[0]


def looked_at(driver: Any, name: str) -> None:
    """Leave pictures, and ask the checker, where that is wanted."""
    folder, axe = os.environ.get("SAFERBOT_PICTURES"), os.environ.get("SAFERBOT_AXE")
    for width, height, dark in SCREENS if folder or axe else ():
        sized(driver, width, height, is_dark=dark)
        if folder:
            Path(folder).mkdir(exist_ok=True)
            picture(driver, Path(folder) / f"{name}-{width}-{'dark' if dark else 'light'}.png")
        page = driver.execute_script("return document.documentElement.scrollWidth")
        assert page <= width, f"{name} is wider than a screen of {width}"
        if axe:
            assert not faults(driver, Path(axe)), f"{name} at {width}, dark: {dark}"
    sized(driver, 1200, 900, is_dark=False)


def faults(driver: Any, axe: Path) -> list[str]:
    """What the accessibility checker finds that is serious or worse."""
    driver.execute_script(axe.read_text("utf-8"))
    found = driver.execute_async_script(
        "const done = arguments[0]; axe.run().then((found) => done(JSON.stringify(found.violations)))"
    )
    return [
        f"{one['id']}: {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in json.loads(found)
        if one["impact"] in ("serious", "critical")
    ]


def typed(driver: Any, name: str, text: str, *, instead: bool = True) -> None:
    """Type into a field, letter by letter, in place of what it holds or at its end."""
    from selenium.webdriver.common.keys import Keys

    field = driver.find_element("id", name)
    if instead:
        field.clear()
    field.send_keys(Keys.CONTROL, Keys.END)
    field.send_keys(text)


def shows(name: str, words: str) -> Callable[[Any], bool]:
    """Whether a part of the page says something."""
    return lambda driver: words in shown_in(driver, name)


def press(driver: Any, label: str) -> None:
    driver.find_element("xpath", f"//main//button[normalize-space()='{label}']").click()


def shown_in(driver: Any, name: str) -> str:
    return str(driver.find_element("id", name).text)


def test_an_evening(driver: Any, evening: tuple[list[str], Bot], settings: Settings) -> None:
    """Every step of it, with script: what is typed is looked at without a press."""
    shown, bot = evening
    file = settings.knowledge / "en" / "topics" / "naloxone.yaml"
    before = file.read_text("utf-8")
    driver.get(link(shown))
    looked_at(driver, "enter")
    press(driver, "Open the editor")
    until(driver, lambda held: held.title.startswith("Entries"))
    looked_at(driver, "entries")

    typed(driver, "q", "narcan out of date\n")
    until(driver, lambda held: "hold" in held.find_element("css selector", "[role=status]").text)
    looked_at(driver, "found")
    driver.find_element("css selector", f"a[href='/entries/{TOPIC}']").click()
    until(driver, lambda held: held.find_element("id", "answer"))
    looked_at(driver, "entry")

    typed(driver, "answer", "\n\nCall {the_nurse}.", instead=False)
    until(driver, lambda held: "{the_nurse}, which is not in local.yaml" in shown_in(held, "answer-wrong"))
    assert "naloxone.yaml" in shown_in(driver, "answer-wrong")
    looked_at(driver, "broken")
    press(driver, "Save")
    until(driver, lambda held: "cannot be saved" in shown_in(held, "summary"))
    assert file.read_text("utf-8") == before

    field = driver.find_element("id", "answer")
    mended = field.get_attribute("value").replace("Call {the_nurse}.", GENTLE)
    typed(driver, "answer", mended)
    until(driver, lambda held: GENTLE in shown_in(held, "preview"))
    assert not shown_in(driver, "answer-wrong")
    until(driver, lambda held: not held.find_element("id", "answer").get_attribute("aria-invalid"))
    assert GENTLE in shown_in(driver, "changes")
    until(driver, lambda held: GENTLE in held.find_element("id", "yaml").get_attribute("value"))
    looked_at(driver, "mended")

    press(driver, "Save")
    until(driver, lambda held: "Saved as change 1" in held.find_element("id", "main").text)
    assert GENTLE in file.read_text("utf-8")
    until(driver, lambda held: GENTLE in bot.answer(ASKED))
    looked_at(driver, "saved")

    driver.get(f"{origin(shown)}/ask")
    for question, answer in (
        (ASKED, GENTLE),
        ("my mate wont wake up and his lips are blue", "999 or 112"),
        ("zzyzx qwrtp", "no written answer"),
    ):
        typed(driver, "question", question)
        until(driver, shows("answer", answer))
        looked_at(driver, f"ask-{question.split()[0]}")

    driver.get(f"{origin(shown)}/history")
    looked_at(driver, "history")
    press(driver, "Take it back")
    until(driver, lambda held: "Taken back" in held.find_element("id", "main").text)
    assert file.read_text("utf-8") == before
    until(driver, lambda held: GENTLE not in bot.answer(ASKED))
    driver.get(f"{origin(shown)}/history/1")
    looked_at(driver, "change")
    for page in ("places", "new", "translations"):
        driver.get(f"{origin(shown)}/{page}")
        looked_at(driver, page)
    for page in ("review", "statistics", "questions"):
        driver.get(f"{origin(shown)}/{page}")
        assert driver.title.startswith(page.title())
        looked_at(driver, page)


def test_a_dose_waits(driver: Any, evening: tuple[list[str], Bot], settings: Settings) -> None:
    """What needs a second person is listed with why, and can be withdrawn."""
    shown, _ = evening
    before = (settings.knowledge / "en" / "topics" / "naloxone.yaml").read_text("utf-8")
    driver.get(f"{origin(shown)}/entries/{TOPIC}")
    if "Sign in" in driver.title:
        driver.get(link(shown))
        press(driver, "Open the editor")
        driver.get(f"{origin(shown)}/entries/{TOPIC}")
    typed(driver, "answer", "\n\nGive 20 doses at once.", instead=False)
    until(driver, lambda held: "Why it needs a second person" in shown_in(held, "changes"))
    press(driver, "Save")
    until(driver, lambda held: held.title.startswith("Waiting"))
    looked_at(driver, "waiting")
    assert (settings.knowledge / "en" / "topics" / "naloxone.yaml").read_text("utf-8") == before
    press(driver, "Withdraw")
    until(driver, lambda held: "Nothing waits" in held.find_element("id", "main").text)


def test_without_script(evening: tuple[list[str], Bot], settings: Settings, tmp_path: Path) -> None:
    """Every action works by pressing buttons alone."""
    shown, _ = evening
    file = settings.knowledge / "en" / "topics" / "naloxone.yaml"
    before = file.read_text("utf-8")
    with chromium(tmp_path, has_script=False) as driver:
        driver.get("data:text/html,<title>off</title><script>document.title = 'on'</script>")
        assert driver.title == "off"
        driver.get(link(shown))
        press(driver, "Open the editor")
        until(driver, lambda held: held.title.startswith("Entries"))
        driver.get(f"{origin(shown)}/entries/{TOPIC}")
        typed(driver, "answer", "x" * 3_600, instead=False)
        press(driver, "Check and preview")
        until(driver, shows("answer-wrong", "the most is 3500"))
        driver.get(f"{origin(shown)}/entries/{TOPIC}")
        typed(driver, "answer", f"\n\n{GENTLE}", instead=False)
        press(driver, "Check and preview")
        until(driver, shows("preview", GENTLE))
        press(driver, "Save")
        until(driver, shows("main", "Saved as change"))
        press(driver, "Take it back")
        until(driver, shows("main", "Taken back"))
        assert file.read_text("utf-8") == before
        driver.get(f"{origin(shown)}/ask")
        typed(driver, "question", "how do i use narcan")
        press(driver, "Ask")
        until(driver, shows("answer", "Peel open the pack"))
        driver.find_element("xpath", "//button[normalize-space()='Sign out']").click()
        until(driver, lambda held: held.title.startswith("Sign in"))
