"""Why a change of a file needs a second person: the file is read, the rules of sensitive.py judge it."""

from collections.abc import Sequence
from pathlib import Path

from bot.admin.changes import Book, sites_in, topics_in
from bot.admin.sensitive import Guard, Reason
from bot.content.guard_words import read_guard_words
from bot.content.strict_yaml import read_file
from bot.content.writer import SITES, Page


def guard_of(root: Path, lang: str) -> Guard:
    """Return what changes of a knowledge are judged by. Raises KnowledgeError where that cannot be read."""
    kinds = read_file(root / lang / "emergency.yaml").value
    told = kinds.values() if isinstance(kinds, dict) else ()
    urgent = frozenset(str(one["topic"]) for one in told if isinstance(one, dict) and "topic" in one)
    return Guard(read_guard_words(root, lang), urgent)


def reasons_of(book: Book, page: Page, text: str, guard: Guard | None = None) -> tuple[Reason, ...]:
    """Return why `text` in place of a page needs a second person; nothing where one may do it alone."""
    judge = guard or guard_of(book.root, book.lang)
    before, after = page.text.encode(), text.encode()
    if page.category.startswith(SITES):
        return judge.sites(*(sites_in(book.root, page.category, one) for one in (before, after)))
    return judge.topics(*(topics_in(book.lang, page.category, one) for one in (before, after)))


def reasons_of_all(book: Book, texts: Sequence[tuple[Page, str]]) -> tuple[Reason, ...]:
    """Return why several texts in place of their pages, changed at once, need a second person."""
    guard = guard_of(book.root, book.lang)
    return tuple(reason for page, text in texts for reason in reasons_of(book, page, text, guard))
