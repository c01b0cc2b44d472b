"""An alert is put out, taken down and taken back through the safe writer, each with its line in the record."""

import datetime as dt
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from bot.admin import alerts, pending
from bot.admin.changes import Book, history, shown, undo
from bot.content import writer
from bot.content.alerts import Known, read_alerts
from bot.content.strict_yaml import read_file
from bot.content.style import Style
from bot.content.writer import StaleError
from bot.core.board import Board
from bot.errors import KnowledgeError
from tests.auxil.alerts import OXY, TODAY
from tests.auxil.clock import FakeClock
from tests.conftest import KNOWLEDGE, LEAN

KNOWN = Known(("drug-alerts-bad-batch",), ("oxycodone", "nitazenes"), Style(8, 260, {}, frozenset(), {}))
NOON = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    root = tmp_path / "knowledge"
    (root / "en").mkdir(parents=True)
    return Book(root, "en", "outreach worker", FakeClock(NOON))


def board(book: Book) -> Board:
    return read_alerts(read_file(book.root / "en" / "alerts.yaml"), KNOWN, [])


def test_an_alert_is_written_and_recorded(book: Book) -> None:
    """The role, what was done, and the lines that came."""
    entry = alerts.publish(book, OXY, KNOWN).entry
    assert board(book) == Board((OXY,), TODAY)
    assert (entry.deed.role, entry.deed.action, entry.deed.topic) == ("outreach worker", "new alert", OXY.id)
    assert "+   what: Pills sold as oxy held a nitazene." in str(shown(book.root, "en", entry)[0])


def test_a_wrong_alert_changes_nothing(book: Book) -> None:
    """Not the file and not the record."""
    with pytest.raises(KnowledgeError, match="more than 92 days"):
        alerts.publish(book, replace(OXY, expires=TODAY + dt.timedelta(93)), KNOWN)
    with pytest.raises(KnowledgeError, match="is no role"):
        alerts.publish(replace(book, role="Bob 2"), OXY, KNOWN)
    assert not (book.root / "en" / "alerts.yaml").exists()
    assert history(book.root) == ()


def test_an_end_and_a_look_are_written_with_their_day(book: Book) -> None:
    """A look on the second day says so."""
    alerts.publish(book, OXY, KNOWN)
    alerts.end(book, OXY.id, KNOWN)
    assert board(book).alerts[0].ended == TODAY
    clock = FakeClock(NOON + dt.timedelta(2))
    alerts.looked(replace(book, clock=clock), KNOWN)
    assert board(book).looked == TODAY + dt.timedelta(2)


def test_undo_takes_an_alert_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Step by step, to every letter; the emptied file is right."""
    monkeypatch.setattr(writer, "_refuse_new_mistakes", lambda *parts: None)
    root = Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge", ignore=LEAN))
    book = Book(root, "en", "nurse", FakeClock(NOON))
    alerts.publish(book, OXY, KNOWN)
    before = (root / "en" / "alerts.yaml").read_bytes()
    alerts.end(book, OXY.id, KNOWN)
    undo(book)
    assert (root / "en" / "alerts.yaml").read_bytes() == before
    undo(book)
    assert (root / "en" / "alerts.yaml").read_bytes() == b""
    assert [one.deed.action for one in history(root)] == ["new alert", "end alert", "undo 2", "undo 1"]


def test_an_old_mistake_hinders_no_new_alert(book: Book) -> None:
    """Somebody's slip is not the price of a warning."""
    (book.root / "en" / "alerts.yaml").write_text("bad:\n  what: x\n", "utf-8")
    alerts.publish(book, OXY, KNOWN)
    assert [one.id for one in board(book).alerts] == [OXY.id]


def test_a_file_that_cannot_be_read_is_not_written_over(book: Book) -> None:
    """Refused in words; every letter stays."""
    path = book.root / "en" / "alerts.yaml"
    path.write_text("bad: [\n", "utf-8")
    with pytest.raises(KnowledgeError):
        alerts.publish(book, OXY, KNOWN)
    assert path.read_text("utf-8") == "bad: [\n"


def test_the_file_may_be_no_link(book: Book, tmp_path: Path) -> None:
    """It could lead out of the knowledge."""
    (tmp_path / "elsewhere").write_text("", "utf-8")
    (book.root / "en" / "alerts.yaml").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KnowledgeError, match="link"):
        alerts.publish(book, OXY, KNOWN)
    assert (tmp_path / "elsewhere").read_text("utf-8") == ""


def test_nobody_writes_over_somebody_else(book: Book) -> None:
    """Of ten at once each is in the file, or was refused in words."""
    told: list[str] = []

    def write(number: int) -> None:
        try:
            alerts.publish(book, replace(OXY, id=f"alert-{number}"), KNOWN)
            told.append(f"alert-{number}")
        except StaleError:
            pass

    threads = [threading.Thread(target=write, args=(number,)) for number in range(10)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told) == sorted(one.id for one in board(book).alerts)
    assert told
    assert len(history(book.root)) == len(told)


ROLES = frozenset({"nurse", "outreach worker"})


def test_where_there_are_two_admins_one_alone_puts_no_alert_out(book: Book) -> None:
    """It waits as a line of the record; another role puts it out, its own does not."""
    done = alerts.publish(book, OXY, KNOWN, ROLES)
    assert done.is_waiting
    assert not (book.root / "en" / "alerts.yaml").exists()
    (proposal,) = alerts.waiting(book)
    assert alerts.proposed(book, proposal, KNOWN) == OXY
    with pytest.raises(KnowledgeError, match="is your own"):
        pending.confirm(book, proposal.number)
    pending.confirm(replace(book, role="nurse"), proposal.number)
    assert board(book).alerts == (OXY,)
    assert list(alerts.waiting(book)) == []


def test_a_refused_alert_never_comes_out(book: Book) -> None:
    """Nor can it be confirmed after that."""
    number = alerts.publish(book, OXY, KNOWN, ROLES).entry.number
    pending.close(replace(book, role="nurse"), number)
    with pytest.raises(KnowledgeError, match="does not wait"):
        pending.confirm(replace(book, role="nurse"), number)
    assert not (book.root / "en" / "alerts.yaml").exists()


def test_with_one_admin_an_alert_is_out_at_once_and_an_end_never_waits(book: Book) -> None:
    """A warning that waits warns nobody."""
    assert not alerts.publish(book, OXY, KNOWN, frozenset({"nurse"})).is_waiting
    alerts.end(book, OXY.id, KNOWN)
    assert board(book).alerts[0].ended == TODAY
