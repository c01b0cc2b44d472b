"""An entry as somebody is editing it: the text of its file with what was typed put in, and what is wrong with that.

Nothing here writes. A draft is looked at with the reader's own eyes, so what is refused later is told now.
"""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.admin.changes import Book
from bot.content.edit_lists import with_list, without_field
from bot.content.edit_whole import reading, whole, with_whole
from bot.content.edits import with_field
from bot.content.links import check_facts, check_links
from bot.content.strict_yaml import Document, Value, refuse_hidden
from bot.content.topics import bare, read_topics
from bot.content.writer import Page, read_page
from bot.core.model import Topic
from bot.editor.desk import Present
from bot.errors import KnowledgeError, Mistake

LINES = ("title", "urgency")
TEXTS = ("answer", "short")
LISTS = ("questions", "must_match", "must_not_match", "related", "services")
FIELDS = ("title", "urgency", "questions", "answer", "short", *LISTS[1:])
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_NAMED = re.compile(r"`[a-z0-9-]+(?:\.([a-z_]+))?[^`]*`(?: has no `([a-z_]+)`)?")

# How bot/content/links.py says what is not there.
_LINK = re.compile(r"links to `([^`]+)`")
_FACT = re.compile(r"asks for \{[^}]+\}")
_BRACE = re.compile(r"has a \{ or \}")
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")


@dataclass(frozen=True, slots=True)
class Looked:
    """What a draft would be: the entry (None where it cannot be read) and every mistake in it."""

    topic: Topic | None
    mistakes: tuple[Mistake, ...]


def is_id(text: str) -> bool:
    """Whether an entry may be called that."""
    return bool(_ID.fullmatch(text))


def find_page(book: Book, present: Present, topic: str) -> Page | None:
    """Return the file that an entry stands in, one that is left out for a mistake too; None where there is none."""
    if not _ID.fullmatch(topic):
        return None
    known = present.view.knowledge.topics.get(topic)
    for name in [known.category] if known else _categories(book):
        try:
            page = read_page(book.root, book.lang, name)
            if known or f"\n{topic}:" in f"\n{page.text}":
                whole(page.text, file_of(page), topic)
                return page
        except KnowledgeError:
            continue
    return None


def _categories(book: Book) -> list[str]:
    return sorted(path.stem for path in (book.root / book.lang / "topics").glob("*.yaml"))


def file_of(page: Page) -> str:
    """Return how a file of entries is called in messages."""
    return f"{page.category}.yaml"


def own_lines(page: Page, topic: str) -> tuple[str, int]:
    """Return the lines of an entry as they stand in its file, and the number of the first (from 1)."""
    first, last = whole(page.text, file_of(page), topic)
    return "\n".join(page.text.splitlines()[first:last]), first + 1


def version_of(page: Page, topic: str) -> str:
    """Return what names one state of an entry: it changes with its own lines alone, so that two people can work on two
    entries of one file."""
    return hashlib.sha256(own_lines(page, topic)[0].encode()).hexdigest()


def values_of(page: Page, topic: str) -> dict[str, str]:
    """Return the fields of an entry as a form shows them, lists with one item a line."""
    value = reading(page.text, file_of(page)).value
    entry = value[topic] if isinstance(value, dict) else {}
    return {name: _shown(entry.get(name, "") if isinstance(entry, dict) else "") for name in FIELDS}


def _shown(value: Value) -> str:
    if isinstance(value, list):
        return "\n".join(one.strip() for one in value if isinstance(one, str))
    return value.strip() if isinstance(value, str) else ""


def with_form(page: Page, topic: str, form: Mapping[str, str]) -> str:
    """Return the text of the file with the fields of a form put in, those that differ. Raises KnowledgeError.

    Only the lines of the entry are edited: reading a whole file again for every item takes seconds.
    """
    text, file, before = own_lines(page, topic)[0] + "\n", file_of(page), values_of(page, topic)
    for name in FIELDS:
        wanted = form.get(name, before[name]).strip()
        if wanted == before[name]:
            continue
        _refuse_hidden(wanted, file, topic, name)
        if name in LISTS:
            text = with_list(text, file, topic, name, list(filter(None, map(str.strip, wanted.split("\n")))))
        elif not wanted and name not in ("title", "answer"):
            text = without_field(text, file, topic, name)
        else:
            text = with_field(text, file, topic, name, wanted)
    return with_whole(page.text, file, topic, text)


def _refuse_hidden(value: str, file: str, topic: str, name: str) -> None:
    try:
        refuse_hidden(value, file)
    except KnowledgeError as error:
        what = f"`{topic}.{name}` {error.mistakes[0].what}"
        raise KnowledgeError([Mistake(file, 0, what)]) from None


def with_yaml(page: Page, topic: str, written: str) -> str:
    """Return the text of the file with the lines of the entry as somebody wrote them. Raises KnowledgeError."""
    return with_whole(page.text, file_of(page), topic, written)


def look(present: Present, page: Page, topic: str, text: str) -> Looked:
    """Return what the entry would be, and every mistake in it that can be seen without reading all files again."""
    document = reading(text, file_of(page))
    first, last = whole(text, file_of(page), topic)
    good, found = read_topics(document, present.view.knowledge.lang, page.category)
    mistakes = [one for one in found if first < one.line <= last]
    entry = next((one for one in good if one.id == topic), None)
    if entry is not None:
        mistakes += [*_beyond(present, document, entry), *_doubles(present, document, entry)]
    return Looked(entry, tuple(sorted(mistakes)))


def _beyond(present: Present, document: Document, entry: Topic) -> Iterator[Mistake]:
    """Links and local facts that are not there, each at the field that names them."""
    knowledge, head = present.view.knowledge, f"`{entry.id}` "
    after = replace(knowledge, topics={**knowledge.topics, entry.id: entry})
    for one in (*check_links("", after), *check_facts("", after, present.local)):
        if one.what.startswith(head):
            what = one.what.removeprefix(head)
            name = _naming(entry, what)
            where = (entry.id, name) if name else (entry.id,)
            yield Mistake(document.file, document.line(where), f"`{'.'.join(where)}` {what}")


def _naming(entry: Topic, what: str) -> str:
    """The field that a link or local fact stands in which is not there; empty for the whole entry."""
    if link := _LINK.match(what):
        return next((name for name in ("related", "services") if link[1] in getattr(entry, name)), "")
    if fact := _FACT.match(what):
        return "answer" if fact[0].removeprefix("asks for ") in entry.answer else "short"
    if _BRACE.match(what):
        return "answer" if re.search("[{}]", _PLACEHOLDER.sub("", entry.answer)) else "short"
    return ""


def _doubles(present: Present, document: Document, entry: Topic) -> Iterator[Mistake]:
    """Ways of asking that another entry has already."""
    others = present.view.knowledge.topics.values()
    taken = {bare(asked): one.id for one in others if one.id != entry.id for asked in one.questions}
    for place, asked in enumerate(entry.questions):
        if other := taken.get(bare(asked)):
            what = f"`{entry.id}.questions.{place}` {asked!r} is also a question of `{other}`; keep it in one entry"
            yield Mistake(document.file, document.line((entry.id, "questions", place)), what)


def by_field(
    mistakes: tuple[Mistake, ...], topic: str, fields: Collection[str] = FIELDS
) -> dict[str, tuple[Mistake, ...]]:
    """Return the mistakes by the field they are in, of those that a form has; all others under ``."""
    found: dict[str, tuple[Mistake, ...]] = {}
    for one in mistakes:
        name = _field(one, topic)
        name = name if name in fields else ""
        found[name] = (*found.get(name, ()), one)
    return found


def _field(mistake: Mistake, topic: str) -> str:
    named = _NAMED.match(mistake.what) if mistake.what.startswith(f"`{topic}") else None
    return (named[1] or named[2] or "") if named else ""


def plain(mistake: Mistake, topic: str) -> str:
    """Return what is wrong without the name of the entry, which is at the head of the page."""
    return mistake.what.removeprefix(f"`{topic}` ").replace(f"`{topic}.", "`", 1)
