"""Whatever goes wrong, the log says that something did and where in the program, and not a word of what anybody wrote,
nor who they are, nor the bot's password."""

import asyncio
import logging
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bot.app import Version
from tests.auxil.botapi import TOKEN, FakeBotApi
from tests.auxil.canaries import FIRST, STEMS, needles, person
from tests.auxil.crowd import talk, words
from tests.auxil.figures import tell
from tests.auxil.program import program, service_here
from tests.auxil.sweep import Needles

# Every part an answer goes through, and every port to the world.
PARTS = (
    "bot.transports.thought.respond",
    "bot.transports.memory.Memory.keep",
    "bot.transports.memory.Memory.known",
    "bot.transports.memory.Memory.signs",
    "bot.privacy.limits.Limits.verdict",
    "bot.privacy.pseudonym.Tags.current_and_previous",
    "bot.service._count",
    "bot.transports.telegram.answering.draw",
    "bot.transports.telegram.answering.read",
    "bot.transports.telegram.timers.Timers.moved_on",
    "bot.transports.telegram.outage.Outage.over",
    "bot.transports.telegram.sending.as_html",
    "bot.transports.telegram.request._limited",
)
PASSWORD = TOKEN.partition(":")[2]


def raises(kind: type[Exception]) -> Callable[..., Any]:
    def failing(*_: object, **__: object) -> Any:
        raise kind(f"{words(1)} {FIRST + 1} {STEMS['first name']}1 https://api/bot{TOKEN}/getMe")

    return failing


def sought() -> Needles:
    return Needles([*needles(200), ("password", PASSWORD.encode())])


@pytest.mark.parametrize("is_loud", [False, True], ids=["as shipped", "every level, debugging"])
async def test_no_failing_part_tells(
    tmp_path: Path, version: Version, capfd: pytest.CaptureFixture[str], is_loud: bool
) -> None:
    """Each part and each port fails in turn with everything about somebody in its error. It is told that it failed; the
    next message is answered."""
    out = StringIO()
    async with FakeBotApi() as api:
        async with service_here(tmp_path, api, version, out=out):
            if is_loud:
                _turn_everything_up()
            for number, part in enumerate(PARTS):
                await _fails(api, number, part, out)
        asyncio.get_running_loop().set_debug(False)
    _turn_everything_up(logging.NOTSET)
    printed = out.getvalue() + "".join(capfd.readouterr())
    assert (
        printed.count("ValueError") >= len(PARTS) - 3
    )  # an update nobody can read is counted, and no error told
    assert sought().in_bytes(printed.encode()) == []
    assert set(sought().in_bytes(f"{printed} {words(1)} {FIRST + 1} {TOKEN}".encode())) == {
        "id",
        "text",
        "password",
    }
    if not is_loud:
        tell("PRV-3", "parts made to fail", parts=len(PARTS), lines=printed.count("\n"), found=0)


async def _fails(api: FakeBotApi, number: int, part: str, out: StringIO) -> None:
    before = out.tell()
    one = person(api, number)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(part, raises(ValueError))
        one.says("hello")
        await api.wait_for(lambda: out.tell() > before, timeout=30)
    after = len(one.inbox())
    one.says("/help")
    await api.wait_for(lambda: len(one.inbox()) > after, timeout=60)


def _turn_everything_up(level: int = logging.DEBUG) -> None:
    """As somebody does who looks for a fault."""
    asyncio.get_running_loop().set_debug(level == logging.DEBUG)
    for name in ("", "bot", "telegram", "aiohttp", "aiohttp.client", "asyncio", "aiosqlite", "concurrent"):
        logging.getLogger(name).setLevel(level)


def test_the_library_alone_would_have_told(caplog: pytest.LogCaptureFixture) -> None:
    """Why this is looked at: an ordinary logger prints an error with its text."""
    try:
        raises(ValueError)()
    except ValueError:
        logging.getLogger("elsewhere").exception("failed")
    assert {"id", "text", "password"} <= set(sought().in_bytes(caplog.text.encode()))


@pytest.mark.slow
@pytest.mark.usefixtures("learned")
async def test_the_whole_program_in_development_mode(tmp_path: Path) -> None:
    """With Python's own debugging on (-X dev, PYTHONASYNCIODEBUG), two hundred conversations and their errors."""
    loud = {"PYTHONASYNCIODEBUG": "1"}
    async with FakeBotApi() as api, program(tmp_path, api, extra=loud, options=("-X", "dev")):
        await talk(api, range(200), errors_every=10)
    log = (tmp_path / "log").read_bytes()
    assert b"send-failed" in log
    assert sought().in_bytes(log) == []
    tell("PRV-3", "development mode, 200 conversations", lines=log.count(b"\n"), found=0)
