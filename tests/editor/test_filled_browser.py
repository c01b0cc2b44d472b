"""The pages that are empty in an evening's first hour, full: review with what is late, statistics with numbers small
and large, questions that people gave; each in a real browser, wide and narrow, light and dark, and by key alone.

With SAFERBOT_PICTURES=folder and SAFERBOT_AXE=axe.min.js as tests/editor/test_browser.py has them.
"""

import asyncio
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot import app_edit
from bot.app_study import Study
from bot.clock import RealClock
from bot.config import Settings
from bot.editor.desk import Desk, Kept
from tests.auxil.admin import settings_for, small_knowledge
from tests.auxil.background import in_background
from tests.auxil.chromium import chromium, sized, until
from tests.editor.test_browser import link, looked_at, origin, press
from tests.editor.test_statistics import HELD

pytestmark = pytest.mark.slow
KEPT = [
    Kept("2030-01-07", "is it ok if my cat licked the spoon"),
    Kept("2030-01-14", f"what about {'so very ' * 12}long ones without an end and an{'other' * 40}word"),
    Kept("2030-01-14", "how do i tell my mum"),
]
PRESSED = "document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')"
LATER = dt.timedelta(days=3_650)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("filled")
    return settings_for(small_knowledge(folder / "knowledge"), folder / "cache", ())


def filled(desk: Desk, held: list[Kept]) -> Desk:
    """A desk with counts and questions, years from now: every entry is late for review."""
    present = desk.present

    def later() -> Any:
        now = present()
        return replace(now, view=replace(now.view, today=lambda: now.view.today() + LATER))

    return replace(desk, present=later, counts=lambda: HELD, questions=lambda: tuple(held), drop=held.remove)


@pytest.fixture(scope="module")
def shown(settings: Settings) -> Iterator[list[str]]:
    """What the terminal of the served editor shows."""
    said: list[str] = []
    study = Study(settings)

    async def serve(ready: Callable[[], None], stop: asyncio.Event) -> None:
        current = app_edit.Current(settings, RealClock(), study.index)
        desk = app_edit.make_desk(settings, RealClock(), "editor", current, study, said.append)
        async with app_edit.serving(filled(desk, list(KEPT)), RealClock(), 0, said.append):
            ready()
            await stop.wait()

    with in_background(serve, within=120):
        yield said
    study.end()


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory, shown: list[str]) -> Iterator[Any]:
    with chromium(tmp_path_factory.mktemp("profile")) as held:
        sized(held, 1200, 900, is_dark=False)
        held.get(link(shown))
        press(held, "Open the editor")
        until(held, lambda one: one.title.startswith("Entries"))
        yield held


@pytest.mark.parametrize(
    ("page", "words"),
    [("review", "review has run out"), ("statistics", "1240"), ("questions", "how do i tell my mum")],
)
def test_a_full_page_has_no_serious_fault(driver: Any, shown: list[str], page: str, words: str) -> None:
    """It fits a phone, and the accessibility checker finds nothing serious."""
    driver.get(f"{origin(shown)}/{page}")
    assert words in driver.find_element("id", "main").text
    looked_at(driver, f"full-{page}")


def test_all_that_can_be_pressed_is_reached_by_key(driver: Any, shown: list[str]) -> None:
    """Tab goes through every link and button of a page in its order, and what has the focus can be seen to have it."""
    from selenium.webdriver.common.keys import Keys

    for page in ("review", "statistics", "questions"):
        driver.get(f"{origin(shown)}/{page}")
        wanted = driver.execute_script(f"return [...{PRESSED}].filter((one) => one.checkVisibility()).length")
        reached = set()
        for _ in range(wanted + 1):
            driver.switch_to.active_element.send_keys(Keys.TAB)
            one = driver.switch_to.active_element
            if one.tag_name == "body":
                break
            reached.add(one.id)
            assert driver.execute_script(
                "const look = getComputedStyle(arguments[0]); return look.outlineStyle !== 'none'", one
            ), f"{page}: {one.get_attribute('outerHTML')[:80]}"
        assert len(reached) >= min(wanted, 40), page


def test_a_question_is_deleted_where_it_stands(driver: Any, shown: list[str]) -> None:
    """One press; the page says so, and the others stay."""
    driver.get(f"{origin(shown)}/questions")
    before = len(driver.find_elements("xpath", "//main//button[normalize-space()='Drop']"))
    driver.find_element("xpath", "//main//button[normalize-space()='Drop']").click()
    until(driver, lambda one: "Deleted, for good." in one.find_element("id", "main").text)
    assert len(driver.find_elements("xpath", "//main//button[normalize-space()='Drop']")) == before - 1
