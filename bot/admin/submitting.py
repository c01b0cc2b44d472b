"""The door for every editor: a change is put in place at once, or waits where it needs a second person (pending.py)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.admin.audit import Entry
from bot.admin.changes import (
    Book,
    before_last,
    change,
    change_all,
    history,
    real_action,
    undo_all,
    undo_of,
    undoing,
)
from bot.admin.judging import reasons_of, reasons_of_all
from bot.admin.pending import propose, propose_all
from bot.admin.sensitive import Reason
from bot.content.writer import Page

TAKE_DOWN = "take down"  # the action that one person may always do, and take back


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a change: its line in the record, and why it waits for a second person; without reasons it is
    done. `rest` are the lines of other files that were changed, or wait, with it."""

    entry: Entry
    reasons: tuple[Reason, ...] = ()
    rest: tuple[Entry, ...] = ()

    @property
    def is_waiting(self) -> bool:
        """Whether it has not been put in place yet."""
        return bool(self.reasons)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All its lines in the record."""
        return self.entry, *self.rest


def submit(book: Book, page: Page, text: str, action: str, topic: str) -> Outcome:
    """Put `text` in place of a page, or propose that where it needs a second person.

    Raises as `changes.change` does.
    """
    reasons = () if action == TAKE_DOWN else reasons_of(book, page, text)
    if reasons:
        return Outcome(propose(book, page, text, action, topic), reasons)
    return Outcome(change(book, page, text, action, topic))


def submit_all(book: Book, texts: Sequence[tuple[Page, str]], action: str, topic: str) -> Outcome:
    """Put several texts in place of their pages, all or none; where any of them needs a second person, all of them
    wait, each as a proposal of its own that somebody reads and decides. Raises as `changes.change_all` does."""
    if reasons := reasons_of_all(book, texts):
        return _proposed(book, texts, reasons, lambda at: action, topic)
    first, *rest = change_all(book, texts, action, topic)
    return Outcome(first, (), tuple(rest))


def submit_undo(book: Book) -> Outcome:
    """Take back the newest change. It is judged like any other, but for putting back what one person has taken down.

    Raises as `changes.undo` does.
    """
    entry, page, text = before_last(book)
    action, topic = undo_of(entry), entry.deed.topic
    if real_action(history(book.root), entry) == TAKE_DOWN:
        return Outcome(change(book, page, text, action, topic))
    return submit(book, page, text, action, topic)


def submit_undo_all(book: Book) -> Outcome:
    """Take back the newest change with those that were made at once with it, judged as `submit_undo` does.

    Raises as `changes.undo_all` does.
    """
    found = undoing(book)
    is_free = real_action(history(book.root), found.last) == TAKE_DOWN
    if not is_free and (reasons := reasons_of_all(book, found.texts)):
        return _proposed(
            book, found.texts, reasons, lambda at: f"undo {found.numbers[at]}", found.last.deed.topic
        )
    first, *rest = undo_all(book)
    return Outcome(first, (), tuple(rest))


def _proposed(
    book: Book,
    texts: Sequence[tuple[Page, str]],
    reasons: tuple[Reason, ...],
    called: Callable[[int], str],
    topic: str,
) -> Outcome:
    first, *rest = propose_all(book, texts, called, topic)
    return Outcome(first, reasons, tuple(rest))
