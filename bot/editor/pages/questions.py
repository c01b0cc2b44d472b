"""Questions without an answer that people agreed to have kept: reading them, trying them, deleting them.

A question is sent as a form, to be tried too, so that nobody's words stand in an address or a list of visited pages.
"""

from bot.editor.desk import Desk, Kept
from bot.editor.exchange import Answer, Menu, Moved, Page, Request, Shown
from bot.errors import SaferbotError

_SAID = {
    "yes": "Deleted, for good.",
    "no": "That question is not there any more; nothing was deleted.",
}


def show(desk: Desk, request: Request) -> Shown:
    """List what is kept, the newest week first."""
    try:
        kept, trouble = desk.questions(), ""
    except SaferbotError as error:
        kept, trouble = None, str(error)
    weeks: dict[str, list[Kept]] = {}
    for one in kept or ():
        weeks.setdefault(one.week, []).append(one)
    values = {
        "kept": kept,
        "trouble": trouble,
        "weeks": sorted(weeks.items(), reverse=True),
        "is_done": request.query.get("dropped") == "yes",
        "said": _SAID.get(request.query.get("dropped", ""), ""),
    }
    return Shown("questions.html", values)


def send(desk: Desk, request: Request) -> Answer:
    """Delete a question, the very one that was shown."""
    wanted = Kept(request.form.get("week", ""), request.form.get("text", ""))
    if wanted not in (desk.questions() or ()):
        return Moved("/questions?dropped=no")
    desk.drop(wanted)
    return Moved("/questions?dropped=yes")


PAGE = Page("/questions", "Questions", show, send, Menu.CHECKING)
