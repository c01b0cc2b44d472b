"""A folder is written whole or not at all, also by a writer that is killed while somebody reads."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.content import atomic_folder
from bot.content.atomic_folder import put_folder
from tests.conftest import ROOT

WRITER = """
import sys
from pathlib import Path
from bot.content.atomic_folder import put_folder
n = 0
while True:
    n += 1
    put_folder(Path(sys.argv[1]), {f"{at}.html": str(n).encode() * 2000 for at in range(20)})
    print(n, flush=True)
"""


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_new_files_take_the_place_of_all_old_ones(tmp_path: Path) -> None:
    folder = tmp_path / "deep/page"
    put_folder(folder, {"a": b"1", "b": b"2"})
    put_folder(folder, {"b": b"3"})
    assert held(folder) == {"b": b"3"}
    assert [path.name for path in folder.parent.iterdir()] == ["page"]


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_failure_leaves_the_old_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool
) -> None:
    """Whichever way the folders change names, and wherever it fails."""
    folder = tmp_path / "page"
    put_folder(folder, {"a": b"old"})
    real = Path.rename

    def fails(self: Path, target: Path) -> Path:
        if self.name.endswith(".part"):
            raise OSError(13, "Permission denied")
        return real(self, target)

    def refuses(one: Path, other: Path) -> bool:
        raise OSError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", fails)
    monkeypatch.setattr(atomic_folder, "_exchanged", refuses if can_exchange else lambda one, other: False)
    with pytest.raises(OSError, match="Permission denied"):
        put_folder(folder, {"a": b"new"})
    assert held(folder) == {"a": b"old"}
    assert [path.name for path in tmp_path.iterdir()] == ["page"]


def test_without_an_exchange_the_folder_is_still_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic_folder, "_exchanged", lambda one, other: False)
    put_folder(tmp_path / "page", {"a": b"old"})
    put_folder(tmp_path / "page", {"a": b"new"})
    assert held(tmp_path / "page") == {"a": b"new"}
    assert [path.name for path in tmp_path.iterdir()] == ["page"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges two folders in one step")
def test_killed_again_and_again_the_folder_is_always_whole(tmp_path: Path) -> None:
    """8 times SIGKILL in the middle: all files of one version, never fewer, whenever somebody looks."""
    folder = tmp_path / "page"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    for number in range(8):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder)], env=env, stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(0.003 * number)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        found = held(folder)
        assert len(found) == 20
        assert len(set(found.values())) == 1
