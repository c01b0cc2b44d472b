"""What was changed, by which role, with the differences in plain words; and taking the newest change back."""

from bot.admin.audit import Entry
from bot.admin.changes import history, last_change, shown
from bot.admin.submitting import submit_undo
from bot.editor.desk import Desk
from bot.editor.exchange import CONFLICT, Answer, Menu, Moved, Page, Request, Shown, missing

_SHOWN = 100  # changes in the list, the newest


def show(desk: Desk, request: Request) -> Shown:
    """List the changes, the newest first."""
    return _listed(desk, request.query.get("done", ""))


def _listed(desk: Desk, done: str = "", trouble: str = "") -> Shown:
    entries, last = history(desk.book.root), last_change(desk.book)
    values = {
        "entries": tuple(reversed(entries))[:_SHOWN],
        "count": len(entries),
        "last": last,
        "changes": shown(desk.book.root, desk.book.lang, last) if last else (),
        "seal": entries[-1].seal if entries else "",
        "done": _numbered(entries, done),
        "trouble": trouble,
    }
    return Shown("history.html", values, CONFLICT if trouble else 200)


def _numbered(entries: tuple[Entry, ...], number: str) -> Entry | None:
    return next((one for one in entries if str(one.number) == number), None)


def send(desk: Desk, request: Request) -> Answer:
    """Take back the newest change, if it is still the one that was shown."""
    last = last_change(desk.book)
    if last is None or request.form.get("number") != str(last.number):
        return _listed(
            desk, trouble="Something else was changed meanwhile; look at it before you take it back."
        )
    outcome = submit_undo(desk.book)
    number = outcome.entry.number
    return Moved(f"/waiting?new={number}" if outcome.is_waiting else f"/history?done={number}")


def show_one(desk: Desk, request: Request) -> Shown:
    """Show one change."""
    entry = _numbered(history(desk.book.root), request.parts["number"])
    if entry is None:
        return missing("There is no such change.")
    changes = shown(desk.book.root, desk.book.lang, entry)
    return Shown("change.html", {"entry": entry, "changes": changes, "title": f"Change {entry.number}"})


PAGE = Page("/history", "History", show, send, Menu.RECORD)
ONE = Page("/history/{number}", "Change", show_one)
