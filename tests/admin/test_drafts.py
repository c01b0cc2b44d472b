"""What was shown and not decided is kept for an hour, for the role it was shown to, and altered by nobody."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from bot.admin import drafts
from bot.admin.changes import Book
from bot.admin.drafts import DIGEST, FOLDER, MOST, draft_of, drop, keep, sweep, take
from bot.content.writer import HISTORY
from tests.auxil.clock import FakeClock


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path, "en", "nurse", FakeClock())


def shown(book: Book, text: str = "new text") -> str:
    return keep(book, draft_of(book, "naloxone", "0" * 64, text, "edit answer", "naloxone-expired"))


def test_a_draft_is_for_one_role_and_one_hour(book: Book) -> None:
    """Not for another admin, not after an hour, and never for a clock that was set back far."""
    digest = shown(book)
    assert len(digest) == DIGEST
    found = take(book, digest)
    assert found
    assert (found.text, found.role) == ("new text", "nurse")
    assert take(replace(book, role="doctor"), digest) is None
    clock = book.clock
    assert isinstance(clock, FakeClock)
    clock.advance(3600)
    assert take(book, digest)
    clock.advance(60)
    assert take(book, digest) is None
    sweep(book)
    assert not list((book.root / HISTORY / FOLDER).iterdir())


def test_a_draft_that_was_altered_is_none(book: Book) -> None:
    """The button's digest is of every letter of it."""
    digest = shown(book)
    path = book.root / HISTORY / FOLDER / f"{digest}.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text(path.read_text("ascii").replace("new text", "bad text"), "ascii")
    assert take(book, digest) is None


@pytest.mark.parametrize(
    "digest", ["", "../../lock", "0" * 31, "0" * 33, "Z" * 32, "0" * 32, "..%2f" + "0" * 27]
)
def test_no_button_leads_out_of_the_folder(book: Book, digest: str) -> None:
    """What is no digest, or of no draft, finds nothing and harms nothing."""
    shown(book)
    drop(book, digest)
    assert take(book, digest) is None
    assert len(list((book.root / HISTORY / FOLDER).iterdir())) == 1


def test_there_are_never_many(book: Book) -> None:
    """The oldest go; what a killed writer left goes too."""
    digests = [shown(book, f"text {number}") for number in range(MOST + 5)]
    assert len(list((book.root / HISTORY / FOLDER).iterdir())) <= MOST
    assert take(book, digests[-1])
    for rubbish in (b"", b"[]", b"{}", b'{"category": 1}', b"[" * 9_000, b"\xff"):
        (book.root / HISTORY / FOLDER / "x.json").write_bytes(rubbish)
        sweep(book)
        assert not (book.root / HISTORY / FOLDER / "x.json").exists()


def test_dropped_is_gone(book: Book) -> None:
    """And dropping twice is no matter."""
    digest = shown(book)
    for _ in range(2):
        drop(book, digest)
    assert take(book, digest) is None
    sweep(replace(book, root=book.root / "nowhere"))
    assert drafts.LASTS.total_seconds() == 3600
