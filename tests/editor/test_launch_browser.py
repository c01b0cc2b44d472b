"""The editor inside Telegram, in a real browser as narrow as a phone: opened by itself, as Telegram's own programs do,
and in a frame of another site, as Telegram in a browser does, with cookies of other sites kept out.

With SAFERBOT_PICTURES=folder, pictures of each step are left there.
"""

import asyncio
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from bot import app_edit, app_launch
from bot.app_study import Study
from bot.clock import RealClock
from bot.config import Settings
from bot.config_admins import Admin
from bot.config_telegram import Launched, Secret
from tests.auxil.background import in_background
from tests.auxil.chromium import chromium, picture, sized, until
from tests.auxil.launched import TOKEN, address, signed
from tests.auxil.tls import before, certificate, site
from tests.conftest import KNOWLEDGE, LEAN
from tests.editor.test_browser import press, shown_in, typed

pytestmark = pytest.mark.slow
NURSE, DOCTOR, STRANGER = 7_700_000_011, 7_700_000_012, 7_700_000_013
TOPIC, GENTLE = "naloxone-expired", "Tell a friend where you keep it."
AT = Launched("https://edit.example.org", "127.0.0.1", 0)
AROUND = "https://web.telegram.org/a/"


@dataclass
class Served:
    """The editor behind https: the settings, who its file names now, what is around the frame, and the two ports."""

    settings: Settings
    people: list[Admin]
    around: list[str] = field(default_factory=lambda: [""])
    ports: tuple[int, int] = (0, 0)

    def opens(self, account: int) -> str:
        return address(AT.opens, signed(account, int(time.time())))

    def name(self, *people: Admin) -> None:
        """Change whom the settings file names."""
        self.people[:] = people
        assert self.settings.file
        self.settings.file.write_text(repr(people), "utf-8")

    def text(self) -> str:
        return (self.settings.knowledge / "en/topics/naloxone.yaml").read_text("utf-8")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("launched")
    root = Path(shutil.copytree(KNOWLEDGE, folder / "knowledge", ignore=LEAN))
    people = [Admin("nurse", NURSE), Admin("doctor", DOCTOR)]
    settings = Settings(
        root, "GB", cache=folder / "ready", token=Secret(TOKEN), admins=tuple(people), editor=AT,
        file=folder / "config.yaml",
    )  # fmt: skip
    one, study, context = Served(settings, people), Study(settings), certificate(folder)
    one.name(*people)

    async def serve(ready: Callable[[], None], stop: asyncio.Event) -> None:
        current = await asyncio.to_thread(app_edit.Current, settings, RealClock(), study.index)
        roster = app_launch.Roster(settings, lambda: replace(settings, admins=tuple(one.people)))
        serving = app_launch.serving(settings, AT, roster, RealClock(), current, study, lambda said: None)
        async with (
            serving as port,
            before(port, context) as own,
            site(lambda: one.around[0], context) as other,
        ):
            one.ports = own, other
            ready()
            await stop.wait()

    with in_background(serve, within=180):
        yield one
    study.end()


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory, served: Served) -> Iterator[Any]:
    own, other = served.ports
    rules = f"MAP edit.example.org 127.0.0.1:{own},MAP web.telegram.org 127.0.0.1:{other},MAP * ~NOTFOUND"
    arguments = (
        f"--host-resolver-rules={rules}, EXCLUDE 127.0.0.1", "--ignore-certificate-errors",
        "--test-third-party-cookie-phaseout",
    )  # fmt: skip
    with chromium(tmp_path_factory.mktemp("profile"), arguments=arguments) as held:
        sized(held, 390, 844, is_dark=False)
        yield held


def seen(driver: Any, name: str) -> None:
    """Leave a picture, where that is wanted; nothing is wider than the phone."""
    if folder := os.environ.get("SAFERBOT_PICTURES"):
        Path(folder).mkdir(exist_ok=True)
        picture(driver, Path(folder) / f"launch-{name}.png")
    assert driver.execute_script("return document.documentElement.scrollWidth") <= 390


def heading(words: str) -> Callable[[Any], bool]:
    return lambda held: words in held.find_element("css selector", "h1").text


def find_and_change(driver: Any, served: Served, more: str) -> None:
    """From the list to an entry with one line more, saved."""
    typed(driver, "q", "narcan out of date\n")
    until(driver, lambda held: "hold" in held.find_element("css selector", "[role=status]").text)
    driver.find_element("css selector", f"a[href='/entries/{TOPIC}']").click()
    until(driver, lambda held: held.find_element("id", "answer"))
    typed(driver, "answer", f"\n\n{more}", instead=False)
    until(driver, lambda held: more in shown_in(held, "preview"))
    press(driver, "Save")
    until(driver, lambda held: "Saved as change" in held.find_element("id", "main").text)
    assert more in served.text()


def test_by_itself_on_a_phone(driver: Any, served: Served) -> None:
    """Sign in, find, change, save; the address keeps nothing of what was in it, and no script sees the cookie."""
    opens = served.opens(NURSE)
    driver.get(opens)
    until(driver, heading("Entries"))
    assert driver.current_url == "https://edit.example.org/"
    assert driver.execute_script("return document.cookie") == ""
    assert "as nurse" in driver.find_element("css selector", ".role").text
    seen(driver, "entries")
    find_and_change(driver, served, GENTLE)
    seen(driver, "saved")
    driver.back()
    driver.back()
    assert "tgWebAppData" not in driver.execute_script("return location.href + document.referrer")
    driver.get(opens)
    until(driver, lambda held: "opens for admins of the bot, once" in held.find_element("id", "main").text)
    seen(driver, "again")
    driver.get("https://edit.example.org/launch")
    until(driver, lambda held: "opens from Telegram" in held.find_element("id", "main").text)
    seen(driver, "outside")


def test_in_a_frame_of_telegram(driver: Any, served: Served) -> None:
    """The cookie goes along in a frame; another admin in another role confirms what the first one proposed."""
    framed(driver, served, NURSE)
    typed(driver, "q", "narcan out of date\n")
    until(driver, lambda held: held.find_elements("css selector", f"a[href='/entries/{TOPIC}']"))
    driver.find_element("css selector", f"a[href='/entries/{TOPIC}']").click()
    until(driver, lambda held: held.find_element("id", "answer"))
    typed(driver, "answer", "\n\nGive 20 doses at once.", instead=False)
    until(driver, lambda held: "Why it needs a second person" in shown_in(held, "changes"))
    press(driver, "Save")
    until(driver, heading("Waiting"))
    assert not driver.find_elements("xpath", "//button[normalize-space()='Confirm']")
    framed(driver, served, DOCTOR)
    driver.execute_script("location.href = '/waiting'")
    until(driver, heading("Waiting"))
    assert "Give 20 doses" not in served.text()
    shot(driver, "confirm")
    press(driver, "Confirm")
    until(driver, heading("History"))
    assert "Give 20 doses" in served.text()


def framed(driver: Any, served: Served, account: int) -> None:
    """Open it as Telegram in a browser does."""
    frame = f'<iframe src="{served.opens(account).replace("&", "&amp;")}" sandbox="{SANDBOX}" style="{STYLE}"></iframe>'
    served.around[0] = f'<!doctype html><meta name="viewport" content="width=device-width"><body>{frame}'
    driver.get("about:blank")
    driver.get(AROUND)
    until(driver, lambda held: held.find_elements("css selector", "iframe"))
    driver.switch_to.frame(0)
    until(driver, heading("Entries"))


SANDBOX = "allow-scripts allow-same-origin allow-popups allow-forms allow-modals"
STYLE = "border:0;position:fixed;inset:0;width:100%;height:100%"


def shot(driver: Any, name: str) -> None:
    if folder := os.environ.get("SAFERBOT_PICTURES"):
        driver.get_screenshot_as_file(str(Path(folder) / f"launch-frame-{name}.png"))


def test_in_a_frame_of_anybody_else_there_is_nothing(driver: Any, served: Served) -> None:
    """Another site's page that shows the editor shows an empty frame."""
    served.around[0] = f'<!doctype html><iframe src="{served.opens(NURSE)}"></iframe>'
    driver.get("about:blank")
    own, other = served.ports
    driver.get(f"https://127.0.0.1:{other}/")
    driver.switch_to.frame(0)
    time.sleep(1)
    assert not driver.find_elements("css selector", "main")
    assert own != other


def test_whoever_is_taken_out_is_out(driver: Any, served: Served) -> None:
    """At the next tap; a stranger never is in."""
    driver.get("about:blank")
    driver.get(served.opens(NURSE))
    until(driver, heading("Entries"))
    served.name(Admin("doctor", DOCTOR))
    driver.get("https://edit.example.org/history")
    until(driver, lambda held: "You are not signed in" in held.find_element("id", "main").text)
    driver.get("about:blank")
    driver.get(served.opens(STRANGER))
    until(driver, lambda held: "opens for admins of the bot" in held.find_element("id", "main").text)
