"""Telegram's HTML subset, parsed as strictly as Telegram does it.

A bot that sends an unbalanced tag gets 400 and its reader gets nothing, so the fake must refuse what
Telegram refuses. Offsets of entities are in UTF-16 units, offsets in error sentences in UTF-8 bytes,
as in the Bot API; both count from 0.
"""

import html
import re
from dataclasses import dataclass, field
from typing import Any

Entity = dict[str, Any]

KIND_OF_TAG = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
}
# Telegram decodes these four names and numbers; `&nbsp;` and all others stay as they are written.
CHARACTER = re.compile(r"&(?:(lt|gt|amp|quot)|#(\d{1,8})|#[xX]([0-9a-fA-F]{1,8}));")
ATTRIBUTE = re.compile(r"""\s*([^\s=>"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.-]+)))?""")
LINK = re.compile(r"(?:https?|ton|tonsite|tg)://\S+|[\w-]+(?:\.[\w-]+)+(?:/\S*)?", re.IGNORECASE)
LAST_CODE_POINT = 0x10FFFF


class HtmlError(ValueError):
    """Telegram's sentence for markup it cannot parse, without the "can't parse entities" before it."""


@dataclass(frozen=True, slots=True)
class Formatted:
    """What a reader sees: the plain text, and which stretches of it are bold, links and so on."""

    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(slots=True)
class _Open:
    tag: str
    start: int
    attributes: dict[str, str]


@dataclass(slots=True)
class _Parser:
    source: str
    at: int = 0
    text: list[str] = field(default_factory=list)
    length: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def add(self, piece: str) -> None:
        self.text.append(piece)
        self.length += utf16_length(piece)

    def bytes_before(self, at: int) -> int:
        return len(self.source[:at].encode("utf-8", "surrogatepass"))


def utf16_length(text: str) -> int:
    """The length Telegram counts: UTF-16 units, so most emoji count two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> Formatted:
    """Text and entities of Telegram HTML, outer white space trimmed; raises HtmlError as Telegram words it."""
    parser = _Parser(source)
    while parser.at < len(source):
        _read_one(parser)
    if parser.open:
        raise HtmlError(f'Can\'t find end tag corresponding to start tag "{parser.open[-1].tag}"')
    entities = sorted(parser.entities, key=lambda one: (one["offset"], -one["length"]))
    return trimmed("".join(parser.text), entities)


def _read_one(parser: _Parser) -> None:
    here = parser.source[parser.at]
    if here == "&" and (found := CHARACTER.match(parser.source, parser.at)):
        parser.add(_character(found))
        parser.at = found.end()
    elif here != "<":
        parser.add(here)
        parser.at += 1
    elif parser.source.startswith("</", parser.at):
        _close(parser)
    else:
        _start(parser)


def _character(found: re.Match[str]) -> str:
    name, decimal, hexadecimal = found.groups()
    if name:
        return html.unescape(found.group())
    number = int(decimal) if decimal else int(hexadecimal, 16)
    if 0xD800 <= number <= 0xDFFF:
        raise HtmlError("Text contains invalid Unicode characters after decoding HTML entities")
    return chr(number) if 0 < number <= LAST_CODE_POINT else found.group()


def _start(parser: _Parser) -> None:
    source, begin = parser.source, parser.at
    place = f"at byte offset {parser.bytes_before(begin)}"
    name = re.compile(r"[^\s>]*").match(source, begin + 1)
    end = _end_of_tag(source, begin)
    if name is None or end < 0:
        raise HtmlError(f"Unclosed start tag {place}")
    tag = name.group().lower()
    if tag not in KIND_OF_TAG:
        raise HtmlError(f'Unsupported start tag "{tag}" {place}')
    attributes = _attributes(source[name.end() : end], tag, place)
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise HtmlError(f'Tag "span" must have class "tg-spoiler" {place}')
    parser.open.append(_Open(tag, parser.length, attributes))
    parser.at = end + 1


def _end_of_tag(source: str, begin: int) -> int:
    quote = ""
    for at in range(begin, len(source)):
        here = source[at]
        if quote:
            quote = "" if here == quote else quote
        elif here in "\"'":
            quote = here
        elif here == ">":
            return at
    return -1


def _attributes(written: str, tag: str, place: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    while written[at:].strip():
        one = ATTRIBUTE.match(written, at)
        if one is None:
            raise HtmlError(f'Empty attribute name in the tag "{tag}" {place}')
        name, *values = one.groups()
        value = next((each for each in values if each is not None), None)
        if value is None and name.lower() != "expandable":
            raise HtmlError(f'Expected equal sign in declaration of an attribute of the tag "{tag}" {place}')
        found[name.lower()] = CHARACTER.sub(_character, value or "")
        at = one.end()
    return found


def _close(parser: _Parser) -> None:
    place = f"at byte offset {parser.bytes_before(parser.at)}"
    if not parser.open:
        raise HtmlError(f"Unexpected end tag {place}")
    end = parser.source.find(">", parser.at)
    if end < 0:
        raise HtmlError(f"Unclosed end tag {place}")
    tag = parser.source[parser.at + 2 : end].strip().lower()
    opened = parser.open.pop()
    if tag not in ("", opened.tag):
        raise HtmlError(f'Unmatched end tag {place}, expected "</{opened.tag}>", found "</{tag}>"')
    parser.at = end + 1
    _add_entity(parser, opened)


def _add_entity(parser: _Parser, opened: _Open) -> None:
    length = parser.length - opened.start
    entity: Entity = {
        "offset": opened.start,
        "length": length,
        "type": KIND_OF_TAG[opened.tag],
    }
    if opened.tag == "a":
        url = opened.attributes.get("href") or "".join(parser.text)[-length:]
        if not LINK.fullmatch(url):
            return  # Telegram shows the words and silently drops a link that leads nowhere.
        entity["url"] = url
    if opened.tag == "blockquote" and "expandable" in opened.attributes:
        entity["type"] = "expandable_blockquote"
    language = opened.attributes.get("class", "").removeprefix("language-")
    if opened.tag == "code" and language and parser.open and parser.open[-1].tag == "pre":
        parser.open[-1].attributes["language"] = language
        return
    if opened.tag == "pre" and "language" in opened.attributes:
        entity["language"] = opened.attributes["language"]
    if length:
        parser.entities.append(entity)


def trimmed(text: str, entities: list[Entity]) -> Formatted:
    """The text without white space around it, as Telegram keeps it, and the entities moved to fit."""
    cut = utf16_length(text) - utf16_length(text.lstrip())
    kept = text.strip()
    length = utf16_length(kept)
    return Formatted(kept, tuple(_moved(entities, cut, length)))


def _moved(entities: list[Entity], cut: int, length: int) -> list[Entity]:
    moved = []
    for one in entities:
        start = max(0, one["offset"] - cut)
        end = min(length, one["offset"] + one["length"] - cut)
        if end > start:
            moved.append({**one, "offset": start, "length": end - start})
    return moved
