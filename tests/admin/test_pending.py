"""A change that needs a second person waits, survives whatever happens, and is put in place once."""

import datetime as dt
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.admin import pending, submitting
from bot.admin.audit import LOG, AuditError
from bot.admin.changes import Book, change, history, last_change, shown, undo
from bot.admin.pending import apply_due, close, confirm, waiting
from bot.admin.sensitive import Reason, Why, kinds
from bot.admin.submitting import TAKE_DOWN, Outcome, submit, submit_all, submit_undo
from bot.clock import RealClock
from bot.content import writer
from bot.content.edits import with_field, with_item
from bot.content.writer import HISTORY
from bot.errors import KnowledgeError, Mistake
from tests.conftest import KNOWLEDGE

TOPIC, CATEGORY = "naloxone-expired", "naloxone"
PLAIN = "Swap it when you can."
SITES = """version: 1
sites:
  - {id: corner, name: Corner, services: [naloxone], country: CA, lat: 49.28, lon: -123.12, phone: ["604 555 0101"]}
"""


class Later:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = dt.datetime(2026, 11, 26, 12, 0, 30, tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        return self.time

    def monotonic(self) -> float:
        return self.time.timestamp()


@pytest.fixture
def clock() -> Later:
    return Later()


@pytest.fixture
def nurse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Later) -> Book:
    """One file of the real knowledge; what is right in it is looked at in the tests of the writer."""
    monkeypatch.setattr(writer, "_refuse_new_mistakes", lambda *parts: None)
    root = tmp_path / "knowledge"
    (root / "en/topics").mkdir(parents=True)
    for name in ("emergency.yaml", "guarded.yaml", f"topics/{CATEGORY}.yaml"):
        shutil.copy(KNOWLEDGE / "en" / name, root / "en" / name)
    return Book(root, "en", "nurse", clock)


@pytest.fixture
def doctor(nurse: Book) -> Book:
    return replace(nurse, role="doctor")


def said(book: Book) -> str:
    return book.page(CATEGORY).text


def ask_for(book: Book, text: str, action: str = "edit answer") -> Outcome:
    page = book.page(CATEGORY)
    return submit(book, page, with_field(page.text, "naloxone.yaml", TOPIC, "short", text), action, TOPIC)


def worded(book: Book, text: str) -> Outcome:
    page = book.page(CATEGORY)
    return submit(book, page, page.text.replace("Replace it when you can.", text), "edit answer", TOPIC)


def test_a_grave_change_waits_and_an_ordinary_one_does_not(nurse: Book) -> None:
    """The file stays as it is; the record says who proposed what, and why it waits is told."""
    before = said(nurse)
    outcome = ask_for(nurse, "Call {emergency_number}. Give 9 doses.")
    assert outcome.is_waiting
    assert Why.EMERGENCY in kinds(outcome.reasons)
    assert said(nurse) == before
    [one] = waiting(nurse)
    assert (one.deed.role, one.action, one.deed.topic) == ("nurse", "edit answer", TOPIC)
    assert "9 doses" in "".join(map(str, shown(nurse.root, "en", outcome.entry)))
    assert not worded(nurse, PLAIN).is_waiting
    assert PLAIN in said(nurse)


def test_another_role_confirms(nurse: Book, doctor: Book) -> None:
    """Not one's own; done once; then nothing waits, and it can be taken back."""
    before = said(nurse)
    number = ask_for(nurse, "Call {emergency_number}.").entry.number
    with pytest.raises(KnowledgeError, match="is your own"):
        confirm(nurse, number)
    assert confirm(doctor, number).deed.action == f"confirm {number}"
    assert "Call {emergency_number}." in said(nurse)
    assert waiting(nurse) == ()
    for late in (confirm, close):
        with pytest.raises(KnowledgeError, match="does not wait any more"):
            late(doctor, number)
    last = last_change(nurse)
    assert last
    assert last.deed.action == f"confirm {number}"
    undo(nurse)
    assert said(nurse) == before
    assert last_change(nurse) is None


@pytest.mark.parametrize("closer", ["nurse", "doctor"])
def test_a_proposal_is_refused_or_withdrawn(nurse: Book, closer: str) -> None:
    """By another, or by whoever made it; the file never changes, and undo does not see it."""
    before, number = said(nurse), ask_for(nurse, "Call {emergency_number}.").entry.number
    verb = "withdraw" if closer == "nurse" else "refuse"
    assert close(replace(nurse, role=closer), number).deed.action == f"{verb} {number}"
    assert waiting(nurse) == ()
    assert (said(nurse), last_change(nurse)) == (before, None)
    assert ask_for(nurse, "Call {emergency_number}.").is_waiting  # it may be asked for again


def test_the_same_waits_once(nurse: Book, doctor: Book) -> None:
    """A message handled twice after a crash proposes nothing twice."""
    ask_for(nurse, "Call {emergency_number}.")
    for book in (nurse, doctor):
        with pytest.raises(KnowledgeError, match="waits for a second person already"):
            ask_for(book, "Call {emergency_number}.")
    assert len(waiting(nurse)) == 1


def test_not_more_waits_than_anybody_reads(nurse: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stolen account cannot fill the disk."""
    monkeypatch.setattr(pending, "MOST_WAITING", 2)
    for number in range(2):
        ask_for(nurse, f"Call {{emergency_number}}. {number}")
    with pytest.raises(KnowledgeError, match="2 changes wait already"):
        ask_for(nurse, "Call {emergency_number}.")


def test_what_changed_meanwhile_is_not_overwritten(nurse: Book, doctor: Book) -> None:
    """Refused in words, and closed when its day comes."""
    number = ask_for(nurse, "Call {emergency_number}.").entry.number
    worded(doctor, PLAIN)
    with pytest.raises(KnowledgeError, match=r"changed since proposal 1 was made; make the change once more"):
        confirm(doctor, number)
    assert pending.is_stale(nurse, waiting(nurse)[0])
    assert PLAIN in said(nurse)


def test_one_admin_waits_a_day(nurse: Book, clock: Later) -> None:
    """Not a minute less, by the wall clock; after that it is put in place by nobody in particular."""
    number = ask_for(nurse, "Call {emergency_number}.").entry.number
    before = said(nurse)
    clock.time += dt.timedelta(hours=24)
    assert apply_due(nurse, {"nurse"}) == ()
    assert said(nurse) == before
    clock.time += dt.timedelta(minutes=1)
    assert apply_due(nurse, {"nurse", "doctor"}) == ()  # two admins: never by itself
    assert apply_due(nurse, {"doctor"}) == ()  # proposed by one who is no admin any more
    [entry] = apply_due(nurse, {"nurse"})
    assert (entry.deed.action, entry.deed.role) == (f"apply {number}", pending.NOBODY)
    assert "Call {emergency_number}." in said(nurse)
    assert apply_due(nurse, {"nurse"}) == ()


def test_a_clock_set_back_hurries_nothing(nurse: Book, clock: Later) -> None:
    """A proposal from the future waits until its day is over."""
    ask_for(nurse, "Call {emergency_number}.")
    clock.time -= dt.timedelta(days=3)
    assert apply_due(nurse, {"nurse"}) == ()


def test_due_and_out_of_date_is_closed(nurse: Book, clock: Later) -> None:
    """The day is over, and the file says something else: closed, so that it is not tried for ever."""
    ask_for(nurse, "Call {emergency_number}.")
    worded(nurse, PLAIN)
    clock.time += dt.timedelta(days=2)
    [entry] = apply_due(nurse, {"nurse"})
    assert entry.deed.action == "refuse 1"
    assert waiting(nurse) == ()
    assert PLAIN in said(nurse)


def test_a_full_disk_closes_nothing(nurse: Book, clock: Later, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is due and cannot be written waits for a better moment."""
    number = ask_for(nurse, "Call {emergency_number}.").entry.number
    clock.time += dt.timedelta(days=2)
    with monkeypatch.context() as patch:
        patch.setattr(writer, "staged", _full)
        with pytest.raises(KnowledgeError, match="No space left"):
            apply_due(nurse, {"nurse"})
    assert [one.number for one in waiting(nurse)] == [number]
    assert len(apply_due(nurse, {"nurse"})) == 1


def _full(*parts: object) -> None:
    raise OSError(28, "No space left on device")


def test_killed_while_putting_in_place(nurse: Book, doctor: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written down as confirmed and not in the file: the next start finishes it, once."""
    before, number = said(nurse), ask_for(nurse, "Call {emergency_number}.").entry.number
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", _killed)
        with pytest.raises(KeyboardInterrupt):
            confirm(doctor, number)
    assert said(nurse) == before
    assert waiting(nurse)[0].agreed == "doctor"
    [entry] = apply_due(nurse, {"nurse", "doctor"})
    assert (entry.deed.role, entry.deed.action) == ("doctor", f"confirm {number}")
    assert "Call {emergency_number}." in said(nurse)
    assert apply_due(nurse, {"nurse", "doctor"}) == ()


def _killed(self: Path, target: Path) -> Path:
    if self.name.startswith(".naloxone"):
        raise KeyboardInterrupt
    return Path(shutil.copyfile(self, target))


def test_what_an_operator_puts_back_by_hand_stays(nurse: Book, doctor: Book) -> None:
    """A file that is as it was before a confirmed change was put back on purpose."""
    before, number = said(nurse), ask_for(nurse, "Call {emergency_number}.").entry.number
    confirm(doctor, number)
    (nurse.root / f"en/topics/{CATEGORY}.yaml").write_text(before, "utf-8")
    assert apply_due(nurse, {"nurse", "doctor"}) == ()
    assert said(nurse) == before


def test_undo_is_judged_too(nurse: Book, doctor: Book) -> None:
    """Taking back a warning that was confirmed needs a second person; taking back wording does not."""
    before = said(nurse)
    confirm(doctor, ask_for(nurse, "Call {emergency_number}.").entry.number)
    outcome = submit_undo(nurse)
    assert outcome.is_waiting
    confirm(doctor, outcome.entry.number)
    assert said(nurse) == before
    assert last_change(nurse) is None
    worded(nurse, PLAIN)
    assert not submit_undo(nurse).is_waiting
    assert said(nurse) == before


def test_what_was_taken_down_comes_back_at_once(nurse: Book) -> None:
    """One person takes an answer down, and the same person puts it back."""
    before, page = said(nurse), nurse.page(CATEGORY)
    text = with_field(page.text, "naloxone.yaml", TOPIC, "answer", "This answer is being looked at.")
    assert not submit(nurse, page, text, TAKE_DOWN, TOPIC).is_waiting
    assert not submit_undo(nurse).is_waiting
    assert said(nurse) == before


def test_no_line_of_a_proposal_can_be_altered(nurse: Book) -> None:
    """It stands in the sealed record."""
    ask_for(nurse, "Call {emergency_number}.")
    path = nurse.root / HISTORY / LOG
    path.write_text(path.read_text("ascii").replace('"nurse"', '"doctor"'), "ascii")
    with pytest.raises(AuditError):
        waiting(nurse)


def test_a_kept_text_that_was_altered_is_not_put_in_place(nurse: Book, doctor: Book) -> None:
    """The version is known by its own digest."""
    entry = ask_for(nurse, "Call {emergency_number}.").entry
    path = nurse.root / HISTORY / "versions" / entry.deed.after
    path.write_text(path.read_text("utf-8").replace("Call", "Forget"), "utf-8")
    with pytest.raises(KnowledgeError, match="has been changed; it cannot be used"):
        confirm(doctor, entry.number)


def test_nobody_stands_in_the_record(nurse: Book) -> None:
    """A role, and no more: the fields of a line are those of a deed."""
    ask_for(nurse, "Call {emergency_number}.")
    line = (nurse.root / HISTORY / LOG).read_text("ascii").split(" ", 1)[1]
    fields = {"action", "after", "before", "category", "number", "previous", "role", "topic", "when"}
    assert json.loads(line).keys() == fields
    with pytest.raises(KnowledgeError, match="is no role"):
        ask_for(replace(nurse, role="@maria"), "Call {emergency_number}. x")


@pytest.mark.parametrize("number", [0, 1, 99])
def test_what_is_no_proposal_is_not_confirmed(nurse: Book, doctor: Book, number: int) -> None:
    """A number of another line, or of none."""
    page = nurse.page(CATEGORY)
    change(nurse, page, with_item(page.text, "n.yaml", TOPIC, "questions", "zz"), "add question", TOPIC)
    before: Callable[[], object] = lambda: (said(nurse), len(history(nurse.root)))  # noqa: E731
    held = before()
    with pytest.raises(KnowledgeError, match="does not wait any more"):
        confirm(doctor, number)
    assert before() == held


def test_sites_are_changed_through_the_same_door(nurse: Book, tmp_path: Path) -> None:
    """Closing one is done at once; another telephone number waits; both can be taken back."""
    folder = tmp_path / "sites"
    folder.mkdir()
    (folder / "town list.yaml").write_text(SITES, "utf-8")
    book = replace(nurse, sites=folder)
    page = book.page("sites/town list")
    closed = page.text.replace("Corner,", "Corner, status: closed,")
    assert not submit(book, page, closed, "close site", "corner").is_waiting
    page = book.page("sites/town list")
    wrong = submit(book, page, page.text.replace("0101", "0110"), "edit site", "corner")
    assert kinds(wrong.reasons) == (Why.PHONE,)
    assert "telephone" in "".join(map(str, shown(book.root, "en", wrong.entry)))
    assert not submit_undo(book).is_waiting
    assert book.page("sites/town list").text == SITES
    with pytest.raises(KnowledgeError, match="no service"):
        submit(book, book.page("sites/town list"), SITES.replace("naloxone]", "sweets]"), "edit", "corner")


def test_the_clock_of_the_machine_fits(nurse: Book) -> None:
    """The real clock has the same shape."""
    assert ask_for(replace(nurse, clock=RealClock()), "Call {emergency_number}.").is_waiting


def test_one_that_needs_another_first_is_not_lost(
    nurse: Book, clock: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what an import proposed, file by file, one can only stand once another does: after a day both are in place,
    whichever stands first in the record; what nothing helps is closed."""
    shutil.copy(KNOWLEDGE / "en/topics/bot.yaml", nurse.root / "en/topics/bot.yaml")
    texts = [(page, page.text + "# zzyzx 1\n") for page in map(nurse.page, (CATEGORY, "bot"))]
    monkeypatch.setattr(submitting, "reasons_of_all", lambda *parts: (Reason("x", Why.NUMBER),))
    outcome = submit_all(nurse, texts, "import", "2 entries")
    assert [entry.deed.category for entry in outcome.entries] == [CATEGORY, "bot"]

    def needs_the_other(root: Path, lang: str, instead: dict[Path, bytes]) -> None:
        if [path.stem for path in instead] == [CATEGORY] and "zzyzx" not in nurse.page("bot").text:
            raise KnowledgeError([Mistake("naloxone.yaml", 0, "links to what is not there")])

    monkeypatch.setattr(writer, "_refuse_new_mistakes", needs_the_other)
    clock.time += pending.DELAY + dt.timedelta(minutes=2)
    assert [entry.deed.action for entry in apply_due(nurse, {"nurse"})] == ["apply 2", "apply 1"]
    assert all("zzyzx" in nurse.page(name).text for name in (CATEGORY, "bot"))


def test_what_can_never_stand_is_closed(nurse: Book, clock: Later, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a day, where nothing else that waits would help it."""
    number = ask_for(nurse, "Call {emergency_number}.").entry.number

    def refuses(*parts: object) -> None:
        raise KnowledgeError([Mistake("naloxone.yaml", 0, "links to what is not there")])

    monkeypatch.setattr(writer, "_refuse_new_mistakes", refuses)
    clock.time += pending.DELAY + dt.timedelta(minutes=2)
    assert [entry.deed.action for entry in apply_due(nurse, {"nurse"})] == [f"refuse {number}"]
    assert waiting(nurse) == ()
