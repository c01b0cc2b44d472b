"""The search that everything about absence rests on finds what is there, wherever it stands."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from bot.privacy.canaries import account_forms, text_forms
from tests.auxil.canaries import FIRST, STEMS, geohash, needles, place
from tests.auxil.sweep import PIECE, Needles, memory_of

PEOPLE = 200


@pytest.fixture(scope="module")
def sought() -> Needles:
    return Needles(needles(PEOPLE))


def noise(size: int) -> bytes:
    return random.Random(3).randbytes(size)  # noqa: S311 - the same noise every time


def test_nothing_is_found_in_noise(sought: Needles) -> None:
    """No false alarm in four million bytes."""
    assert sought.in_bytes(noise(4_000_000), 6) == []


def test_every_spelling_is_found_at_every_offset(sought: Needles) -> None:
    """Of an id, a word and a place: at the start, the end, and on each of eight neighbouring bytes."""
    around = noise(40)
    planted = [("id", form) for form in account_forms(FIRST + 7).values()]
    planted += [("text", form) for form in text_forms(STEMS["text"]).values()]
    lat, lon = place(150)
    planted += [
        ("place", f"{lat}".encode()),
        ("place", f"{lon:.3f}".encode()),
        ("place", geohash(lat, lon).encode()),
    ]
    for what, form in planted:
        assert what in sought.in_bytes(form), form
        assert what in sought.in_bytes(around[:3] + form + around), form
    for at in range(8):
        assert "id" in sought.in_bytes(around[:at] + planted[0][1] + around), at


def test_the_next_person_is_not_taken_for_one(sought: Needles) -> None:
    """Exactly those who were there, and nobody else."""
    assert sought.in_bytes(str(FIRST + PEOPLE).encode()) == []
    assert "id" in sought.in_bytes(str(FIRST + PEOPLE - 1).encode())


def test_a_geohash_is_as_published() -> None:
    """57.64911, 10.40744 is u4pruydqq."""
    assert geohash(57.64911, 10.40744) == "u4pruydqq"


def test_a_folder_is_searched_whole(sought: Needles, tmp_path: Path) -> None:
    """With its folders; the file left out is left out."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "c").write_bytes(b"x" + (FIRST + 3).to_bytes(8, "little"))
    (tmp_path / "token").write_text(f"{FIRST}", "ascii")
    swept = sought.in_folders([tmp_path], but=("token",))
    assert (swept.files, swept.where) == (1, {"id": "c"})


HOLDS = """
import random, sys
mark = random.Random(4).randbytes(12)
held = bytearray(random.Random(3).randbytes(2_000_000))
held[(1 << 20) - 5 : (1 << 20) + 7] = mark
print(mark.hex(), flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="only Linux shows a process's memory")
def test_the_memory_of_a_process_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it holds now, also over the edge between two pieces."""
    monkeypatch.setattr("tests.auxil.sweep.PIECE", PIECE // 64)
    command, pipe = [sys.executable, "-c", HOLDS], subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as program:
        assert program.stdout
        mark = bytes.fromhex(program.stdout.readline())
        seen = Needles([("mark", mark)]).in_memory(program.pid)
        assert any(name == "[heap]" for name, _ in memory_of(program.pid))
        program.communicate()
    assert seen.found["mark"] > 1  # the bytes, and those in the array
    assert seen.size > 10 * (PIECE // 64)
