"""Any question: what the bot answers, as it looks on a phone, and why. Nothing that is typed here is kept."""

from bot.core.text import MATCH_LIMIT
from bot.editor.desk import Desk, LearningError
from bot.editor.exchange import Menu, Page, Request, Shown

LONGEST = 4096  # letters of a message on Telegram


def show(desk: Desk, request: Request) -> Shown:
    """Show the box."""
    return Shown("asking.html", {"question": "", "asked": None, "is_learning": False, "limit": LONGEST})


def send(desk: Desk, request: Request) -> Shown:
    """Answer the question. It is sent as a form, so that it stands in no address and no list of visited pages."""
    question = request.form.get("question", "").strip()[:LONGEST]
    values: dict[str, object] = {"question": question, "asked": None, "is_learning": False, "limit": LONGEST}
    if question:
        try:
            asked, view = desk.ask(question), desk.present().view
        except LearningError:
            return Shown("asking.html", values | {"is_learning": True})
        values |= {
            "asked": asked,
            "phone": desk.bubbles(asked.reply, view),
            "topics": view.knowledge.topics,
            "is_cut": len(question) > MATCH_LIMIT,
        }
    return Shown("asking.html", values)


PAGE = Page("/ask", "Ask it", show, send, Menu.CHECKING)
