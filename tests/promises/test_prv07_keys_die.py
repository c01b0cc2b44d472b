"""So that one chat cannot crowd out the others, the bot holds a scrambled mark of it for a while. Nobody can turn the
mark back or follow it: its key is made by chance, lives an hour at most, is never written, and is overwritten."""

import subprocess
import sys

import pytest

from bot.privacy.limits import Limits, OncePer
from bot.privacy.pseudonym import WINDOW_SECONDS, Tags
from bot.privacy.recent import RecentSigns
from tests.auxil.clock import FakeClock
from tests.privacy.test_pseudonym import CHAT, Numbered

PRINT_A_TAG = (
    "import secrets; from bot.clock import RealClock; from bot.privacy.pseudonym import Tags; "
    f"print(Tags(RealClock(), secrets.token_bytes).tag({CHAT}).hex())"
)


def tag_in_a_new_process() -> str:
    done = subprocess.run([sys.executable, "-c", PRINT_A_TAG], capture_output=True, check=True)
    return done.stdout.decode().strip()


def test_two_processes_give_unrelated_tags() -> None:
    """Nobody can compare what two runs of the bot held."""
    first, second = tag_in_a_new_process(), tag_in_a_new_process()
    assert len(first) == len(second) == 16
    assert first != second


@pytest.mark.parametrize("wait", [[2 * WINDOW_SECONDS], [WINDOW_SECONDS] * 2, [90 * WINDOW_SECONDS]])
def test_after_two_windows_no_old_tag_can_be_made(wait: list[int]) -> None:
    """The key that made it is gone, however the time went by."""
    clock = FakeClock()
    tags = Tags(clock, Numbered())
    before = tags.tag(CHAT)
    for seconds in wait:
        clock.advance(seconds)
        tags.sweep()
    assert before not in tags.current_and_previous(CHAT)


def test_a_dropped_key_is_overwritten_where_it_stood() -> None:
    """The bytes themselves become zeros, not merely forgotten."""
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
    """The tables that were kept under tags are empty too."""
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
