"""A message that no program could read harms nobody else: everyone beside it is answered, once, and the log holds a
count and no word of it."""

import random
from io import StringIO
from pathlib import Path

import pytest

from benchmarks.faults import damaged
from bot.app import Version
from tests.auxil.botapi import FakeBotApi
from tests.auxil.canaries import STEMS
from tests.auxil.figures import tell
from tests.auxil.program import service_here


@pytest.mark.parametrize(("damage", "good"), [(100, 20), pytest.param(1_000, 100, marks=pytest.mark.slow)])
async def test_damaged_updates_among_good_ones(
    tmp_path: Path, version: Version, damage: int, good: int
) -> None:
    """Fields of other types, missing, huge, nested: every good one is answered exactly once and all are confirmed."""
    chance, out = random.Random(11), StringIO()  # noqa: S311 - the same damage every time
    async with FakeBotApi() as api, service_here(tmp_path, api, version, out=out):
        seed = {"message": api.user(999).says(f"/help {STEMS['text']}")}
        people = [api.user(1_000 + number) for number in range(good)]
        for number in range(damage):
            api.push_raw(damaged(seed, chance))
            if number % (damage // good) == 0:
                people[number // (damage // good)].says("hello")
        await api.wait_for(lambda: not api.unconfirmed(), timeout=120)
        answers = [len(one.inbox()) for one in people]
    assert answers == [1] * good
    assert STEMS["text"] not in out.getvalue()
    assert "internal-error" not in out.getvalue()
    tell("REL-5", f"{damage} damaged updates among {good} good", good_answered=good, left=0, errors=0)
