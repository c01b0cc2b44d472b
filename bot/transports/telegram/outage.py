"""While nothing gets through to Telegram, one call asks again and the others wait for it.

Each by itself would try every few seconds: with hundreds in hand that is a storm, for a whole day if need be.
"""

import asyncio


class Outage:
    """What the sends of a run know of each other. `who` is any object that stands for one send."""

    def __init__(self) -> None:
        self._through = asyncio.Event()
        self._through.set()
        self._asker: object | None = None

    def over(self) -> None:
        """Telegram has answered, whatever it said."""
        self._asker = None
        self._through.set()

    async def wait(self, who: object, seconds: float, hurry: asyncio.Event) -> None:
        """A call has failed: wait so many seconds, and then until another gets through, unless this one asks."""
        self._through.clear()
        if self._asker is None:
            self._asker = who
        await asyncio.sleep(seconds)
        if self._asker is not who and not hurry.is_set():
            await self._either(hurry)

    def leave(self, who: object) -> None:
        """A send ends without an answer: another has to ask."""
        if self._asker is who:
            self.over()

    async def _either(self, hurry: asyncio.Event) -> None:
        waits = [asyncio.create_task(one.wait()) for one in (self._through, hurry)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waits:
                one.cancel()
