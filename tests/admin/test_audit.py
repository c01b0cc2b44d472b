"""SEC-17: a line of the record that was edited, taken out, moved or cut is noticed, and a crash is no such thing."""

import datetime as dt
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from bot.admin import audit
from bot.admin.audit import HEAD, LOG, AuditError, Deed, append, read_log
from tests.conftest import ROOT

DEED = Deed(
    dt.datetime(2030, 1, 2, 3, 4, tzinfo=dt.UTC), "nurse", "add question", "a", "cat", "1" * 64, "2" * 64
)
LINES = 4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(LINES):
        append(tmp_path, replace(DEED, topic=f"topic-{number}"))
    return tmp_path


def test_what_was_done_comes_back(folder: Path) -> None:
    """In order, every part of it."""
    entries = read_log(folder)
    assert [one.number for one in entries] == [1, 2, 3, 4]
    assert [one.deed for one in entries] == [
        replace(DEED, topic=f"topic-{number}") for number in range(LINES)
    ]
    assert read_log(folder / "none") == ()


def resealed(lines: list[str]) -> list[str]:
    """The lines with seals made anew, as somebody who knows how they are made would."""
    found, before = [], audit.FIRST
    for line in lines:
        before = audit._seal(before, line.partition(" ")[2])
        found.append(f"{before} {line.partition(' ')[2]}")
    return found


def edited(lines: list[str], at: int) -> list[str]:
    return [one.replace("nurse", "nursE") if number == at else one for number, one in enumerate(lines)]


Harm = Callable[[list[str]], list[str]]
HARMS: list[tuple[str, Harm]] = [
    *((f"edit {at}", lambda lines, at=at: edited(lines, at)) for at in range(LINES)),
    *((f"remove {at}", lambda lines, at=at: lines[:at] + lines[at + 1 :]) for at in range(LINES)),
    *(
        (f"swap {at}", lambda lines, at=at: [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]])
        for at in range(LINES - 1)
    ),
    *((f"cut {at}", lambda lines, at=at: [*lines[:-1], lines[-1][:at]]) for at in (1, 40, 70, 200)),
    ("cut within", lambda lines: [lines[0][:-1], *lines[1:]]),
    ("all gone", lambda lines: []),
    ("twice", lambda lines: [*lines, lines[-1]]),
    ("two forged", lambda lines: resealed([*lines, lines[-1], lines[-1]])),
    ("edited and sealed anew", lambda lines: resealed(edited(lines, LINES - 1))),
    ("first edited and sealed anew", lambda lines: resealed(edited(lines, 0))),
    ("last removed and sealed anew", lambda lines: resealed(lines[:-1])),
    ("another's order", lambda lines: lines[::-1]),
    ("a blank line", lambda lines: [*lines[:2], "", *lines[2:]]),
]


@pytest.mark.parametrize("harm", [harm for _, harm in HARMS], ids=[name for name, _ in HARMS])
def test_harm_is_noticed(folder: Path, harm: Harm) -> None:
    """Told with the file, and nothing is added after it."""
    path = folder / LOG
    lines = path.read_text("ascii").splitlines()
    harmed = harm(lines)
    assert harmed != lines
    path.write_text("".join(f"{line}\n" for line in harmed), "ascii")
    with pytest.raises(AuditError, match=LOG):
        read_log(folder)
    before = path.read_bytes()
    with pytest.raises(AuditError):
        append(folder, DEED)
    assert path.read_bytes() == before


@pytest.mark.parametrize("head", [b"", b"x", b"4", b"\xff\xfe", b"3 abc\n"])
def test_a_second_file_that_does_not_fit_is_noticed(folder: Path, head: bytes) -> None:
    """Whatever was put there, and where it is gone."""
    (folder / HEAD).write_bytes(head)
    with pytest.raises(AuditError):
        read_log(folder)
    (folder / HEAD).unlink()
    with pytest.raises(AuditError):
        read_log(folder)


@pytest.mark.parametrize("cut", range(0, 330, 30))
def test_an_interrupted_writer_is_no_harm(folder: Path, cut: int) -> None:
    """Killed in the middle of a line, or after it: what was finished counts, and the next line follows it."""
    head = (folder / HEAD).read_bytes()
    before = (folder / LOG).stat().st_size
    append(folder, DEED)
    whole = (folder / LOG).read_bytes()
    (folder / HEAD).write_bytes(head)
    (folder / LOG).write_bytes(whole[: before + min(cut, len(whole) - before)])
    finished = LINES + ((folder / LOG).stat().st_size == len(whole))
    assert len(read_log(folder)) == finished
    assert append(folder, DEED).number == finished + 1
    assert len(read_log(folder)) == finished + 1


def test_a_disk_that_takes_no_more_adds_nothing(folder: Path) -> None:
    """The line is taken back, and the record is whole."""
    before = (folder / LOG).read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 50, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            append(folder, DEED)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (folder / LOG).read_bytes() == before
    assert append(folder, DEED).number == LINES + 1


@pytest.mark.parametrize(
    "role", ["", "x", "nurse\nx", "a: b", "@nurse", "x" * 80, "@someone_1987", "nurse 555"]
)
def test_a_role_is_no_name(folder: Path, role: str) -> None:
    """What could be an account, a number or another line is not written."""
    with pytest.raises(ValueError, match="is no role"):
        append(folder, replace(DEED, role=role))
    assert len(read_log(folder)) == LINES


def test_odd_words_stay_in_their_line(folder: Path) -> None:
    """Nothing in a deed can begin a line of its own."""
    odd = replace(DEED, action='x\n{"number": 9}\u2028\r', topic="ü \ud800")
    append(folder, odd)
    assert read_log(folder)[-1].deed == odd
    assert len((folder / LOG).read_bytes().splitlines()) == LINES + 1
    assert (
        json.loads((folder / LOG).read_text("ascii").splitlines()[-1].partition(" ")[2])["number"]
        == LINES + 1
    )


WRITER = """
import datetime as dt, sys
from pathlib import Path
from bot.admin.audit import Deed, append
deed = Deed(dt.datetime(2030, 1, 2, tzinfo=dt.UTC), "nurse", "edit", "a", "b", "", "")
while True:
    print(append(Path(sys.argv[1]), deed).number, flush=True)
"""


def test_kills_lose_nothing_acknowledged(tmp_path: Path) -> None:
    """After each of 10 kills the record is whole and has every line that was told."""
    source = Random(1)  # noqa: S311 - the same kills every time
    for _ in range(10):
        command = [sys.executable, "-c", WRITER, str(tmp_path)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            said = [int(process.stdout.readline()) for _ in range(source.randint(1, 9))]
            os.kill(process.pid, signal.SIGKILL)
            rest, _ = process.communicate()
        last = [*said, *map(int, rest.split())][-1]
        assert len(read_log(tmp_path)) in (last, last + 1)
