"""When everybody writes at once, whoever is in danger is answered first, and nobody is forgotten."""

import asyncio
import os
from pathlib import Path

import pytest

from benchmarks.bots import OURS, running, settings, until, used
from benchmarks.loopback import Loopback, Said
from bot.transports.telegram.pace import Pace
from tests.auxil.figures import tell

CHATS = 1_000  # 10,000 in benchmarks/floods.py
CEILING = 30  # messages that Telegram takes in a second
WITHIN = 5  # seconds, for every call for help: so many answers may go out before the last of them
DANGER, CALM = "my friend wont wake up", ("what is naloxone", "what is fentanyl", "hello", "mdma and weed")
MOST_MEMORY = 200.0  # MiB


def before_last(said: list[Said], urgent: list[Said]) -> int:
    """How many others were answered before the last of those in danger."""
    last = max(one.answered for one in urgent)
    return sum(one.answered < last for one in said) - len(urgent) + 1


def test_who_is_answered_late_would_be_found() -> None:
    """The control: in the order in which they wrote, the last in danger has almost everybody before them."""
    said = [Said(number, b"", 0.0, answered=float(number + 1), answers=1) for number in range(CHATS)]
    assert before_last(said, said[50::100]) > CEILING * WITHIN
    assert before_last(said, said[:6]) == 0


@pytest.mark.slow
@pytest.mark.usefixtures("learned")
async def test_a_crowd_with_some_in_danger(tmp_path: Path) -> None:
    """The real program at Telegram's ceiling, two seconds after its start: of 1,000 chats that write at once, 10 call
    for help, each after fifty others and more."""
    folder = tmp_path / "bot"
    folder.mkdir()
    settings(folder)
    extra = {"XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"]}
    async with Loopback(CEILING) as api, running(OURS, folder, api, extra) as process:
        # For so long after its start it keeps to the order (depth.py says why).
        await asyncio.sleep(Pace().young)
        said = [
            api.say(1_000 + number, DANGER if number % 100 == 50 else CALM[number % len(CALM)])
            for number in range(CHATS)
        ]
        urgent = said[50::100]
        assert await until(lambda: not api.lost, CHATS)
        memory = used(process.pid).memory
    others = before_last(said, urgent)
    tell(
        "REL-8",
        f"{CHATS} chats at once, {len(urgent)} in danger",
        not_answered=len(api.lost),
        others_before_the_last_in_danger=others,
        memory_mib=f"{memory:.0f}",
    )
    assert others < CEILING * WITHIN
    assert memory < MOST_MEMORY
