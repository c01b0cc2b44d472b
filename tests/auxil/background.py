"""What is served while a test drives a browser: in a thread with an event loop of its own."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager

Work = Callable[[Callable[[], None], asyncio.Event], Coroutine[None, None, None]]

_ENDS_WITHIN = 60  # seconds


@contextmanager
def in_background(work: Work, within: float) -> Iterator[None]:
    """Run `work` until the block ends. It is given what to call once it is ready, within so many seconds, and the event
    that tells it to end."""
    ready, stop, loop = threading.Event(), asyncio.Event(), asyncio.new_event_loop()
    thread = threading.Thread(target=lambda: loop.run_until_complete(work(ready.set, stop)))
    thread.start()
    assert ready.wait(within)
    yield
    loop.call_soon_threadsafe(stop.set)
    thread.join(_ENDS_WITHIN)
    loop.close()
