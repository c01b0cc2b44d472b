"""A new entry as it is drafted: the id from its title, its sources as they are typed, its fields in the usual order.

The command line, the chat and the editor all begin an entry here; bot/content/edits.py puts it into its file.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from bot.content.strict_yaml import Value
from bot.core.text import fold

SOURCE_HINT = "publisher; title; https://...; year"
_SOURCE = ("publisher", "title", "url", "year")
_VALID = dt.timedelta(days=365)  # of a drafted entry until somebody has to look at it again
_NOT_IN_ID = re.compile(r"[^a-z0-9]+")
_LONGEST_ID = 42


def id_from(title: str) -> str:
    """Return an id made from a title; empty where the title has no letter to make it from."""
    return _NOT_IN_ID.sub("-", fold(title)).strip("-")[:_LONGEST_ID].strip("-")


def source_from(written: str) -> Mapping[str, str] | None:
    """Return a source as it was typed, `publisher; title; https://...; year` with or without the year; None where it is
    none."""
    parts = [part.strip() for part in written.split(";")]
    if len(parts) not in (3, 4) or not all(parts):
        return None
    return dict(zip(_SOURCE, parts, strict=False))


def drafted_entry(
    title: str,
    questions: Sequence[str],
    answer: str,
    sources: Sequence[Mapping[str, str]],
    today: dt.date,
    urgency: str = "none",
    short: str = "",
) -> dict[str, Value]:
    """Return the fields of an entry that was drafted today and that no clinician has read."""
    fields: dict[str, Value] = {
        "title": title,
        "urgency": urgency,
        "questions": list(questions),
        "answer": answer.strip(),
    }
    if short.strip():
        fields["short"] = short.strip()
    fields["sources"] = [dict(one) for one in sources]
    fields["review"] = {"status": "drafted", "date": str(today), "expires": str(today + _VALID)}
    return fields
