"""Many conversations at once, of every sort that people have with the bot, with everything they give away in them."""

import asyncio
from collections.abc import Callable, Iterator

from tests.auxil.botapi import FakeBotApi, User
from tests.auxil.canaries import STEMS, person, place

AHEAD = 250  # how many messages wait at the fake Telegram at most
PATIENCE = 300.0
ADMIN = ("/admin", "/stats", "/reload", "/edit", "/publish")


def words(number: int) -> str:
    return f"{STEMS['text']}{number}"


def _asks(one: User, number: int) -> None:
    one.says(f"what is fentanyl {words(number)}")


def _slips(one: User, number: int) -> None:
    one.says(f"wat is fentnyl {words(number)}")


def _is_in_danger(one: User, number: int) -> None:
    one.says(f"my mate {words(number)} wont wake up")


def _presses(one: User, number: int) -> None:
    message = one.says(f"/start {STEMS['start']}{number}")
    one.presses_code(
        message, ("1:t:fentanyl-what-is-it", "1:r:panic", "1:x:gone", f"1:t:{words(number)}")[number % 4]
    )


def _says_where(one: User, number: int) -> None:
    message = one.shares_live(*place(number)) if number % 2 else one.shares_location(*place(number))
    if number % 2:
        one.moves(message, *place(number))
    lat, lon = place(number)
    one.says(f"nearest naloxone to {lat}, {lon}")


def _shows(one: User, number: int) -> None:
    if number % 3 == 0:
        one.sends_contact(f"{STEMS['telephone']}{number:05}")
    elif number % 3 == 1:
        one.sends_photo(f"is this {STEMS['caption']}{number}")
    else:
        one.shares_venue(*place(number), title=f"{STEMS['title']}{number}")


def _edits(one: User, number: int) -> None:
    one.edits(one.says(f"{words(number)} hi"), f"{words(number)} mdma and weed")


def _asks_as_an_admin(one: User, number: int) -> None:
    one.says(f"{ADMIN[number % len(ADMIN)]} {words(number)}")


def _forgets(one: User, number: int) -> None:
    one.says(words(number))
    one.says("/forget")


def _forwards(one: User, number: int) -> None:
    one.forwards(f"{words(number)} is this safe")


SORTS: tuple[Callable[[User, int], None], ...] = (
    _asks,
    _slips,
    _is_in_danger,
    _presses,
    _says_where,
    _shows,
    _edits,
    _asks_as_an_admin,
    _forgets,
    _forwards,
)


def broken(number: int) -> Iterator[dict[str, object]]:
    """Updates that nobody can read, with somebody's words in them."""
    yield {"message": {"message_id": "x", "text": words(number), "chat": {"id": words(number)}}}
    yield {"message": {"date": 2**80, "from": {"first_name": f"{STEMS['first name']}{number}"}}}
    yield {"callback_query": {"id": 7, "data": words(number), "from": []}}


async def talk(api: FakeBotApi, people: range, errors_every: int = 50) -> None:
    """Let these people have their conversations, with errors in between; returns when Telegram keeps nothing more.

    Raises TimeoutError where the bot does not come to an end of it.
    """
    for number in people:
        one = person(api, number)
        if number % errors_every == 7:
            _fail(api, one, number)
        SORTS[number % len(SORTS)](one, number)
        if number % 25 == 0:
            await api.wait_for(lambda: len(api.unconfirmed()) < AHEAD, timeout=PATIENCE)
    await api.wait_for(lambda: not api.unconfirmed(), timeout=PATIENCE)
    await asyncio.sleep(0)


def _fail(api: FakeBotApi, one: User, number: int) -> None:
    """What can go wrong on the way out, each for this person; and updates that cannot be read."""
    for update in broken(number):
        api.push_raw(update)
    about = f"Bad Request: {words(number)} {one.id}"
    api.fail("sendMessage", 1, status=(400, 500, 403, 502)[number // 50 % 4], chat=one.id, description=about)


def asked(people: int) -> int:
    """How many of so many people ask for something that is always answered."""
    return sum(number % len(SORTS) in (0, 1, 2) for number in range(people))
