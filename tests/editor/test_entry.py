"""An entry is looked at, broken, mended, saved and taken back in the browser; nothing is written on a mistake."""

import html
import re
from collections.abc import Callable

import pytest

from bot.admin.changes import history
from bot.content import writer
from bot.editor.draft import FIELDS
from tests.auxil.browser import Browser, Reply
from tests.editor.conftest import FILE, Editor

TOPIC = "naloxone-storage-heat-cold"
PATH = f"/entries/{TOPIC}"
GENTLE = "Keep it close to you."


@pytest.fixture(autouse=True)
def looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the writer refuses is its own tests' subject, and takes two seconds each time."""
    monkeypatch.setattr(writer, "_refuse_new_mistakes", lambda *parts: None)


def fields_of(reply: Reply) -> dict[str, str]:
    """What a browser would send of the form."""
    text, found = reply.text, {}
    for name, value in re.findall(r'<textarea id="(\w+)"[^>]*>\n(.*?)</textarea>', text, re.S):
        found[name] = html.unescape(value)
    found |= {
        name: html.unescape(value)
        for name, value in re.findall(r'<input id="(\w+)"[^>]* value="(.*?)"', text)
    }
    found["urgency"] = re.findall(r"<option selected>(\w+)", text)[0]
    found["version"] = re.findall(r'name="version" value="(\w+)"', text)[0]
    return found


async def opened(editor: Editor) -> tuple[Browser, dict[str, str]]:
    browser = await editor.signed_in()
    reply = await browser.get(PATH)
    assert reply.status == 200
    return browser, fields_of(reply)


def wrong(reply: Reply, name: str) -> str:
    """What stands beside a field."""
    found = re.search(rf'<div class="wrong" id="{name}-wrong" data-part>(.*?)</div>', reply.text, re.S)
    assert found
    return html.unescape(re.sub(r"<[^>]+>", "", found[1])).strip()


async def test_a_form_sent_as_it_came_changes_nothing(editor: Editor) -> None:
    """Every field is there as the file has it, so sending them back is no change."""
    browser, fields = await opened(editor)
    assert set(FIELDS) < set(fields)
    reply = await browser.post(PATH, fields | {"do": "save"})
    assert reply.status == 422
    assert "says this already" in html.unescape(reply.text)
    assert not history(editor.desk.book.root)


async def test_a_gentle_change_is_saved_shown_and_taken_back(editor: Editor) -> None:
    """One line of the file differs; the page shows the difference; taking it back leaves every letter as it was."""
    before = editor.file()
    browser, fields = await opened(editor)
    fields["answer"] += f"\n\n{GENTLE}"
    looked = await browser.post(PATH, fields | {"do": "check"})
    assert looked.status == 200
    assert editor.file() == before
    assert f"<ins>{GENTLE}</ins>" in looked.text
    assert GENTLE in looked.text.partition('id="preview"')[2].partition("</section>")[0]
    saved = await browser.post(PATH, fields | {"do": "save"})
    assert (saved.status, saved.header("location")) == (303, f"{PATH}?done=1")
    after = editor.file()
    assert after.replace(f"\n    {GENTLE}\n", "", 1).replace("\n\n", "\n") == before.replace("\n\n", "\n")
    shown = await browser.get(saved.header("location"))
    assert "Saved as change 1" in shown.text
    undone = await browser.post("/history", {"number": "1"})
    assert undone.header("location") == "/history?done=2"
    assert editor.file() == before
    assert [one.deed.action for one in history(editor.desk.book.root)] == ["edit entry", "undo 1"]


MISTAKES = (
    ("title", "", "should be text"),
    ("answer", "", "should be text"),
    ("answer", "x" * 4_000, "has 4000 letters"),
    ("answer", "Call {no_such_number}.", "{no_such_number}"),
    ("answer", "Call {.", "has a { or }"),
    ("questions", "", "questions"),
    ("questions", "a" * 130, "longer than 120"),
    ("questions", "ok\nhow do i use narcan", "naloxone-nasal-how-to"),
    ("related", "no-such-entry", "no-such-entry"),
    ("services", "no-such-help", "no-such-help"),
    ("urgency", "very", "must be one of"),
    ("short", "1\n2\n3\n4\n5\n6\n7", "has 7 lines"),
    ("answer", "hidden \u202e text", "hidden character"),
    ("title", "n\u0430loxone", "another alphabet"),
)


@pytest.mark.parametrize(("name", "value", "said"), MISTAKES)
async def test_a_mistake_is_told_and_nothing_is_written(
    editor: Editor, name: str, value: str, said: str
) -> None:
    """With the file and the line, in plain words; what was typed is still there."""
    before = editor.file()
    browser, fields = await opened(editor)
    reply = await browser.post(PATH, fields | {name: value, "do": "save"})
    assert reply.status == 422
    text = html.unescape(reply.text)
    assert "Not right yet" in text
    assert said in text
    assert "naloxone.yaml" in text
    assert fields_of(reply)[name] == value or name == "urgency"
    assert editor.file() == before
    assert not history(editor.desk.book.root)


async def test_a_mistake_stands_beside_its_field(editor: Editor) -> None:
    """And beside no other."""
    browser, fields = await opened(editor)
    reply = await browser.post(PATH, fields | {"answer": "x" * 4_000, "do": "check"})
    assert re.match(r"naloxone\.yaml, line \d+ `answer` has 4000 letters", wrong(reply, "answer"))
    assert not wrong(reply, "title")
    assert not wrong(reply, "yaml")


@pytest.mark.parametrize(("name", "value", "said"), [one for one in MISTAKES if one[1]])
async def test_every_mistake_stands_beside_its_field(
    editor: Editor, name: str, value: str, said: str
) -> None:
    """Also those that only show beside the rest of the knowledge: a link or a local fact that is not there."""
    browser, fields = await opened(editor)
    reply = await browser.post(PATH, fields | {name: value, "do": "check"})
    assert said.removeprefix("questions") in wrong(reply, name)


async def test_broken_yaml_is_told_with_its_line(editor: Editor) -> None:
    """In the file, and in the box; the box still holds what was typed."""
    before = editor.file()
    browser, fields = await opened(editor)
    yaml = fields["yaml"].replace("  urgency:", "  urgencey:")
    reply = await browser.post(PATH, {"version": fields["version"], "yaml": yaml, "do": "save-yaml"})
    assert reply.status == 422
    first = before[: before.index(f"{TOPIC}:")].count("\n") + 1
    assert wrong(reply, "yaml").startswith(f"naloxone.yaml, line {first + 2} (3 here) `urgencey`")
    assert "did you mean `urgency`?" in wrong(reply, "yaml")
    assert fields_of(reply)["yaml"] == yaml
    assert editor.file() == before


async def test_yaml_is_saved_as_it_was_written(editor: Editor) -> None:
    """With its remarks; and not a letter outside the entry changes."""
    before = editor.file()
    browser, fields = await opened(editor)
    yaml = fields["yaml"].replace("  questions:", "  questions:   # from the night shift")
    reply = await browser.post(PATH, {"version": fields["version"], "yaml": yaml, "do": "save-yaml"})
    assert reply.status == 303
    assert editor.file() == before.replace(fields["yaml"], yaml)
    assert editor.file() != before


async def test_yaml_of_another_entry_is_refused(editor: Editor) -> None:
    """Whatever is typed into the box of one entry stays there."""
    before = editor.file()
    browser, fields = await opened(editor)
    for yaml in (
        "",
        "x: y",
        fields["yaml"] + "\nother-entry:\n  title: x",
        fields["yaml"].replace(TOPIC, "renamed"),
    ):
        reply = await browser.post(PATH, {"version": fields["version"], "yaml": yaml, "do": "save-yaml"})
        assert reply.status == 422
    assert editor.file() == before


async def test_two_people_cannot_overwrite_each_other(editor: Editor) -> None:
    """The second is told, sees what stands there now and what they had typed, and nothing is written."""
    browser, fields = await opened(editor)
    other, theirs = await opened(editor)
    await browser.post(PATH, fields | {"answer": fields["answer"] + f"\n\n{GENTLE}", "do": "save"})
    after = editor.file()
    reply = await other.post(PATH, theirs | {"answer": "What I wrote myself.", "do": "save"})
    assert reply.status == 409
    assert "Somebody else has changed this entry" in reply.text
    assert "What I wrote myself." in reply.text
    assert GENTLE in fields_of(reply)["answer"]
    assert editor.file() == after
    again = await other.post(PATH, fields_of(reply) | {"title": "How do I keep naloxone?", "do": "save"})
    assert again.status == 303
    assert GENTLE in editor.file()


async def test_two_people_can_work_in_one_file(editor: Editor) -> None:
    """On two entries, and both are saved."""
    browser, fields = await opened(editor)
    there = (await browser.get("/entries/naloxone-children")).text
    assert "Not there" not in there
    other = fields_of(await browser.get("/entries/naloxone-children"))
    other["questions"] += "\nnarcan for a small kid zzyzx"
    assert (await browser.post("/entries/naloxone-children", other | {"do": "save"})).status == 303
    fields["questions"] += "\nnarcan in a hot car zzyzx"
    assert (await browser.post(PATH, fields | {"do": "save"})).status == 303
    assert editor.file().count("zzyzx") == 2


async def test_an_edit_by_hand_is_seen_at_once(editor: Editor) -> None:
    """The editor looks at the files each time."""
    browser, fields = await opened(editor)
    path = editor.desk.book.root / FILE
    path.write_text(editor.file().replace(fields["title"], "A title typed by hand"), "utf-8")
    assert "A title typed by hand" in (await browser.get(PATH)).text


async def test_an_entry_that_is_left_out_can_be_mended(editor: Editor) -> None:
    """A mistake made by hand leaves an entry out of what people see, not out of the editor."""
    path = editor.desk.book.root / FILE
    before = editor.file()
    lines = before.split("\n")
    lines[lines.index(f"{TOPIC}:") + 1] = '  title: ""'
    path.write_text("\n".join(lines), "utf-8")
    browser = await editor.signed_in()
    listed = html.unescape((await browser.get("/")).text)
    assert "Left out because of a mistake" in listed
    assert f'href="{PATH}"' in listed
    fields = fields_of(await browser.get(PATH))
    saved = await browser.post(PATH, fields | {"title": "Mended", "do": "save"})
    assert saved.header("location") == "/waiting?new=1"  # what people did not see is judged like a new entry
    assert "Mended" in (await browser.get("/waiting")).text


async def test_a_file_that_cannot_be_read_breaks_nothing_else(editor: Editor) -> None:
    """The list says what is wrong; the last good version stays."""
    (editor.desk.book.root / FILE).write_text("a: [", "utf-8")
    browser = await editor.signed_in()
    assert "naloxone.yaml" in (await browser.get("/")).text
    assert (await browser.get(PATH)).status == 404
    assert (await browser.get("/entries/overdose-recovery-position")).status in (200, 404)


@pytest.mark.parametrize(
    "topic", ["../naloxone", "naloxone%2f..", "NALOXONE", "x" * 61, "no-such-entry", "-", "a.b"]
)
async def test_no_name_leads_out_of_the_knowledge(editor: Editor, topic: str) -> None:
    """Looked at or sent, it is no entry, and nothing is written (SEC-6)."""
    browser = await editor.signed_in()
    assert (await browser.get(f"/entries/{topic}")).status == 404
    reply = await browser.post(f"/entries/{topic}", {"do": "save", "title": "x", "version": "0" * 64})
    assert reply.status == 404
    assert not (editor.desk.book.root / writer.HISTORY).exists()


async def test_a_link_in_place_of_a_file_is_not_followed(editor: Editor, make: Callable[[str], None]) -> None:
    """Neither read nor written through (SEC-6)."""
    outside = editor.desk.book.root.parent / "outside.yaml"
    outside.write_text(f"{TOPIC}:\n  title: outside\n", "utf-8")
    path = editor.desk.book.root / FILE
    path.unlink()
    path.symlink_to(outside)
    try:
        browser = await editor.signed_in()
        assert (await browser.get(PATH)).status == 404
        assert outside.read_text("utf-8").endswith("outside\n")
    finally:
        path.unlink()
        make(FILE)


async def test_what_needs_a_second_person_waits(editor: Editor) -> None:
    """A dose is not changed by one person: the file stays, the change is listed with why, and can be withdrawn."""
    before = editor.file()
    browser, fields = await opened(editor)
    fields["answer"] += "\n\nGive 20 doses at once."
    looked = await browser.post(PATH, fields | {"do": "check"})
    assert "Why it needs a second person" in looked.text
    reply = await browser.post(PATH, fields | {"do": "save"})
    assert (reply.status, reply.header("location")) == (303, "/waiting?new=1")
    assert editor.file() == before
    listed = await browser.get("/waiting?new=1")
    assert "Give 20 doses at once." in listed.text
    assert "changes a number or a dose" in listed.text
    assert "Put in place" not in listed.text
    assert "waits for a second person" in (await browser.get(PATH)).text
    gone = await browser.post("/waiting", {"do": "close", "number": "1"})
    assert gone.header("location") == "/waiting?settled=2"
    assert "Nothing waits" in (await browser.get("/waiting")).text
    assert editor.file() == before


async def test_where_nobody_else_is_a_day_stands_for_the_second_person(editor: Editor) -> None:
    """Not a minute sooner, whatever is sent; and then it is put in place once."""
    before = editor.file()
    browser, fields = await opened(editor)
    await browser.post(PATH, fields | {"answer": fields["answer"] + "\n\nGive 20 doses.", "do": "save"})
    await browser.post("/waiting", {"do": "apply"})
    editor.clock.advance(24 * 60 * 60)
    browser = await editor.signed_in()
    await browser.post("/waiting", {"do": "apply"})
    assert editor.file() == before
    editor.clock.advance(60)
    assert "Put in place" in (await browser.get("/waiting")).text
    await browser.post("/waiting", {"do": "apply"})
    assert "Give 20 doses." in editor.file()


@pytest.mark.parametrize("form", [{}, {"do": "close"}, {"do": "close", "number": "x"}, {"do": "x", "number": "1"},
                                  {"do": "close", "number": "9" * 999}])  # fmt: skip
async def test_nonsense_settles_nothing(editor: Editor, form: dict[str, str]) -> None:
    """It leads back to the list."""
    browser = await editor.signed_in()
    assert (await browser.post("/waiting", form)).header("location") == "/waiting"
    assert (await browser.post("/waiting", {"do": "close", "number": "7"})).status == 422


async def test_only_the_newest_change_is_taken_back_and_once(editor: Editor) -> None:
    """A second press, or one on a page that is out of date, undoes nothing more."""
    browser, fields = await opened(editor)
    for number in range(2):
        fields["questions"] += f"\nnarcan in the fridge zzyzx {number}"
        await browser.post(PATH, fields | {"do": "save"})
        fields = fields_of(await browser.get(PATH))
    after = editor.file()
    assert (await browser.post("/history", {"number": "1"})).status == 409
    assert (await browser.post("/history", {})).status == 409
    assert editor.file() == after
    assert (await browser.post("/history", {"number": "2"})).status == 303
    assert (await browser.post("/history", {"number": "2"})).status == 409
    assert editor.file().count("zzyzx") == 1
    listed = (await browser.get("/history")).text
    assert "undo 2" in listed
    assert "zzyzx 1" in (await browser.get("/history/2")).text
    assert (await browser.get("/history/99")).status == 404
    assert (await browser.get("/history/x")).status == 404
