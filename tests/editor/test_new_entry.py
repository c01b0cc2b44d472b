"""A new entry is written in the browser, looked at, saved and taken back; a mistake stands beside its field."""

import html
import re
from dataclasses import replace

import pytest

from bot.admin.changes import history, undo
from bot.admin.pending import confirm
from bot.content import writer
from bot.content.watch import fingerprint
from tests.auxil.browser import Reply
from tests.editor.conftest import FILE, Editor

GOOD = {
    "category": "naloxone",
    "title": "Can I lend my kit to a friend?",
    "id": "",
    "urgency": "none",
    "short": "",
    "questions": "zz lend kit\n  zz borrow kit\n\n",
    "answer": "Yes, you can.\n\nTell your friend how it works.",
    "sources": "A Ministry; A page; https://ministry.example/page; 2024\nAnother; Page; https://another.example",
}
ID = "can-i-lend-my-kit-to-a-friend"


@pytest.fixture(autouse=True)
def looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the writer refuses is its own tests' subject, and takes two seconds each time."""
    monkeypatch.setattr(writer, "_refuse_new_mistakes", lambda *parts: None)


async def sent(editor: Editor, form: dict[str, str], do: str = "save") -> Reply:
    return await (await editor.signed_in()).post("/new", form | {"do": do})


def wrong(reply: Reply, name: str) -> str:
    """What stands beside a field."""
    found = re.search(rf'<div class="wrong" id="{name}-wrong" data-part>(.*?)</div>', reply.text, re.S)
    assert found
    return html.unescape(re.sub(r"<[^>]+>", "", found[1])).strip()


async def test_the_empty_form_says_nothing_is_wrong(editor: Editor) -> None:
    """And looking at it, with whatever stands in the address, changes nothing."""
    before = fingerprint(editor.desk.book.root)
    reply = await (await editor.signed_in()).get("/new?do=save&title=x&category=naloxone")
    assert reply.status == 200
    assert "cannot be saved" not in reply.text
    assert '<a href="/new" aria-current="page">New entry</a>' in reply.text
    assert fingerprint(editor.desk.book.root) == before


async def test_a_new_entry_waits_and_is_put_in_place(editor: Editor) -> None:
    """It has links, so a second person confirms it, who can read all of it; then it stands at the end of its file as
    `saferbot new` writes it, and taking it back leaves every letter as it was."""
    before, book = editor.file(), editor.desk.book
    looked = await sent(editor, GOOD, "check")
    assert looked.status == 200
    assert f"<code>{ID}</code>" in looked.text
    preview = looked.text.partition('id="preview"')[2]
    assert "Tell your friend how it works." in preview
    assert "Why it needs a second person" in preview
    saved = await sent(editor, GOOD)
    assert (saved.status, saved.header("location")) == (303, "/waiting?new=1")
    assert editor.file() == before
    listed = await (await editor.signed_in()).get("/waiting?new=1")
    assert "Tell your friend how it works." in listed.text
    assert f'href="/entries/{ID}"' not in listed.text  # it is not there yet
    confirm(replace(book, role="nurse"), 1)
    written = editor.file().removeprefix(before)
    for part in (
        f"{ID}:\n",
        "    - zz lend kit\n    - zz borrow kit\n",
        "status: drafted\n",
        'date: "2030-01-15"',
    ):
        assert part in written
    assert editor.desk.present().view.knowledge.topics[ID].sources[1].publisher == "Another"
    undo(book)
    assert editor.file() == before


MISTAKES = (
    ("category", "", "choose one"),
    ("category", "../signs", "choose one"),
    ("title", "", "has no title"),
    ("title", "\u202e Lend?", "hidden character"),
    ("id", "Not Good", "no good id"),
    ("id", "../x", "no good id"),
    ("id", "naloxone-expired", "there already"),
    ("id", "basics-" + "x" * 60, "no good id"),
    ("urgency", "very", "choose one"),
    ("questions", " \n ", "at least one"),
    ("questions", "x" * 130, "longer than 120"),
    ("questions", "how do i use narcan", "is also a question of"),
    ("answer", "", "has no answer"),
    ("answer", "x" * 4_000, "the most is 3500"),
    ("answer", "Call {no_such_number}.", "{no_such_number}"),
    ("sources", "", "has no source"),
    ("sources", "only a name", "is no source"),
    ("sources", "A; B; ftp://example", "https://"),
    ("short", "1\n2\n3\n4\n5\n6\n7", "has 7 lines"),
)


@pytest.mark.parametrize(("name", "value", "said"), MISTAKES)
async def test_a_mistake_stands_beside_its_field(editor: Editor, name: str, value: str, said: str) -> None:
    """In plain words, without a file or line that does not exist yet; what was typed stays, nothing is written."""
    before = fingerprint(editor.desk.book.root)
    reply = await sent(editor, GOOD | {name: value})
    assert reply.status == 422
    assert "Not right yet" in reply.text
    assert said.replace("there already", "which there is already") in wrong(reply, name)
    assert not wrong(reply, "title" if name != "title" else "questions")
    assert "zz lend kit" in reply.text or name == "questions"
    assert fingerprint(editor.desk.book.root) == before


async def test_a_title_without_letters_wants_an_id(editor: Editor) -> None:
    """It is asked for beside the id; with one, the title may stay."""
    reply = await sent(editor, GOOD | {"title": "???"}, "check")
    assert "cannot be made from this title" in wrong(reply, "id")
    reply = await sent(editor, GOOD | {"title": "???", "id": "lend"}, "check")
    assert not wrong(reply, "id")


async def test_an_emergency_needs_what_is_shown_first(editor: Editor) -> None:
    """As everywhere else; it is told by the field or above the form."""
    reply = await sent(editor, GOOD | {"urgency": "emergency"})
    assert reply.status == 422
    assert "is an emergency and has no `short`" in html.unescape(reply.text)


async def test_hostile_text_is_shown_not_done(editor: Editor) -> None:
    """In every field, with mistakes and without."""
    bad = '</textarea>"><script>alert(1)</script>'
    form = dict.fromkeys(GOOD, bad)
    reply = await sent(editor, form)
    assert reply.status == 422
    assert "<script>alert" not in reply.text
    reply = await sent(editor, GOOD | {"answer": bad, "title": bad}, "check")
    assert reply.status == 200
    assert "<script>alert" not in reply.text


async def test_a_field_that_is_not_sent_is_empty(editor: Editor) -> None:
    """A form of nothing is looked at like any other."""
    reply = await sent(editor, {})
    assert reply.status == 422
    assert "has no title" in wrong(reply, "title")


async def test_a_category_whose_file_is_gone_keeps_what_was_typed(editor: Editor) -> None:
    """It is said; the text is not lost."""
    (editor.desk.book.root / FILE).rename(editor.desk.book.root / "kept")
    try:
        reply = await sent(editor, GOOD)
    finally:
        (editor.desk.book.root / "kept").rename(editor.desk.book.root / FILE)
    assert reply.status == 422
    assert "cannot be read" in reply.text
    assert "zz lend kit" in reply.text


async def test_the_same_twice_waits_once(editor: Editor) -> None:
    """A second press is told so."""
    await sent(editor, GOOD)
    again = await sent(editor, GOOD)
    assert again.status == 422
    assert "waits for a second person already" in again.text
    assert len(history(editor.desk.book.root)) == 1
