"""Who confirms what waits: nobody in a browser opened from a terminal, another role where Telegram vouches for it."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.admin.changes import Book
from bot.admin.pending import waiting
from bot.admin.submitting import submit
from bot.content import writer
from bot.content.drafting import drafted_entry
from bot.content.edits import with_entry
from bot.editor.desk import Desk
from bot.editor.exchange import Moved, Request
from bot.editor.pages.waiting import PAGE, send
from bot.errors import KnowledgeError
from tests.conftest import KNOWLEDGE
from tests.editor.desks import drawn, small_desk

SOURCE = {"publisher": "Agency", "title": "Page", "url": "https://agency.example/a", "year": "2026"}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """One file of the real knowledge; what is right in it is looked at in the tests of the writer."""
    monkeypatch.setattr(writer, "_refuse_new_mistakes", lambda *parts: None)
    root = tmp_path / "knowledge"
    (root / "en/topics").mkdir(parents=True)
    for name in ("emergency.yaml", "guarded.yaml", "topics/naloxone.yaml"):
        shutil.copy(KNOWLEDGE / "en" / name, root / "en" / name)
    small = small_desk(root, is_alone=False, is_vouched=True)
    return replace(small, book=replace(small.book, role="doctor"))


def proposed(book: Book, role: str = "nurse") -> str:
    """Two new entries that a sheet brought."""
    page = book.page("naloxone")
    text = page.text
    for name in ("zz-one", "zz-two"):
        fields = drafted_entry(
            f"What is {name}?", [f"ask {name}"], f"Say {name}.", [SOURCE], book.clock.now().date()
        )
        text = with_entry(text, "naloxone.yaml", name, fields)
    return str(submit(replace(book, role=role), page, text, "import", "2 entries").entry.number)


def asked(number: str, do: str = "confirm") -> Request:
    return Request(form={"do": do, "number": number})


def test_another_role_reads_all_of_it_and_confirms(desk: Desk) -> None:
    """Each new entry stands there in full before the button; then it is in its file."""
    number = proposed(desk.book)
    _, html = drawn(desk, PAGE, Request())
    for name in ("zz-one", "zz-two"):
        assert f"Say {name}." in html
        assert f"way of asking: ask {name}" in html
    assert html.index("Say zz-two.") < html.index('value="confirm"')
    assert isinstance(send(desk, asked(number)), Moved)
    assert "zz-two:\n" in desk.book.page("naloxone").text
    assert waiting(desk.book) == ()


def test_nobody_confirms_their_own(desk: Desk) -> None:
    """There is no button, and who sends the form without one is refused."""
    number = proposed(desk.book, "doctor")
    assert 'value="confirm"' not in drawn(desk, PAGE, Request())[1]
    with pytest.raises(KnowledgeError, match="is your own"):
        send(desk, asked(number))


def test_in_a_browser_from_a_terminal_nobody_confirms(desk: Desk) -> None:
    """Whoever started it says themselves which role they have."""
    number, local = proposed(desk.book), replace(desk, is_vouched=False)
    assert 'value="confirm"' not in drawn(local, PAGE, Request())[1]
    assert send(local, asked(number)) == Moved("/waiting")
    assert len(waiting(desk.book)) == 1


@pytest.mark.parametrize("number", ["", "-1", "1.0", "\u0661", "9" * 5_000, "zz"])
def test_a_number_that_is_none_does_nothing(desk: Desk, number: str) -> None:
    """A form that was altered on the way."""
    proposed(desk.book)
    for do in ("confirm", "close", "", "apply"):
        assert send(desk, asked(number, do)) == Moved("/waiting")
    assert len(waiting(desk.book)) == 1
