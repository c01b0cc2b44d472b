"""A proposal as whoever decides about it reads it: what it changes, new entries in full, and why it waits."""

from dataclasses import dataclass

from bot.admin.changes import Book, compared, topics_in
from bot.admin.judging import reasons_of
from bot.admin.pending import Proposal
from bot.admin.sensitive import Reason
from bot.content.differences import Change, whole
from bot.content.writer import BESIDE, SITES, Page, kept


@dataclass(frozen=True, slots=True)
class Held:
    """A proposal opened: the file as it was when it was made, the text that would stand there, what differs, every new
    entry in full (a difference tells its title alone), and why it needs a second person."""

    page: Page
    text: str
    changes: tuple[Change, ...]
    fresh: tuple[str, ...]
    reasons: tuple[Reason, ...]


def holding(book: Book, proposal: Proposal) -> Held:
    """Open a proposal. Raises KnowledgeError where what it was made of is not kept any more."""
    deed = proposal.deed
    before, after = kept(book.root, deed.before), kept(book.root, deed.after)
    page, text = Page(deed.category, before.decode("utf-8"), deed.before), after.decode("utf-8")
    changes = compared(book.root, book.lang, deed.category, before, after)
    fresh = () if deed.category.startswith(SITES) or deed.category in BESIDE else _fresh(book, page, after)
    return Held(page, text, changes, fresh, reasons_of(book, page, text))


def _fresh(book: Book, page: Page, after: bytes) -> tuple[str, ...]:
    was = topics_in(book.lang, page.category, page.text.encode())
    now = topics_in(book.lang, page.category, after)
    return tuple(whole(topic) for name, topic in sorted(now.items()) if name not in was)
