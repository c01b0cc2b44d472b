"""One entry: as a form and as YAML side by side, as it looks on a phone, and what is wrong with it, while one types.

It is saved through the one safe door, or not at all. What somebody typed is never lost: it is shown again with what was
wrong, or beside what somebody else has saved meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.admin.changes import history, shown
from bot.admin.judging import reasons_of
from bot.admin.pending import waiting
from bot.admin.sensitive import Reason
from bot.admin.submitting import submit
from bot.content.differences import Change, differences
from bot.content.links import without_dead_links
from bot.content.style import faults, where
from bot.content.writer import Page as File
from bot.content.writer import StaleError
from bot.core.answers import answer
from bot.core.model import Kind, Reply, Topic, Urgency
from bot.core.view import View
from bot.core.wording import fill
from bot.editor import draft
from bot.editor.desk import Bubble, Desk, LearningError, Present, Weighed
from bot.editor.exchange import CONFLICT, OK, UNPROCESSABLE, Answer, Moved, Page, Request, Shown, missing
from bot.errors import KnowledgeError, Mistake

SAVE, SAVE_YAML, CHECK_YAML, WEIGH = "save", "save-yaml", "check-yaml", "weigh"
_YAML = (SAVE_YAML, CHECK_YAML)
_SAVES = (SAVE, SAVE_YAML)


@dataclass(frozen=True, slots=True)
class Said:
    """Something an entry must say, and the lines of its answer that do; empty where it does not."""

    fact: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """An entry on the page: its file, the text of that file with what was typed, and what came of it. `typed` are the
    fields of the form as they were sent, `yaml` the lines; empty where they follow from the text."""

    topic: str
    file: File
    text: str
    looked: draft.Looked
    typed: Mapping[str, str] = field(default_factory=dict)
    yaml: str = ""
    status: int = OK
    more: Mapping[str, object] = field(default_factory=dict)


def show(desk: Desk, request: Request) -> Answer:
    """Show an entry as it is in its file."""
    topic, present = request.parts["topic"], desk.present()
    file = draft.find_page(desk.book, present, topic)
    if file is None:
        return missing(
            "There is no such entry, or its file cannot be read; the list of entries says what is wrong."
        )
    sheet = Sheet(topic, file, file.text, draft.look(present, file, topic, file.text))
    return _shown(desk, present, replace(sheet, more=_done(desk, topic, request.query.get("done", ""))))


def _done(desk: Desk, topic: str, number: str) -> Mapping[str, object]:
    """The change that was just made, for what the address says; nothing where that is no change of this entry."""
    entry = next((one for one in history(desk.book.root) if str(one.number) == number), None)
    if entry is None or entry.deed.topic != topic:
        return {}
    return {"done": entry, "done_changes": shown(desk.book.root, desk.book.lang, entry)}


def send(desk: Desk, request: Request) -> Answer:
    """Look at what was typed, and save it where that was asked for and nothing is wrong with it."""
    topic, present, do = request.parts["topic"], desk.present(), request.form.get("do", "")
    file = draft.find_page(desk.book, present, topic)
    if file is None:
        return missing("There is no such entry any more; nothing was saved.")
    if request.form.get("version") != draft.version_of(file, topic):
        return _stale(desk, present, topic, file, request.form)
    sheet = _typed(present, topic, file, request.form)
    if do in _SAVES and not sheet.looked.mistakes:
        return _save(desk, present, sheet)
    if do == WEIGH and sheet.looked.topic is not None:
        sheet = replace(sheet, more=_weighed(desk, sheet.looked.topic))
    refused = do in _SAVES
    return _shown(desk, present, replace(sheet, status=UNPROCESSABLE if refused else OK))


def _typed(present: Present, topic: str, file: File, form: Mapping[str, str]) -> Sheet:
    is_yaml = form.get("do") in _YAML
    typed = {} if is_yaml else {name: form[name] for name in draft.FIELDS if name in form}
    yaml = form.get("yaml", "") if is_yaml else ""
    try:
        text = draft.with_yaml(file, topic, yaml) if is_yaml else draft.with_form(file, topic, form)
        return Sheet(topic, file, text, draft.look(present, file, topic, text), typed, yaml)
    except KnowledgeError as error:
        return Sheet(topic, file, file.text, draft.Looked(None, error.mistakes), typed, yaml)


def _save(desk: Desk, present: Present, sheet: Sheet) -> Answer:
    try:
        outcome = submit(desk.book, sheet.file, sheet.text, "edit entry", sheet.topic)
    except StaleError:
        what = "Somebody saved something in the same file this very moment. Press save once more."
        return _shown(desk, present, replace(sheet, status=CONFLICT, more={"trouble": what}))
    except KnowledgeError as error:
        looked = replace(sheet.looked, mistakes=error.mistakes)
        return _shown(desk, present, replace(sheet, looked=looked, status=UNPROCESSABLE))
    number = outcome.entry.number
    return Moved(f"/waiting?new={number}" if outcome.is_waiting else f"/entries/{sheet.topic}?done={number}")


def _stale(desk: Desk, present: Present, topic: str, file: File, form: Mapping[str, str]) -> Shown:
    """Somebody else has changed this entry: show it as it is now, and beside it what was typed here."""
    typed = form.get("yaml") if form.get("do") in _YAML else None
    if typed is None:
        typed = "\n\n".join(f"{name}:\n{form[name]}" for name in draft.FIELDS if name in form)
    what = "Somebody else has changed this entry since you opened it. Nothing was saved; this is how it reads now."
    sheet = Sheet(topic, file, file.text, draft.look(present, file, topic, file.text), status=CONFLICT)
    return _shown(desk, present, replace(sheet, more={"trouble": what, "unsaved": typed}))


def _weighed(desk: Desk, topic: Topic) -> Mapping[str, Weighed | bool]:
    try:
        return {"weighed": desk.weigh(topic)}
    except LearningError:
        return {"is_learning": True}


def _shown(desk: Desk, present: Present, sheet: Sheet) -> Shown:
    view, topic = present.view, sheet.looked.topic
    known = view.knowledge.topics.get(sheet.topic)
    edited = replace(sheet.file, text=sheet.text)
    yaml, first = draft.own_lines(edited, sheet.topic)
    values = {
        "id": sheet.topic,
        "category": view.knowledge.categories.get(sheet.file.category, sheet.file.category),
        "topic": topic or known,
        "fields": {**draft.values_of(edited, sheet.topic), **sheet.typed},
        "yaml": sheet.yaml or yaml,
        "first": first,
        "version": draft.version_of(sheet.file, sheet.topic),
        "mistakes": sheet.looked.mistakes,
        "wrong": _wrong(sheet.looked.mistakes, sheet.topic),
        "urgencies": [one.value for one in Urgency],
        "changes": _changes(known, topic),
        "reasons": _reasons(desk, sheet),
        "waits": tuple(one for one in waiting(desk.book) if one.deed.topic == sheet.topic),
        "said": _said(topic, present) if topic else (),
        "advice": tuple(faults(topic, present.style)) if topic else (),
        "phone": _phone(desk, view, topic) if topic else (),
        "red": _red(desk, view, topic) if topic else (),
        "is_asked_otherwise": bool(known and topic and _asking(known) != _asking(topic)),
        "is_edited": sheet.text != sheet.file.text,
        "done": None,
        "done_changes": (),
        "trouble": "",
        "unsaved": "",
        "weighed": None,
        "is_learning": False,
        **sheet.more,
    }
    named = topic or known
    return Shown("entry.html", values | {"title": named.title if named else sheet.topic}, sheet.status)


def _wrong(mistakes: tuple[Mistake, ...], topic: str) -> dict[str, list[tuple[str, int, str]]]:
    """The mistakes by field: the file, the line, and what is wrong."""
    found = draft.by_field(mistakes, topic)
    return {
        name: [(one.file, one.line, draft.plain(one, topic)) for one in those]
        for name, those in found.items()
    }


def _changes(before: Topic | None, after: Topic | None) -> tuple[Change, ...]:
    if before is None or after is None:
        return ()
    return tuple(differences({before.id: before}, {after.id: after}))


def _reasons(desk: Desk, sheet: Sheet) -> tuple[Reason, ...]:
    """Why what was typed needs a second person; nothing where it does not, or cannot be saved yet."""
    if sheet.text == sheet.file.text or sheet.looked.mistakes:
        return ()
    return reasons_of(desk.book, sheet.file, sheet.text)


def _asking(topic: Topic) -> tuple[object, ...]:
    return topic.title, topic.questions, topic.must_match, topic.must_not_match


def _said(topic: Topic, present: Present) -> tuple[Said, ...]:
    facts = present.must_say.get(topic.id, ())
    found = ((fact[0], where(topic, fact)) for fact in facts)
    return tuple(Said(name, tuple(dict.fromkeys(lines)) if all(lines) else ()) for name, lines in found)


def _phone(desk: Desk, view: View, topic: Topic) -> tuple[Bubble, ...]:
    """The answer, by the bot's own hand."""
    after = replace(view.knowledge, topics={**view.knowledge.topics, topic.id: topic})
    clean = replace(view, knowledge=without_dead_links(after))
    return desk.bubbles(answer(clean.knowledge.topics[topic.id], clean), clean)


def _red(desk: Desk, view: View, topic: Topic) -> tuple[Bubble, ...]:
    """What is shown first in an emergency, where the entry has that."""
    if not topic.short:
        return ()
    buttons = next((one.buttons for one in view.knowledge.guidance.values() if one.topic == topic.id), ())
    return desk.bubbles(Reply(Kind.EMERGENCY, fill(topic.short, view.facts), topic.lang, buttons), view)


PAGE = Page("/entries/{topic}", "Entry", show, send)
