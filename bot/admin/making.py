"""From what an admin sent to the text of a file as it would be. Nothing is written here.

Whatever cannot be made is refused with a KnowledgeError whose words are meant for whoever sent it.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.admin.access import Command
from bot.admin.changes import Book
from bot.admin.submitting import TAKE_DOWN
from bot.content.drafting import SOURCE_HINT, drafted_entry, id_from, source_from
from bot.content.edits import with_entry, with_field, with_item
from bot.content.review import drafted
from bot.content.site_edits import with_site
from bot.content.strict_yaml import read_bytes
from bot.content.topics import question_trouble
from bot.content.writer import SITES, Page
from bot.core.model import Topic
from bot.errors import KnowledgeError, Mistake

LONGEST_REASON = 200  # letters: it stands on a card on a phone
_DAY = re.compile(r"\s*(\d{4}-\d\d-\d\d)[\s:,.]*(.*)", re.DOTALL)
_PART = re.compile(r"(title|ask|answer|source)[ \t]*:[ \t]*(.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Known:
    """What there is: the entries, and in which file of sites each site stands."""

    topics: Mapping[str, Topic]
    sites: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Made:
    """A change ready to be shown: the page it is made from, the text with it, what is done and to which entry."""

    page: Page
    text: str
    action: str
    topic: str


def make(command: Command, target: str, text: str, book: Book, known: Known, placeholder: str) -> Made:
    """Return the change that an admin asked for. Raises KnowledgeError where it cannot be made."""
    if command in _ENTRIES:
        return _entry(command, target, text.strip(), book, known, placeholder)
    if command is Command.NEW:
        return _new(target, text, book, known)
    return _site(command, target, text.strip(), book, known)


_ENTRIES = (Command.ASK, Command.EDIT, Command.SHORT, Command.DOWN)
_FIELDS = {Command.EDIT: "answer", Command.SHORT: "short", Command.DOWN: "answer"}
_ACTIONS = {
    Command.ASK: "add question", Command.EDIT: "edit answer", Command.SHORT: "edit short text",
    Command.DOWN: TAKE_DOWN, Command.UNTIL: "close site", Command.SHUT: "close site for good",
    Command.MOVED: "mark site moved", Command.OPEN: "open site again", Command.HOURS: "change hours",
}  # fmt: skip


def _entry(command: Command, target: str, text: str, book: Book, known: Known, placeholder: str) -> Made:
    topic = known.topics.get(target)
    if topic is None:
        raise _refused("topics", f"there is no entry {target!r} any more")
    page = book.page(topic.category)
    file = f"{topic.category}.yaml"
    if command is Command.ASK:
        text = " ".join(text.split())
        if said := question_trouble(text, known.topics.values()):
            raise _refused(file, f"{text!r} {said}")
        return Made(page, with_item(page.text, file, target, "questions", text), _ACTIONS[command], target)
    wanted = placeholder if command is Command.DOWN else _plain(text)
    if not wanted.strip():
        raise _refused(file, "an empty text cannot stand there")
    edited = with_field(page.text, file, target, _FIELDS[command], wanted)
    return Made(page, _unsigned(edited, file, topic, book), _ACTIONS[command], target)


def _unsigned(text: str, file: str, topic: Topic, book: Book) -> str:
    """What a clinician has signed is not what stands there now."""
    if topic.review.status != "reviewed":
        return text
    return drafted(text, read_bytes(text.encode(), file), topic, book.clock.now().date())


def _new(category: str, text: str, book: Book, known: Known) -> Made:
    page, parts = book.page(category), _parts(_plain(text))
    title = " ".join(parts["title"]).strip()
    name = id_from(title)
    lacking = [key for key in ("title", "ask", "answer", "source") if not any(parts[key])]
    if lacking or not name:
        raise _refused(
            f"{category}.yaml", f"the new entry has no {' and no '.join(lacking) or 'title'}; send it again"
        )
    if name in known.topics:
        raise _refused(f"{category}.yaml", f"there is a `{name}` already; give it another title")
    for one in parts["ask"]:
        if said := question_trouble(one, known.topics.values()):
            raise _refused(f"{category}.yaml", f"{one!r} {said}")
    today = book.clock.now().date()
    sources = [_source(one, category) for one in parts["source"]]
    fields = drafted_entry(title, parts["ask"], "\n".join(parts["answer"]), sources, today)
    return Made(page, with_entry(page.text, f"{category}.yaml", name, fields), "new entry", name)


def _parts(text: str) -> dict[str, list[str]]:
    """The lines of a new entry by what they are; a line without a name belongs to what stands before it."""
    found: dict[str, list[str]] = {"title": [], "ask": [], "answer": [], "source": []}
    now = ""
    for line in text.split("\n"):
        named = _PART.fullmatch(line.strip())
        if named and not (now == "answer" and named[1].lower() in ("title", "answer")):
            now = named[1].lower()
            found[now].append(named[2].strip())
        elif now == "answer":
            found[now].append(line)
        elif now and line.strip():
            found[now][-1] += f" {line.strip()}"
    return {key: one if key == "answer" else [item for item in one if item] for key, one in found.items()}


def _source(written: str, category: str) -> Mapping[str, str]:
    source = source_from(written)
    if source is None:
        raise _refused(f"{category}.yaml", f"{written!r} is no source; write: {SOURCE_HINT}")
    return source


def _site(command: Command, target: str, text: str, book: Book, known: Known) -> Made:
    category = known.sites.get(target)
    if category is None:
        raise _refused(SITES.rstrip("/"), f"there is no site {target!r} any more")
    page = book.page(category)
    fields = _SITE[command](text, book.clock.now().date())
    edited = with_site(page.text, f"{category}.yaml", target, fields)
    return Made(page, edited, _ACTIONS[command], target)


def _until(text: str, today: dt.date) -> dict[str, str]:
    found = _DAY.fullmatch(text)
    try:
        day = dt.date.fromisoformat(found[1]) if found else None
    except ValueError:
        day = None
    if found is None or day is None or day < today:
        raise _refused("sites", "begin with a day from today on, written like 2026-12-24")
    return {"status": "temporarily_closed", "until": day.isoformat(), "reason": _reason(found[2])}


def _moved(text: str, today: dt.date) -> dict[str, str]:
    if not text:
        raise _refused("sites", "write where it has moved to")
    return {"status": "moved", "until": "", "reason": _reason(text)}


def _reason(text: str) -> str:
    said = " ".join(text.split())
    if len(said) > LONGEST_REASON:
        raise _refused("sites", f"this has {len(said)} letters; the most is {LONGEST_REASON}")
    return said


_SITE: Mapping[Command, Callable[[str, dt.date], dict[str, str]]] = {
    Command.UNTIL: _until,
    Command.MOVED: _moved,
    Command.SHUT: lambda text, today: {"status": "closed", "until": "", "reason": ""},
    Command.OPEN: lambda text, today: {"status": "", "until": "", "reason": ""},
    Command.HOURS: lambda text, today: {"hours": " ".join(text.split())},
}


def _plain(text: str) -> str:
    """A text as the knowledge keeps it: no white space at the end of lines, none around it."""
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip()


def _refused(where: str, what: str) -> KnowledgeError:
    return KnowledgeError([Mistake(where, 0, what)])
