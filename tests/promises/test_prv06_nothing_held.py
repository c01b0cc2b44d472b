"""Between two messages the bot holds nobody: no message, no sender, no chat is left in any part of it once its answer
is out."""

import gc
from pathlib import Path

import telegram

from bot.app import Version
from bot.transports.base import Incoming
from bot.transports.telegram.answering import Letter
from bot.transports.telegram.chains import Job
from bot.transports.telegram.inbound import Target
from tests.auxil.botapi import FakeBotApi
from tests.auxil.crowd import talk
from tests.auxil.figures import tell
from tests.auxil.program import service_here

PEOPLE = 60
OF_A_PERSON = (
    telegram.Update,
    telegram.User,
    telegram.Chat,
    telegram.Message,
    telegram.CallbackQuery,
    telegram.Location,
    telegram.Contact,
    Incoming,
    Letter,
    Target,
    Job,
)


def held() -> list[object]:
    """Everything alive that is of a person. Python's collector sees every object that can hold another; the one for
    whom we ask twice is freed in between."""
    gc.collect()
    return [one for one in gc.get_objects() if type(one) in OF_A_PERSON]


async def test_nothing_of_a_person_outlives_the_answer(tmp_path: Path, version: Version) -> None:
    """After sixty conversations of every sort, while the bot still runs."""
    async with FakeBotApi() as api, service_here(tmp_path, api, version) as task:
        await talk(api, range(PEOPLE))
        left = held()
        assert not task.done()
        kept = telegram.User(7, "Alex", is_bot=False), Incoming(7, text="hello")
        assert len(held()) == len(left) + len(kept)
    assert [type(one).__name__ for one in left] == []
    tell("PRV-6", f"{PEOPLE} conversations", objects_left=len(left), controls_found="2 of 2")


async def test_the_library_keeps_no_book_of_people(version: Version) -> None:
    """The library's own dictionaries of users and chats are not even made: its framework is not used."""
    import sys

    assert "telegram" in sys.modules
    used = {name for name in sys.modules if name.startswith("bot.transports.telegram")}
    assert used
    for name in used:
        assert not any(
            getattr(value, "__module__", "").startswith("telegram.ext")
            for value in vars(sys.modules[name]).values()
        )
