"""Cells as they come: HTML, hidden letters, quotes within quotes, numbers that a spreadsheet made of postcodes."""

import html
import re
import unicodedata

EMPTY = frozenset({"", "nan", "none", "null", "n/a", "na", "-", "--", "no results", "unknown", "#n/a"})
YES = frozenset({"yes", "y", "true", "1", "x", "oui", "vrai", "available", "✓", "✔"})
NO = frozenset({"no", "n", "false", "0", "non", "faux", "unavailable"}) | EMPTY

_TAG = re.compile(r"<\s*(?:br|/p|/div|/li)\b[^<>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_ADDRESS_OF_PAGE = re.compile(r"^(?:https?://)?[\w.-]+\.[a-z]{2,}(?:[/?#:]\S*)?$", re.IGNORECASE)
_NO_DIGIT = re.compile(r"^\D*$")
_LETTERS_NUMBER = re.compile(r"\d{3}\D+[A-Za-z]{3}")
_MIXED = re.compile(
    "[A-Za-z][\u0370-\u03bb\u03bd-\u03ff\u0400-\u0587]|[\u0370-\u03bb\u03bd-\u03ff\u0400-\u0587][A-Za-z]"
)


def plain(cell: str) -> str:
    """Return the words of a cell on one line: no HTML, no control or hidden characters, single blanks."""
    return " ".join(lines(cell).split())


def lines(cell: str) -> str:
    """Return the words of a cell with its line breaks kept."""
    text = _ANY_TAG.sub("", _TAG.sub("\n", cell)) if "<" in cell else cell
    text = html.unescape(text) if "&" in text else text
    return seen(text)


def seen(text: str) -> str:
    """Return what a reader sees of a text: without control and hidden characters, every line break the same."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = unicodedata.normalize("NFC", text)
    if text.replace("\n", "").isprintable():
        return text.strip()
    return "".join(c for c in text if c in "\n\t" or _is_seen(c)).strip()


def _is_seen(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def is_empty(cell: str) -> bool:
    """Does the cell say nothing, in any of the ways that programs write nothing?"""
    return cell.strip().casefold() in EMPTY


def said(cell: str) -> str:
    """Return the words of a cell, or nothing where it only has a sign for nothing."""
    text = plain(cell)
    return "" if text.casefold() in EMPTY else text


def has_mixed_letters(text: str) -> bool:
    """Does a word mix Latin letters with look-alikes of another alphabet? No search would find it."""
    return _MIXED.search(text) is not None


def page(cell: str) -> str:
    """Return the web address in a cell (also out of an HTML link), with its scheme; empty where there is none."""
    found = _HREF.search(cell)
    text = html.unescape(found[1]) if found else plain(cell)
    first = text.split()[0].rstrip(",;") if text.split() else ""
    if not _ADDRESS_OF_PAGE.match(first) or "@" in first:
        return ""
    return first if first.lower().startswith(("http://", "https://")) else f"https://{first}"


def phones(cell: str) -> tuple[str, ...]:
    """Return the numbers as they are written, cut only where `;` or a line break stands between them. What has no
    number ("(410)    -") is left out; letters that stand for digits and extensions stay."""
    parts = re.split(r"\s*[;\n|]\s*", lines(cell).replace('"', ""))
    cleaned = (" ".join(part.split()) for part in parts)
    return tuple(dict.fromkeys(part for part in cleaned if _is_phone(part)))


def _is_phone(part: str) -> bool:
    if _NO_DIGIT.match(part):
        return False
    digits = sum(c.isdigit() for c in part)
    short = re.fullmatch(r"\d{3}|\d{3} ?\d{3}|\d{2} ?\d{2}", part) is not None  # 988, 116 117, 18 00
    return digits >= 6 or short or _LETTERS_NUMBER.search(part) is not None


def postcode(cell: str, country: str) -> tuple[str, bool]:
    """Return the postcode and whether a leading zero that a spreadsheet took was put back (United States only)."""
    text = re.sub(r"\.0$", "", said(cell))
    if country == "US" and re.fullmatch(r"\d{3,4}(?:-\d{4})?", text):
        code, dash, rest = text.partition("-")
        return code.zfill(5) + dash + rest, True
    return text, False
