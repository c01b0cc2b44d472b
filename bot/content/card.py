"""A card to print and hand out: a neutral title, the code, and a link short enough to be typed.

The topic is in the code alone: nobody who sees the card in a pocket learns what it is about.
"""

import re
import textwrap
from dataclasses import dataclass
from xml.sax.saxutils import escape

from bot.content.qr import QUIET, squares
from bot.errors import SaferbotError

WIDE, TALL = 60.0, 80.0  # mm
CODE = 50.0  # mm with the white around it: read from half a metre away
CODE_TOP = 18.0
TITLE_SIZE, LINK_SIZE = 4.6, 3.8  # mm
LINE = 5.6  # mm from one line of the title to the next
LETTERS, LINES = 24, 2  # of the title
LONGEST_LINK = 30  # letters that fit on a line
LINK_LINE = 73.5  # mm from the top
MOST_PAYLOAD = 64  # Telegram's limit for what stands after ?start=
# Telegram's own rule for names: 5 to 32 letters, digits and _.
_NAME = re.compile(r"(?:https?://)?(?:t\.me/|@)?([A-Za-z][A-Za-z0-9_]{3,30}[A-Za-z0-9])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Card:
    """What is on a card: the lines of the title, the link that the code holds, and the one to type."""

    title: tuple[str, ...]
    link: str
    typed: str


def bot_name(written: str) -> str:
    """Return a bot's name as Telegram has it: from a name, @name or its link. Raises SaferbotError."""
    found = _NAME.fullmatch(written.strip())
    if not found:
        raise SaferbotError(
            f"{written!r} is no bot's name; write it as BotFather shows it, such as @your_bot"
        )
    return found[1]


def make_card(name: str, topic: str, title: str) -> Card:
    """Return the card that leads to a bot, and there to a topic (none: to the first screen). Raises SaferbotError where
    the title is empty or does not fit."""
    lines = _balanced(" ".join(title.split()))
    if not 1 <= len(lines) <= LINES or max(map(len, lines)) > LETTERS:
        raise SaferbotError(
            f"the title {title!r} does not fit: write {LINES} lines of {LETTERS} letters at most"
        )
    payload = f"topic-{topic}" if len(f"topic-{topic}") <= MOST_PAYLOAD else topic
    home = f"t.me/{name}"
    return Card(lines, f"https://{home}?start={payload}" if topic else f"https://{home}", home)


def _balanced(title: str) -> tuple[str, ...]:
    """Return the title in as few lines as it needs, and those as even as they can be."""
    ways = [textwrap.wrap(title, width, break_long_words=False) for width in range(1, LETTERS + 1)]
    fewest = len(ways[-1])
    return tuple(next(lines for lines in ways if len(lines) == fewest))


def title_lines(card: Card) -> tuple[tuple[float, str], ...]:
    """Return each line of the title and where it stands, in mm from the top."""
    first = CODE_TOP - 3.0 - LINE * (len(card.title) - 1)
    return tuple((first + LINE * number, line) for number, line in enumerate(card.title))


def link_size(card: Card) -> float:
    """Return the size of the link's letters in mm, smaller where it is long."""
    return LINK_SIZE * min(1.0, LONGEST_LINK / len(card.typed) * 0.9)


def as_svg(card: Card) -> str:
    """Return the card as SVG, 60 by 80 mm, with nothing in it but shapes and text."""
    rows = squares(card.link)
    side = CODE / (len(rows) + 2 * QUIET)
    left, top = (WIDE - CODE) / 2 + QUIET * side, CODE_TOP + QUIET * side
    dark = "".join(
        f"M{column} {row}h1v1h-1z"
        for row, line in enumerate(rows)
        for column, is_dark in enumerate(line)
        if is_dark
    )
    texts = [_text(line, y, TITLE_SIZE, "bold") for y, line in title_lines(card)]
    texts.append(_text(card.typed, LINK_LINE, link_size(card), "normal"))
    return "\n".join((
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE:g}mm" height="{TALL:g}mm" '
        f'viewBox="0 0 {WIDE:g} {TALL:g}">',
        f'<rect width="{WIDE:g}" height="{TALL:g}" fill="#fff"/>',
        f'<path transform="translate({left:.4f} {top:.4f}) scale({side:.6f})" '
        f'shape-rendering="crispEdges" d="{dark}"/>',
        *texts,
        "</svg>\n",
    ))  # fmt: skip


def _text(words: str, y: float, size: float, weight: str) -> str:
    around = f'x="{WIDE / 2:g}" y="{y:g}" font-size="{size:.2f}" font-weight="{weight}"'
    return f'<text {around} font-family="sans-serif" text-anchor="middle">{escape(words)}</text>'
