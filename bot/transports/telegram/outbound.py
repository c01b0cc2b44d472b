"""Draws a reply for Telegram: bold and folded fine print as HTML, pieces that fit, buttons under the last one.

Everything is escaped in one place and no other tags are known, so no text can break the markup. Nothing a person
wrote is ever in a reply. Links are shown in full and never previewed: a preview shows a telling picture.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.core import menu
from bot.core.model import Button, Kind, Reply
from bot.core.search import Pin
from bot.core.text import MESSAGE_LIMIT, bold_parts, split, utf16_length, visible

URGENT = (Kind.EMERGENCY, Kind.CHECK)
SHORT_LABEL = 18  # two of these stand side by side on a small phone
LONG_LABEL = 34  # what a small phone shows of a button that stands alone
MARK = "• "
MOST_BUTTONS = 100  # Telegram refuses more
MOST_COPIES = 2
MENU_ROW = 3  # keys side by side
LONGEST_TITLE = 200
# A telephone number as it is written to be called: it begins with +, 0 or 1, or has the three groups of North America.
_PHONE = re.compile(r"(?<![\w.,/-])(?:\+\d|0\d|1[ -]\d|\d{3}-\d{3}-\d{4})[\d ()-]*(?![\w/])")
_PHONE_DIGITS = range(7, 16)
# In every such number; found in a tenth of the time where there is none.
_LONG_ENOUGH = re.compile(r"\d[\d ()-]{5,}\d")
RED_BUTTONS = tuple(menu.start(one) for one in (menu.Action.RED, menu.Action.STEP))
TOPIC_BUTTON = menu.start(menu.Action.TOPIC)


@dataclass(frozen=True, slots=True)
class Copy:
    """A button that puts a text where the person can paste it: a number, for whoever cannot tap it in the text."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """One message: `text` with **bold**, fine print under it, buttons in rows, whether it may make a sound, and the
    name of a picture that it may stand under. `send_place` labels a key that sends one's place, `drops_key` takes it
    away, `menu` are keys that stay, `prompts` asks for an answer to it. `answers` is the number of the message above
    it, `edits` of the one whose place it takes where that can be. Or no message: a `pin`, or one that it
    `deletes`; where that cannot be, and it is one of ours, `text` stands in its place."""

    text: str
    notes: str = ""
    rows: tuple[tuple[Button | Copy, ...], ...] = ()
    is_silent: bool = True
    picture: str = ""
    send_place: str = ""
    drops_key: bool = False
    menu: tuple[str, ...] = ()
    edits: int = 0
    answers: int = 0
    pin: Pin | None = None
    deletes: int = 0
    prompts: bool = False


def draw(
    reply: Reply, copy: str = "", message: int = 0, pressed: int = 0, above: int = 0
) -> tuple[Piece, ...]:
    """Return the messages of a reply, in order; none where there is nothing to show.

    `copy` is what a button says that copies the {number}; without it, and in an emergency, there are none.
    `message` is the number of the one that a reply answers or asks to delete, `pressed` of the one with the button,
    `above` of the one that a typed message was itself an answer to.
    """
    if reply.clears:
        return _clearing(reply, (message, above), pressed)
    reply = _spelled_out(reply)
    bodies = _bodies(_main(reply).strip(), reply.notes.strip())
    is_silent = reply.kind not in URGENT
    copies = _copies(visible(reply.text), copy) if copy and is_silent else []
    rows: tuple[tuple[Button | Copy, ...], ...] = (*_rows(reply.buttons), *((one,) for one in copies))
    last = len(bodies) - 1
    opening = (Piece(reply.opening, drops_key=reply.drops_key, menu=reply.menu),) if _opens(reply) else ()
    said = (
        Piece(text, notes, rows if index == last else (), is_silent, reply.picture if index == last else "")
        for index, (text, notes) in enumerate(bodies)
    )
    *before, end = (*opening, *said) or (None,)
    if end is None:
        return ()
    end = replace(
        end,
        send_place=reply.send_place,
        drops_key=end.drops_key or (reply.drops_key and not opening),
        menu=end.menu if opening else reply.menu,
        edits=pressed if reply.in_place and len(bodies) == 1 and not opening else 0,
        answers=message if reply.answers_place or reply.answers_text else 0,
        prompts=reply.prompts,
    )
    deleted = (Piece("", deletes=message),) if reply.deletes and message else ()
    return (*deleted, *before, end, *(Piece("", pin=pin) for pin in reply.pins))


def _clearing(reply: Reply, theirs: tuple[int, ...], ours: int) -> tuple[Piece, ...]:
    """Delete the messages whose numbers this very update told, and no others; what is left is told last."""
    deleted = (Piece(reply.clears, deletes=number) for number in (*theirs, ours) if number)
    return (*deleted, Piece(reply.text, drops_key=True))


def _spelled_out(reply: Reply) -> Reply:
    """A list to choose from with its titles in the text, where a phone would cut them short on the buttons."""
    is_long = any(len(one.label) > LONG_LABEL for one in reply.buttons)
    if not is_long or not (reply.is_list or reply.kind is Kind.CHOICES):
        return reply
    choices = [one for one in reply.buttons if _is_topic(one)]
    numbered = {one: Button(f"{number}. {one.label}", one.code) for number, one in enumerate(choices, 1)}
    listed = "\n".join(one.label for one in numbered.values())
    buttons = tuple(numbered.get(one, one) for one in reply.buttons)
    return replace(reply, text=f"{reply.text}\n\n{listed}", buttons=buttons)


def _is_topic(button: Button) -> bool:
    return button.code.startswith(TOPIC_BUTTON)


def _steps(text: str) -> str:
    """Lines to act on, each with a mark: on a small screen they run over, and where one begins must be seen at once.
    What stands apart below them is none."""
    steps, gap, below = text.partition("\n\n")
    lines = steps.split("\n")
    if any(line[:1].isdigit() for line in lines):
        return text
    marked = (f"{MARK}{line}" if number else line for number, line in enumerate(lines))
    return "\n".join(marked) + gap + below


def _opens(reply: Reply) -> bool:
    """Whether a message of its own brings or takes keys: one with buttons under it cannot."""
    return bool(reply.opening) and (reply.drops_key or bool(reply.menu))


def _main(reply: Reply) -> str:
    is_apart = _opens(reply) or not reply.opening
    text = _steps(reply.text) if reply.kind is Kind.EMERGENCY else reply.text
    return text if is_apart else f"{reply.opening}\n\n{text}"


def _copies(text: str, label: str) -> list[Copy]:
    """The telephone numbers of a text, each once, in order."""
    if not _LONG_ENOUGH.search(text):
        return []
    found = dict.fromkeys(one.group().rstrip(" (-") for one in _PHONE.finditer(text))
    numbers = [one for one in found if sum(map(str.isdigit, one)) in _PHONE_DIGITS]
    return [Copy(label.replace("{number}", one), one) for one in numbers[:MOST_COPIES]]


def _bodies(text: str, notes: str) -> list[tuple[str, str]]:
    bodies = [(piece, "") for piece in _fitting(text)]
    if bodies and notes and _fits(f"{bodies[-1][0]}\n{notes}"):
        return [*bodies[:-1], (bodies[-1][0], notes)]
    return bodies + [("", piece) for piece in _fitting(notes)]


def _fitting(text: str) -> tuple[str, ...]:
    """Bold marks are not shown, so what fits without them is not cut."""
    if not visible(text).strip():
        return ()
    return (text,) if _fits(text) else split(text)


def _fits(text: str) -> bool:
    """Whether it is one message as it is shown; a letter is two units at most."""
    return 2 * len(text) <= MESSAGE_LIMIT or utf16_length(visible(text)) <= MESSAGE_LIMIT


def _rows(buttons: tuple[Button, ...]) -> tuple[tuple[Button, ...], ...]:
    rows: list[tuple[Button, ...]] = []
    for button in buttons[:MOST_BUTTONS]:
        if rows and len(rows[-1]) == 1 and _is_short(rows[-1][0]) and _is_short(button):
            rows[-1] = (rows[-1][0], button)
        else:
            rows.append((button,))
    return tuple(rows)


def _is_short(button: Button) -> bool:
    return len(button.label) <= SHORT_LABEL


def to_html(text: str) -> str:
    """Return `text` as Telegram HTML: **bold** becomes <b>, everything else is shown as it is written."""
    parts = bold_parts(html.escape(text, quote=False))  # which leaves the marks as they are
    return "".join(f"<b>{part}</b>" if is_bold else part for part, is_bold in parts)


def as_html(piece: Piece) -> dict[str, object]:
    """Return the parameters of sendMessage for a piece."""
    notes = f"<blockquote expandable>{to_html(piece.notes)}</blockquote>" if piece.notes else ""
    text = "\n".join(_said(to_html(piece.text), notes))
    return {**_around(piece), "text": text, "parse_mode": "HTML"}


def as_edit(piece: Piece) -> dict[str, object]:
    """Return the parameters of editMessageText for a piece that takes the place of another; no buttons are left of
    that."""
    params = as_html(piece)
    del params["disable_notification"]
    return {"message_id": piece.edits, "reply_markup": {"inline_keyboard": []}, **params}


def as_caption(piece: Piece, picture: object) -> dict[str, object]:
    """Return the parameters of sendPhoto for a piece: its words stand under the picture."""
    words = as_html(piece)
    del words["link_preview_options"]
    return {"photo": picture, "caption": words.pop("text"), **words}


def as_plain(piece: Piece) -> dict[str, object]:
    """Return the parameters for the same words without markup, for when Telegram cannot parse ours."""
    return {**_around(piece), "text": "\n".join(_said(visible(piece.text), visible(piece.notes)))}


def _said(*parts: str) -> Iterator[str]:
    return (part for part in parts if part)


def _around(piece: Piece) -> dict[str, object]:
    keys = _keys(piece)
    above = {"message_id": piece.answers, "allow_sending_without_reply": True}
    return {
        "link_preview_options": {"is_disabled": True},
        "disable_notification": piece.is_silent,
        **({"reply_markup": keys} if keys else {}),
        **({"reply_parameters": above} if piece.answers else {}),
    }


def _keys(piece: Piece) -> dict[str, object]:
    if piece.rows:
        return {"inline_keyboard": [[_button(button) for button in row] for row in piece.rows]}
    if piece.send_place:
        key = {"text": piece.send_place, "request_location": True}
        return {"keyboard": [[key]], "resize_keyboard": True, "one_time_keyboard": True}
    if piece.prompts:
        return {"force_reply": True}
    if piece.menu:
        rows = (piece.menu[at : at + MENU_ROW] for at in range(0, len(piece.menu), MENU_ROW))
        keyboard = [[{"text": label} for label in row] for row in rows]
        return {"keyboard": keyboard, "resize_keyboard": True, "is_persistent": True}
    return {"remove_keyboard": True} if piece.drops_key else {}


def as_venue(pin: Pin) -> dict[str, object]:
    """Return the parameters of sendVenue: where help is, and never from where."""
    return {
        "latitude": float(pin.point.lat),
        "longitude": float(pin.point.lon),
        "title": pin.title[:LONGEST_TITLE],
        "address": pin.address[:LONGEST_TITLE],
        "disable_notification": True,
    }


def _button(button: Button | Copy) -> dict[str, object]:
    if isinstance(button, Copy):
        return {"text": button.label, "copy_text": {"text": button.text}}
    if button.opens:
        return {"text": button.label, "web_app": {"url": button.opens}}
    style = {"style": "danger"} if button.code.startswith(RED_BUTTONS) else {}
    return {"text": button.label, "callback_data": button.code, **style}
