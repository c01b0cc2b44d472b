"""A new entry, as a form: it is drafted by the same code as `saferbot new`, and looked at before it is written.

A new entry has no line in a file yet, so its mistakes are told by the field alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.admin.judging import reasons_of
from bot.admin.sensitive import Reason
from bot.admin.submitting import submit
from bot.content.drafting import SOURCE_HINT, drafted_entry, id_from, source_from
from bot.content.edits import with_entry
from bot.content.strict_yaml import refuse_hidden
from bot.content.writer import Page as File
from bot.content.writer import StaleError
from bot.core.answers import answer
from bot.core.model import Topic, Urgency
from bot.editor import draft
from bot.editor.desk import Bubble, Desk, Present
from bot.editor.exchange import CONFLICT, OK, UNPROCESSABLE, Answer, Menu, Moved, Page, Request, Shown
from bot.errors import KnowledgeError

SAVE = "save"
FIELDS = ("category", "title", "id", "urgency", "short", "questions", "answer", "sources")
_LACKING = {
    "title": "has no title; write it as a person would ask",
    "questions": "has no way of asking; write at least one",
    "answer": "has no answer",
    "sources": f"has no source; every answer says where it comes from. Write {SOURCE_HINT}",
}
Wrong = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A new entry as it was typed: its id, the file it goes into and the text of that with it (both None where there is
    none to speak of), the entry itself where it can be read, and what is wrong by field."""

    id: str
    wrong: Wrong = field(default_factory=dict)
    file: File | None = None
    text: str = ""
    topic: Topic | None = None


def show(desk: Desk, request: Request) -> Shown:
    """Show the empty form."""
    return _shown(desk, desk.present(), {}, Sheet(""))


def send(desk: Desk, request: Request) -> Answer:
    """Look at what was typed, and write it where that was asked for and nothing is wrong with it."""
    present, form = desk.present(), {name: request.form.get(name, "").strip() for name in FIELDS}
    sheet = _typed(desk, present, form)
    if request.form.get("do") != SAVE:
        return _shown(desk, present, form, sheet)
    if sheet.wrong or sheet.file is None:
        return _shown(desk, present, form, sheet, UNPROCESSABLE)
    try:
        return _saved(desk, sheet, sheet.file)
    except StaleError:
        what = "Somebody saved something in the same file this very moment. Press save once more."
        return _shown(desk, present, form, Sheet(sheet.id, {"": (what,)}), CONFLICT)
    except KnowledgeError as error:
        return _shown(desk, present, form, Sheet(sheet.id, _told(error, sheet.id)), UNPROCESSABLE)


def _saved(desk: Desk, sheet: Sheet, file: File) -> Moved:
    outcome = submit(desk.book, file, sheet.text, "new entry", sheet.id)
    number = outcome.entry.number
    return Moved(f"/waiting?new={number}" if outcome.is_waiting else f"/entries/{sheet.id}?done={number}")


def _typed(desk: Desk, present: Present, form: Mapping[str, str]) -> Sheet:
    """What was typed as an entry in its file, with everything that is wrong with it."""
    name = form["id"] or id_from(form["title"])
    early = _early(present, form, name)
    if early:
        return Sheet(name, early)
    sources = [source for one in _lines(form["sources"]) if (source := source_from(one))]
    fields = drafted_entry(
        form["title"], _lines(form["questions"]), form["answer"], sources, desk.book.clock.now().date(),
        form["urgency"], form["short"],
    )  # fmt: skip
    try:
        file = desk.book.page(form["category"])
        text = with_entry(file.text, draft.file_of(file), name, fields)
        looked = draft.look(present, file, name, text)
    except KnowledgeError as error:
        return Sheet(name, _told(error, name))
    return Sheet(name, _told(KnowledgeError(looked.mistakes), name), file, text, looked.topic)


def _early(present: Present, form: Mapping[str, str], name: str) -> Wrong:
    """What can be told before there is an entry to be read: what lacks, and what could not stand in any file."""
    found: dict[str, tuple[str, ...]] = {key: (said,) for key, said in _LACKING.items() if not form[key]}
    if form["category"] not in present.view.knowledge.categories:
        found["category"] = ("is none of the categories; choose one",)
    if form["urgency"] not in [one.value for one in Urgency]:
        found["urgency"] = ("is none that there is; choose one",)
    if name and (said := _name_trouble(present, name)):
        found["id"] = (said,)
    elif not name and form["title"]:
        found["id"] = ("cannot be made from this title; write one of a-z, 0-9 and -",)
    if bad := [one for one in _lines(form["sources"]) if source_from(one) is None]:
        found["sources"] = tuple(f"{one!r} is no source; write {SOURCE_HINT}" for one in bad)
    for key in FIELDS:
        try:
            refuse_hidden(form[key], "")
        except KnowledgeError as error:
            found[key] = tuple(one.what for one in error.mistakes)
    return found


def _name_trouble(present: Present, name: str) -> str:
    if not draft.is_id(name):
        return "is no good id; use at most 60 of a-z, 0-9 and -, and begin with a letter or number"
    is_there = name in present.view.knowledge.topics
    return f"is `{name}`, which there is already; choose another" if is_there else ""


def _lines(text: str) -> list[str]:
    return list(filter(None, map(str.strip, text.split("\n"))))


def _told(error: KnowledgeError, name: str) -> Wrong:
    """Mistakes by field, as sentences without the name of the entry."""
    found = draft.by_field(error.mistakes, name, FIELDS)
    return {key: tuple(draft.plain(one, name) for one in those) for key, those in found.items()}


def _shown(desk: Desk, present: Present, form: Mapping[str, str], sheet: Sheet, status: int = OK) -> Shown:
    values = {
        "fields": {name: form.get(name, "") for name in FIELDS},
        "name": sheet.id,
        "wrong": sheet.wrong,
        "categories": present.view.knowledge.categories,
        "urgencies": [one.value for one in Urgency],
        "source_hint": SOURCE_HINT,
        "phone": _phone(desk, present, sheet.topic) if sheet.topic and not sheet.wrong else (),
        "reasons": _reasons(desk, sheet),
        "is_typed": any(form.values()),
    }
    return Shown("new_entry.html", values, status)


def _reasons(desk: Desk, sheet: Sheet) -> tuple[Reason, ...]:
    """Why it needs a second person; nothing where it does not, or cannot be saved yet."""
    if sheet.file is None or sheet.wrong:
        return ()
    return reasons_of(desk.book, sheet.file, sheet.text)


def _phone(desk: Desk, present: Present, topic: Topic) -> tuple[Bubble, ...]:
    """The answer, by the bot's own hand."""
    return desk.bubbles(answer(topic, present.view), present.view)


PAGE = Page("/new", "New entry", show, send, Menu.KNOWLEDGE)
