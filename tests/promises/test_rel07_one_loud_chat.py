"""One chat that writes without end is let go of after a few replies: it costs others nothing, fills no memory, and a
call for help in the middle of it is answered all the same."""

import os
from pathlib import Path

import pytest

from benchmarks.bots import OURS, running, settings, until, used
from benchmarks.loopback import Loopback
from tests.auxil.figures import tell

FLOOD = 3_000
OTHERS = 50
DANGER = "my friend wont wake up"
AT_ONCE, EACH = 20, 3.0  # replies at once, and seconds for one more (bot/privacy/limits.py)
MOST_MEMORY = 10.0  # MiB more than before


@pytest.mark.slow
@pytest.mark.usefixtures("learned")
async def test_thousands_of_messages_of_one_chat(tmp_path: Path) -> None:
    """The real program: the loud one gets no more than the limit lets through, everybody else and the one in danger
    what they asked for."""
    folder = tmp_path / "bot"
    folder.mkdir()
    settings(folder, per_second=1_000)
    extra = {"XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"]}
    async with Loopback() as api, running(OURS, folder, api, extra) as process:
        first = api.say(999, "what is naloxone")
        assert await until(lambda: first.answers, 120)
        before = used(process.pid).memory
        loud = [api.say(1, "what is naloxone") for _ in range(FLOOD)]
        others = [api.say(1_000 + number, "what is fentanyl") for number in range(OTHERS)]
        help_ = api.say(1, DANGER)
        assert await until(lambda: all(one.answers for one in others) and not api.unconfirmed, 300)
        more = used(process.pid).memory - before
        seconds = max(one.answered for one in [*others, first]) - loud[0].at
    replies = sum(one.answers for one in [*loud, help_])
    tell(
        "REL-7",
        f"{FLOOD:,} messages of one chat",
        replies_to_it=replies,
        others_answered=f"{sum(bool(one.answers) for one in others)} of {OTHERS}",
        memory_more_mib=f"{more:.1f}",
    )
    assert 1 <= replies < 2 * AT_ONCE + seconds / EACH
    assert more < MOST_MEMORY
