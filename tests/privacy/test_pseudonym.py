"""Tags cannot be turned back, linked across processes, or outlive their key."""

import secrets
import subprocess
import sys
from hashlib import blake2b, sha256

import pytest

from bot.privacy.limits import Limits, OncePer
from bot.privacy.pseudonym import WINDOW_SECONDS, Tags
from bot.privacy.recent import RecentSigns
from tests.auxil.clock import FakeClock

CHAT = 7_700_000_042
PRINT_A_TAG = (
    "import secrets; from bot.clock import RealClock; from bot.privacy.pseudonym import Tags; "
    f"print(Tags(RealClock(), secrets.token_bytes).tag({CHAT}).hex())"
)


class Numbered:
    """Keys 000..., 111..., 222...: randomness one can follow."""

    def __init__(self) -> None:
        self.given = 0

    def __call__(self, length: int) -> bytes:
        self.given += 1
        return bytes([self.given]) * length


def tag_in_a_new_process() -> str:
    done = subprocess.run([sys.executable, "-c", PRINT_A_TAG], capture_output=True, check=True)
    return done.stdout.decode().strip()


def test_two_processes_give_unrelated_tags() -> None:
    """PRV-7: nobody can compare what two runs of the bot held."""
    first, second = tag_in_a_new_process(), tag_in_a_new_process()
    assert len(first) == len(second) == 16
    assert first != second


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


@pytest.mark.parametrize("wait", [[2 * WINDOW_SECONDS], [WINDOW_SECONDS] * 2, [90 * WINDOW_SECONDS]])
def test_after_two_windows_no_old_tag_can_be_made(wait: list[int]) -> None:
    """PRV-7: the key that made it is gone, however the time went by."""
    clock = FakeClock()
    tags = Tags(clock, Numbered())
    before = tags.tag(CHAT)
    for seconds in wait:
        clock.advance(seconds)
        tags.sweep()
    assert before not in tags.current_and_previous(CHAT)


def test_a_dropped_key_is_overwritten_where_it_stood() -> None:
    """PRV-7: the bytes themselves become zeros, not merely forgotten."""
    clock = FakeClock()
    tags = Tags(clock, Numbered())
    place = memoryview(tags._keys[0])
    assert bytes(place) == bytes([1]) * 32  # the look finds the key while it lives
    clock.advance(2 * WINDOW_SECONDS)
    tags.sweep()
    assert bytes(place) == bytes(32)


def test_forgetting_overwrites_every_key() -> None:
    """At the end of the process no key is left."""
    clock = FakeClock()
    tags = Tags(clock, Numbered())
    clock.advance(WINDOW_SECONDS)
    tags.sweep()
    places = [memoryview(key) for key in tags._keys]
    assert len(places) == 2
    tags.forget()
    assert [bytes(place) for place in places] == [bytes(32)] * 2


def test_after_two_windows_nothing_is_held_under_an_old_tag() -> None:
    """PRV-7: the tables that were kept under tags are empty too."""
    clock = FakeClock()
    tags = Tags(clock, Numbered())
    limits, signs, lines = Limits(clock), RecentSigns(clock), OncePer(clock)
    old = tags.tag(CHAT)
    limits.verdict(old)
    signs.remember(old, frozenset({"blue-lips"}))
    lines.first(old)
    assert (len(limits), len(signs), len(lines)) == (1, 1, 1)  # the look finds them while they live
    clock.advance(2 * WINDOW_SECONDS)
    for part in (tags, limits, signs, lines):
        part.sweep()
    assert (len(limits), len(signs), len(lines)) == (0, 0, 0)


def test_a_weak_source_of_randomness_is_refused() -> None:
    """A key shorter than it should be must not go unnoticed."""
    with pytest.raises(ValueError, match="5 bytes"):
        Tags(FakeClock(), lambda _: secrets.token_bytes(5))
