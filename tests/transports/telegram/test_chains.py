"""Order within a chat, none between chats, and nothing kept of a chat that is answered."""

import asyncio

from bot.transports.telegram.chains import Chains, Job


async def settle(chains: Chains) -> None:
    await chains.finish(5)
    assert len(chains) == 0


async def test_a_chat_is_answered_in_order_and_others_meanwhile() -> None:
    """The first answer of chat 1 hangs; chat 2 is done; chat 1 then goes on in its order."""
    gate, said = asyncio.Event(), list[tuple[int, int | None]]()

    async def work(chat: int, job: Job, hurry: asyncio.Event) -> None:
        if job.update == 1:
            await gate.wait()
        said.append((chat, job.update))
        gate.set()

    chains = Chains(work)
    for chat, update in ((1, 1), (1, 2), (2, 3), (1, 4)):
        chains.put(chat, Job(update, ()))
    await settle(chains)
    assert said == [(2, 3), (1, 1), (1, 2), (1, 4)]


async def test_what_stands_before_an_emergency_hurries_too() -> None:
    """And when the emergency is answered, the hurry is over."""
    gate, hurries = asyncio.Event(), list[tuple[int | None, bool]]()

    async def work(chat: int, job: Job, hurry: asyncio.Event) -> None:
        await gate.wait()
        hurries.append((job.update, hurry.is_set()))

    chains = Chains(work)
    for update in (1, 2, 3):
        chains.put(1, Job(update, (), is_urgent=update == 2))
    gate.set()
    await settle(chains)
    assert hurries == [(1, True), (2, True), (3, False)]


async def test_what_does_not_end_in_time_is_given_up() -> None:
    """A stop is not held up for ever; the rest of the chat is not begun."""
    begun = list[int | None]()

    async def work(chat: int, job: Job, hurry: asyncio.Event) -> None:
        begun.append(job.update)
        await asyncio.Event().wait()

    chains = Chains(work)
    chains.put(1, Job(1, ()))
    chains.put(1, Job(2, ()))
    await chains.finish(0.01)
    assert (begun, len(chains)) == ([1], 0)
