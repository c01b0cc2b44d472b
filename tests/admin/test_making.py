"""From what an admin sent to the text of a file; what cannot be made is refused in words for whoever sent it."""

import shutil
from pathlib import Path

import pytest

from bot.admin.access import Command
from bot.admin.changes import Book, topics_in
from bot.admin.making import Known, Made, make
from bot.app import Version
from bot.errors import KnowledgeError
from tests.auxil.admin import SITES
from tests.auxil.clock import FakeClock
from tests.conftest import KNOWLEDGE

TOPIC = "naloxone-expired"
NEW = "Title: Can I lend it?\nAsk: lend it\nAsk: lending\n  it out\nAnswer: Yes.\n\nTitle: not a title\nSource: A; B; https://c.example"


@pytest.fixture
def book(tmp_path: Path) -> Book:
    (tmp_path / "en/topics").mkdir(parents=True)
    (tmp_path / "sites").mkdir()
    shutil.copy(KNOWLEDGE / "en/topics/naloxone.yaml", tmp_path / "en/topics/naloxone.yaml")
    (tmp_path / "sites/leeds.yaml").write_text(SITES, "utf-8")
    return Book(tmp_path, "en", "nurse", FakeClock(), tmp_path / "sites")


@pytest.fixture
def known(version: Version) -> Known:
    return Known(version.view.knowledge.topics, {"corner-house": "sites/leeds"})


def made(book: Book, known: Known, command: Command, target: str, text: str = "") -> Made:
    return make(command, target, text, book, known, "Not here for now.")


def test_each_command_changes_its_part(book: Book, known: Known) -> None:
    """And says what is done to which entry."""
    one = made(book, known, Command.ASK, TOPIC, "  zz   top\n")
    assert "    - zz top\n" in one.text
    assert (one.action, one.topic, one.page.category) == ("add question", TOPIC, "naloxone")
    assert "  answer: |\n    Not here for now.\n" in made(book, known, Command.DOWN, TOPIC).text
    assert (
        "    line one\n\n    line two\n"
        in made(book, known, Command.EDIT, TOPIC, "line one  \n\nline two\n\n").text
    )
    assert "until: 2030-02-01" in made(book, known, Command.UNTIL, "corner-house", "2030-02-01").text
    assert "status: closed" in made(book, known, Command.SHUT, "corner-house").text
    assert 'reason: "Mill Road 5"' in made(book, known, Command.MOVED, "corner-house", "Mill Road 5").text
    assert 'hours: "24/7"' in made(book, known, Command.HOURS, "corner-house", "24/7").text


def test_a_new_entry_is_read_from_one_message(book: Book, known: Known) -> None:
    """Lines that go on belong to what stands before them; what looks like a title in the answer is answer."""
    one = made(book, known, Command.NEW, "naloxone", NEW)
    assert one.topic == "can-i-lend-it"
    written = one.text[len(one.page.text) :]
    for line in ("    - lend it\n", "    - lending it out\n", "    Title: not a title\n", "status: drafted"):
        assert line in written


@pytest.mark.parametrize(
    ("command", "target", "text", "why"),
    [
        (Command.ASK, "nowhere", "zz", "there is no entry"),
        (Command.ASK, TOPIC, "", "empty or longer"),
        (Command.ASK, TOPIC, "z" * 200, "empty or longer"),
        (Command.ASK, TOPIC, "how do i use narcan", "already a question of"),
        (Command.EDIT, TOPIC, " \n ", "empty text"),
        (Command.NEW, "naloxone", "Title: !!!\nAsk: a\nAnswer: b\nSource: a; b; https://c.example", "has no title"),
        (Command.NEW, "naloxone", "hello", "no title and no ask and no answer and no source"),
        (Command.NEW, "naloxone", NEW.replace("A; B;", "A"), "is no source"),
        (Command.NEW, "naloxone", NEW.replace("Can I lend it?", "naloxone expired"),
         "there is a `naloxone-expired` already"),
        (Command.NEW, "../signs", NEW, "not a good name"),
        (Command.UNTIL, "corner-house", "tomorrow", "written like"),
        (Command.UNTIL, "corner-house", "2030-02-31", "written like"),
        (Command.UNTIL, "corner-house", "2029-12-31", "from today on"),
        (Command.UNTIL, "corner-house", "2030-02-01 " + "z" * 300, "the most is 200"),
        (Command.UNTIL, "nowhere", "2030-02-01", "there is no site"),
        (Command.MOVED, "corner-house", " ", "where it has moved"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_refused_in_words(
    book: Book, known: Known, command: Command, target: str, text: str, why: str
) -> None:
    """No entry, nothing in it, a question that is taken, a day that is over."""
    with pytest.raises(KnowledgeError, match=why):
        made(book, known, command, target, text)


def test_what_was_signed_is_not_signed_any_more(book: Book, known: Known) -> None:
    """A clinician read another text than this."""
    path = book.root / "en/topics/naloxone.yaml"
    text = path.read_text("utf-8")
    start = text.index("    status: drafted", text.index(f"{TOPIC}:"))
    path.write_text(f'{text[:start]}    status: reviewed\n    by: "nurse"\n{text[start + 20 :]}', "utf-8")
    topics = topics_in("en", "naloxone", path.read_bytes())
    assert topics[TOPIC].review.status == "reviewed"
    one = made(book, Known(topics, {}), Command.EDIT, TOPIC, "Something else.")
    after = topics_in("en", "naloxone", one.text.encode())[TOPIC].review
    assert (after.status, after.by, after.date.isoformat()) == ("drafted", "", "2030-01-15")
