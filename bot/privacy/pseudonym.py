"""Tags: what rate limits and a minute's memory are kept under instead of a chat id.

A plain hash of an id is no protection (all ids can be tried in hours), so a tag is keyed with
random bytes that live in this process only, are replaced every half hour and overwritten when
dropped. The key is never written, sent or shown. Not promised: someone with live memory can still
test one suspected id.
"""

from collections.abc import Callable
from hashlib import blake2b

from bot.clock import Clock

WINDOW_SECONDS = 1800  # a key's time; it is known for one window more, so that lookups can overlap
KEY_BYTES = 32
TAG_BYTES = 8


class Tags:
    """Makes tags. `random_bytes(n)` gives n unpredictable bytes (`secrets.token_bytes` in service)."""

    def __init__(self, clock: Clock, random_bytes: Callable[[int], bytes]) -> None:
        self._clock = clock
        self._random_bytes = random_bytes
        self._since = clock.monotonic()
        self._keys = [self._new_key()]

    def tag(self, chat_id: int) -> bytes:
        """The chat's tag under the current key, 8 bytes; the same chat has another one next window."""
        self.sweep()
        return _tagged(chat_id, self._keys[0])

    def current_and_previous(self, chat_id: int) -> tuple[bytes, ...]:
        """The tags this chat may be known under, newest first: one, or two while keys overlap."""
        self.sweep()
        return tuple(_tagged(chat_id, key) for key in self._keys)

    def sweep(self) -> None:
        """Replace the key when its window is over. Call it every minute, so that quiet hours count
        too.
        """
        windows = int((self._clock.monotonic() - self._since) // WINDOW_SECONDS)
        if windows < 1:
            return
        self._drop(keep=1 if windows == 1 else 0)
        self._keys.insert(0, self._new_key())
        self._since += windows * WINDOW_SECONDS

    def forget(self) -> None:
        """Overwrite every key and begin with a new one; for the end of the process."""
        self._drop(keep=0)
        self._since = self._clock.monotonic()
        self._keys = [self._new_key()]

    def _new_key(self) -> bytearray:
        key = bytearray(self._random_bytes(KEY_BYTES))
        if len(key) != KEY_BYTES:
            raise ValueError(f"the source of randomness gave {len(key)} bytes, not {KEY_BYTES}")
        return key

    def _drop(self, keep: int) -> None:
        for key in self._keys[keep:]:
            key[:] = bytes(len(key))
        del self._keys[keep:]


def _tagged(chat_id: int, key: bytearray) -> bytes:
    spelled = chat_id.to_bytes(8, "big", signed=True)
    return blake2b(spelled, key=key, digest_size=TAG_BYTES).digest()
