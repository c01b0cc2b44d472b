"""What is kept for the next start is used only where it is whole, ours, and made from exactly what is there now."""

import gc
import os
import pickle
import shutil
import weakref
from collections import Counter
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from bot import app, app_index
from bot.clock import RealClock
from bot.config import Settings
from bot.content.compiled import KEPT, keep, key_of, take
from bot.content.loader import Loaded
from bot.core.dialogue import respond
from bot.core.model import Question
from bot.matching.index import Index, build
from tests.conftest import KNOWLEDGE, LEAN

PROGRAM = Path(app.__file__).parent


def signed(body: bytes) -> bytes:
    return sha256(body).digest() + body


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    """The next start finds it under the same key and nothing under another."""
    folder = tmp_path / "deep" / "cache"
    keep(folder, "k1", {"a": Counter("aab")})
    assert take(folder, "k1") == {"a": Counter("aab")}
    assert take(folder, "k2") is None


@pytest.mark.parametrize(
    "spoil", [lambda b: b[:-1], lambda b: b + b"x", lambda b: b"", lambda b: b"x" + b[1:]]
)
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    """A start that was killed while writing, or a disk that lost a part, costs a second and nothing more."""
    keep(tmp_path, "k", [1, 2])
    assert take(tmp_path, "k") == [1, 2]
    file = tmp_path / "k.ready"
    file.write_bytes(spoil(file.read_bytes()))
    assert take(tmp_path, "k") is None


class Evil:
    """Would make a file when it is read the careless way."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self.path,)


def test_only_our_own_values_are_taken(tmp_path: Path) -> None:
    """A file that names a function to run is refused; the careless way would have run it."""
    trap, folder = tmp_path / "trap", tmp_path / "cache"
    folder.mkdir(mode=0o700)
    body = pickle.dumps(Evil(trap))
    (folder / "k.ready").write_bytes(signed(body))
    assert take(folder, "k") is None
    assert not trap.exists()
    pickle.loads(body)  # noqa: S301 - shows that the trap works
    assert trap.exists()


@pytest.mark.parametrize(("module", "name"), [("bot.cli", "main"), ("os", "system"), ("bot.app", "Path")])
def test_names_that_are_not_our_values_are_refused(tmp_path: Path, module: str, name: str) -> None:
    """Functions and what others made are not values of ours, wherever they can be reached from."""
    body = b"c" + f"{module}\n{name}\n".encode() + b"."
    tmp_path.chmod(0o700)
    (tmp_path / "k.ready").write_bytes(signed(body))
    assert take(tmp_path, "k") is None
    (tmp_path / "k.ready").write_bytes(signed(b"cbot.config\nSettings\n."))
    assert take(tmp_path, "k") is Settings


def test_a_folder_that_others_may_write_to_is_not_used(tmp_path: Path) -> None:
    """Neither read nor written: anybody could have put the file there."""
    folder = tmp_path / "cache"
    keep(folder, "k", 1)
    folder.chmod(0o777)
    assert take(folder, "k") is None
    keep(folder, "other", 1)
    assert not (folder / "other.ready").exists()


def test_old_versions_make_room(tmp_path: Path) -> None:
    """Edits do not fill the disk, and what a killed start left is cleared away."""
    tmp_path.chmod(0o700)
    (tmp_path / "x.part").touch()
    for number in range(KEPT + 3):
        keep(tmp_path, f"k{number}", number)
    assert len(list(tmp_path.iterdir())) == KEPT
    assert take(tmp_path, f"k{KEPT + 2}") == KEPT + 2


def test_a_clock_that_was_set_back_costs_no_learning(tmp_path: Path) -> None:
    """What was kept under a later date does not push out what is kept now, or every start would learn again."""
    for number in range(KEPT):
        keep(tmp_path, f"k{number}", number)
        os.utime(tmp_path / f"k{number}.ready", (2**32, 2**32))
    keep(tmp_path, "now", "now")
    assert take(tmp_path, "now") == "now"
    assert len(list(tmp_path.iterdir())) == KEPT


def test_a_folder_that_cannot_be_made_is_no_harm(tmp_path: Path) -> None:
    """A full or read-only disk means reading anew, never a failure."""
    (tmp_path / "file").touch()
    keep(tmp_path / "file" / "cache", "k", 1)
    assert take(tmp_path / "file" / "cache", "k") is None


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge", ignore=LEAN))


def test_every_byte_counts_for_the_key(knowledge: Path, tmp_path: Path) -> None:
    """One letter more in any file, a new file, a file gone: another key. A link to another file: none."""
    for file in (path for path in knowledge.rglob("*") if path.is_file()):
        file.write_bytes(file.read_bytes()[:1_000])  # all are read again for each key
    program = PROGRAM / "store"  # and so is this
    first = key_of(knowledge, "en", program)
    assert first == key_of(knowledge, "en", program)
    seen = {first, key_of(knowledge, "es", program)}
    for file in sorted(path for path in knowledge.rglob("*") if path.is_file()):
        whole = file.read_bytes()
        file.write_bytes(whole + b"#")
        seen.add(key_of(knowledge, "en", program))
        file.unlink()
        seen.add(key_of(knowledge, "en", program))
        file.write_bytes(whole)
    assert len(seen) == 2 + 2 * len([path for path in knowledge.rglob("*") if path.is_file()])
    (knowledge / ".history").mkdir()
    (knowledge / ".history" / "log").touch()
    assert key_of(knowledge, "en", program) == first  # nothing is read from there
    (knowledge / "link.yaml").symlink_to(tmp_path)
    assert key_of(knowledge, "en", program) == ""


def test_an_edit_is_answered_from_at_once(knowledge: Path, tmp_path: Path) -> None:
    """The second start answers as the first did; after an edit nothing of the old version is said."""
    settings = Settings(knowledge, cache=tmp_path / "cache")
    asked = Question("what is naloxone")
    first = app.build_version(settings, "GB", RealClock())
    said = respond(asked, first.view)
    assert list((tmp_path / "cache").iterdir())
    assert respond(asked, app.build_version(settings, "GB", RealClock()).view) == said
    file = knowledge / "en" / "topics" / "naloxone.yaml"
    file.write_text(file.read_text("utf-8").replace("is a medicine that reverses", "is a Zanzibar"), "utf-8")
    again = respond(asked, app.build_version(settings, "GB", RealClock()).view)
    assert "Zanzibar" in again.text
    assert "Zanzibar" not in said.text


def test_an_edit_while_learning_is_not_kept(knowledge: Path, tmp_path: Path) -> None:
    """What was read before the edit never stands under the key of what is there after it."""
    settings = Settings(knowledge, cache=tmp_path / "cache")

    def edits_meanwhile(loaded: Loaded) -> Index:
        with (knowledge / "en" / "strangers.yaml").open("a") as stream:
            stream.write("  - what is the capital of france\n")
        return app_index.build_index(loaded)

    app.build_version(settings, "GB", RealClock(), edits_meanwhile).index()
    assert not list((tmp_path / "cache").glob("*.ready"))


class Old:
    """Stands for the index of the version before: it can be seen to go."""


def test_the_index_before_is_let_go(knowledge: Path) -> None:
    """Once the new one is learned nothing holds the old: it is half of all that a serving bot needs."""
    old, new = Old(), SimpleNamespace(senses=None, names=None, synonyms=None)
    gone = weakref.ref(old)
    _, made = app_index.ready(
        Settings(knowledge),
        PROGRAM,
        lambda loaded: cast(Index, new),
        app_index.Newest(app_index.Learned("", cast(Index, old))),
    )
    del old
    assert gone() is not None
    made()
    gc.collect()
    assert gone() is None


def test_only_an_edit_of_what_is_asked_learns_again(knowledge: Path, tmp_path: Path) -> None:
    """An answer, a remark or a source costs no learning, neither while serving nor at the next start; a way of asking,
    a test phrase that must not match, and going back do what they should."""
    builds: list[int] = []
    small = build([("what is naloxone", "naloxone-what-is-it")])

    def counted(loaded: Loaded) -> Index:
        builds.append(1)
        return small

    def builds_after(old: str, new: str, before: app.Version | None, cache: Path | None) -> int:
        file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
        count = len(builds)
        version = app.build_version(Settings(knowledge, cache=cache), "GB", RealClock(), counted, before)
        assert version.index().phrases == small.phrases
        return len(builds) - count

    file = knowledge / "en" / "topics" / "naloxone.yaml"
    first = app.build_version(Settings(knowledge), "GB", RealClock(), counted)
    assert builds_after("is a medicine that reverses", "is a Zanzibar", first, None) == 1  # of `first` itself
    assert builds_after("year: 20", "year: 19", first, None) == 0
    assert builds_after("    - how do you give narcan\n", "", first, tmp_path / "cache") == 1
    assert builds_after("Zanzibar", "is a medicine", None, tmp_path / "cache") == 0
    assert builds_after("    - how do i inject naloxone\n", "", None, tmp_path / "cache") == 1
