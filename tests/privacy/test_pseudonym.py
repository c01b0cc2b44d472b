"""Tags cannot be turned back, linked across processes, or outlive their key."""

import secrets
from hashlib import blake2b, sha256

import pytest

from bot.privacy.pseudonym import WINDOW_SECONDS, Tags
from tests.auxil.clock import FakeClock

CHAT = 7_700_000_042


class Numbered:
    """Keys 000..., 111..., 222...: randomness one can follow."""

    def __init__(self) -> None:
        self.given = 0

    def __call__(self, length: int) -> bytes:
        self.given += 1
        return bytes([self.given]) * length


def test_one_chat_keeps_its_tag_within_a_window_and_others_differ() -> None:
    """A limit can find the same chat again for half an hour, and only that chat."""
    clock = FakeClock()
    tags = Tags(clock, Numbered())
    before = tags.tag(CHAT)
    clock.advance(WINDOW_SECONDS - 1)
    assert tags.tag(CHAT) == before
    assert len({tags.tag(chat) for chat in range(-500, 500)}) == 1000


def test_the_tag_is_the_keyed_hash_that_we_publish() -> None:
    """blake2b of the chat id's 8 bytes under the key; no plain hash of the id is ever a tag."""
    tags = Tags(FakeClock(), Numbered())
    spelled = CHAT.to_bytes(8, "big", signed=True)
    assert tags.tag(CHAT) == blake2b(spelled, key=bytes([1]) * 32, digest_size=8).digest()
    assert tags.tag(CHAT) not in {
        blake2b(spelled, digest_size=8).digest(),
        sha256(spelled).digest()[:8],
        sha256(str(CHAT).encode()).digest()[:8],
    }


def test_after_one_window_the_old_tag_is_still_found() -> None:
    """A conversation running over the change of keys is not cut in two."""
    clock = FakeClock()
    tags = Tags(clock, Numbered())
    before = tags.tag(CHAT)
    clock.advance(WINDOW_SECONDS)
    now, previous = tags.current_and_previous(CHAT)
    assert previous == before
    assert now == tags.tag(CHAT) != before


def test_a_weak_source_of_randomness_is_refused() -> None:
    """A key shorter than it should be must not go unnoticed."""
    with pytest.raises(ValueError, match="5 bytes"):
        Tags(FakeClock(), lambda _: secrets.token_bytes(5))
