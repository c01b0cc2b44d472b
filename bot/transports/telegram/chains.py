"""Order within a chat, and none between chats. A chat is forgotten as soon as nothing of it is left to send.

Where something urgent waits in a chat, what stands before it there hurries too: an emergency must not wait behind the
answer to "hello", and must not be pushed up the screen by it either.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.transports.telegram.outbound import Piece


@dataclass(frozen=True, slots=True, repr=False)
class Job:
    """The answer to one update, ready to be sent; None for what was asked to be told later."""

    update: int | None
    pieces: tuple[Piece, ...]
    is_urgent: bool = False


Work = Callable[[int, Job, asyncio.Event], Awaitable[None]]
Freed = Callable[[], None]


@dataclass(slots=True, repr=False)
class _Chain:
    jobs: deque[Job] = field(default_factory=deque)
    hurry: asyncio.Event = field(default_factory=asyncio.Event)


class Chains:
    """`work(chat, job, hurry)` is called for one job after the other of each chat; it must not raise.

    `freed()` is called whenever a chat has nothing left to send.
    """

    def __init__(self, work: Work, freed: Freed = lambda: None) -> None:
        self._work, self._freed = work, freed
        self._chains: dict[int, _Chain] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._chains)

    def put(self, chat: int, job: Job) -> None:
        """Add a job behind the others of its chat."""
        chain = self._chains.get(chat)
        if chain is None:
            chain = self._chains[chat] = _Chain()
            task = asyncio.create_task(self._run(chat, chain), name="chain")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        chain.jobs.append(job)
        if job.is_urgent:
            chain.hurry.set()

    async def _run(self, chat: int, chain: _Chain) -> None:
        try:
            while chain.jobs:
                await self._work(chat, chain.jobs[0], chain.hurry)
                chain.jobs.popleft()
                if not any(job.is_urgent for job in chain.jobs):
                    chain.hurry.clear()
        finally:
            del self._chains[chat]
        self._freed()

    async def settle(self, seconds: float) -> None:
        """Wait so long for what is left, and for what is added meanwhile."""
        now = asyncio.get_running_loop().time
        deadline = now() + seconds
        while self._tasks and (left := deadline - now()) > 0:
            await asyncio.wait(self._tasks, timeout=left, return_when=asyncio.FIRST_COMPLETED)

    async def finish(self, seconds: float) -> None:
        """Wait so long for what is left, then give it up."""
        await self.settle(seconds)
        left = tuple(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
