"""Changes that wait for a second person: what they would do and why they wait, and taking them back.

Where the editor was started in a terminal nobody confirms: whoever did could start it again in another role, and be the
second person too. Where Telegram vouches for who sits here, an admin in another role does.
"""

from dataclasses import dataclass

from bot.admin.audit import Entry
from bot.admin.changes import shown
from bot.admin.held import holding
from bot.admin.judging import reasons_of
from bot.admin.pending import Proposal, apply_due, close, confirm, is_stale, waiting
from bot.admin.sensitive import Reason
from bot.content.differences import Change
from bot.content.writer import Page as File
from bot.content.writer import kept
from bot.editor import draft
from bot.editor.desk import Desk
from bot.editor.exchange import Answer, Menu, Moved, Page, Request, Shown
from bot.errors import KnowledgeError

NEW = "new entry"
CLOSE, APPLY, CONFIRM = "close", "apply", "confirm"
_LONGEST = len("1000000")  # of the number of a proposal


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that waits: what it changes, why it waits, whether it is of the role at this desk, whether its file says
    something else by now, and whether it may be put in place because a day has passed and nobody else could. `written`
    are the lines of an entry that is not there yet, of which a difference tells the title alone."""

    proposal: Proposal
    changes: tuple[Change, ...]
    reasons: tuple[Reason, ...]
    is_mine: bool
    is_stale: bool
    is_due: bool
    written: str


def show(desk: Desk, request: Request) -> Shown:
    """List what waits, oldest first."""
    held = tuple(_held(desk, one) for one in waiting(desk.book))
    values = {
        "held": held,
        "new": request.query.get("new", ""),
        "settled": request.query.get("settled", ""),
        "is_alone": desk.is_alone,
        "may_confirm": desk.is_vouched,
    }
    return Shown("waiting.html", values)


def _held(desk: Desk, one: Proposal) -> Waiting:
    book, deed = desk.book, one.deed
    is_mine = deed.role == book.role
    changes = shown(book.root, book.lang, Entry(one.number, deed, ""))
    is_due = desk.is_alone and is_mine and book.clock.now() >= one.due
    written = _written(desk, one)
    return Waiting(one, changes, _reasons(desk, one), is_mine, is_stale(book, one), is_due, written)


def _written(desk: Desk, one: Proposal) -> str:
    """The lines of an entry that is not there yet, or all that new entries of a sheet say; none where there are none or
    they are not kept any more."""
    deed = one.deed
    try:
        if one.action != NEW:
            return "\n\n".join(holding(desk.book, one).fresh)
        text = kept(desk.book.root, deed.after).decode("utf-8")
        return draft.own_lines(File(deed.category, text, deed.after), deed.topic)[0]
    except (KnowledgeError, UnicodeDecodeError):
        return ""


def _reasons(desk: Desk, one: Proposal) -> tuple[Reason, ...]:
    """Why it waits; nothing where its file has been changed so much that it cannot be told any more."""
    page = desk.book.page(one.deed.category)
    if page.version != one.deed.before:
        return ()
    try:
        return reasons_of(desk.book, page, kept(desk.book.root, one.deed.after).decode("utf-8"))
    except (KnowledgeError, UnicodeDecodeError):
        return ()


def send(desk: Desk, request: Request) -> Answer:
    """Take a change back, put in place what has waited for a day where there is nobody else, or confirm another's."""
    do, number = request.form.get("do"), request.form.get("number", "")
    if do == APPLY and desk.is_alone:
        done = apply_due(desk.book, (desk.book.role,))
        return Moved(f"/history?done={done[-1].number}" if done else "/waiting")
    if not (number.isascii() and number.isdecimal()) or len(number) > _LONGEST:
        return Moved("/waiting")
    if do == CONFIRM and desk.is_vouched:
        return Moved(f"/history?done={confirm(desk.book, int(number)).number}")
    if do == CLOSE:
        return Moved(f"/waiting?settled={close(desk.book, int(number)).number}")
    return Moved("/waiting")


PAGE = Page("/waiting", "Waiting", show, send, Menu.RECORD)
