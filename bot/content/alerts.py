"""Reading alerts.yaml, strictly, and the edits that the command line makes of its text.

An alert with a mistake is left out, and whoever edits it is told every mistake with its line. The words keep to the
style of the house: no amounts, nothing that hurts, no telephone numbers, nothing on where or from whom to get drugs.
"""

import datetime as dt
import json
from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.content.edits import with_entry, with_field
from bot.content.fields import Fields
from bot.content.review import is_role
from bot.content.strict_yaml import Document, Value, read_bytes, read_spans
from bot.content.style import Style, trading, word_faults
from bot.core import menu
from bot.core.board import Alert, Board
from bot.core.wording import fill, placeholders
from bot.errors import KnowledgeError, Mistake

FILE = "alerts.yaml"
LOOKED = "looked"
FACTS = ("emergency_number", "crisis_line", "poison_line", "medical_line")  # that every place has
MOST_DAYS = 92  # what still holds after three months is said again, or belongs into an entry
MOST_ALERTS = 50
_LONGEST = {"what": 160, "where": 60, "do": 160, "source": 120}  # letters: two lines of a small phone


@dataclass(frozen=True, slots=True)
class Known:
    """What an alert may name: entries, substances with their families, and how words are to be chosen."""

    topics: Collection[str]
    substances: Collection[str]
    style: Style


def read_alerts(document: Document, known: Known, mistakes: list[Mistake]) -> Board:
    """Return the good alerts of the file; each mistake of the others is noted."""
    whole, alerts = Fields(document, (), mistakes), []
    for name in whole.names():
        if name == LOOKED:
            continue
        found: list[Mistake] = []
        alert = _read_alert(Fields(document, (name,), found), name, known)
        mistakes += found
        if not found:
            alerts.append(alert)
    if len(alerts) > MOST_ALERTS:
        whole.note(f"has more than {MOST_ALERTS} alerts; take out those that are over")
    return Board(tuple(alerts[:MOST_ALERTS]), whole.date(LOOKED) if whole.has(LOOKED) else None)


def _read_alert(fields: Fields, name: str, known: Known) -> Alert:
    if not menu.fits(name) or name.startswith("-"):
        fields.note("is not a good id: use at most 60 of a-z, 0-9 and -")
    alert = Alert(
        id=name,
        what=fields.text("what"),
        where=fields.text("where"),
        do=fields.text("do"),
        source=fields.text("source"),
        published=fields.date("published"),
        expires=fields.date("expires"),
        by=fields.text("by"),
        topics=frozenset(fields.texts("topics")),
        substances=frozenset(fields.texts("substances")),
    )
    if fields.has("ended"):
        alert = replace(alert, ended=fields.date("ended"))
    fields.finish()
    _check_days(fields, alert)
    _check_links(fields, alert, known)
    for key, longest in _LONGEST.items():
        _check_words(fields, key, str(getattr(alert, key)), longest, known.style)
    if alert.by and not is_role(alert.by):
        fields.note(f"is {alert.by!r}; write a role such as `nurse`, never a name", "by")
    return alert


def _check_days(fields: Fields, alert: Alert) -> None:
    if alert.expires < alert.published:
        fields.note("is before `published`; an alert ends on the day of `expires`", "expires")
    elif alert.expires - alert.published > dt.timedelta(MOST_DAYS):
        fields.note(f"is more than {MOST_DAYS} days after `published`; choose an earlier day", "expires")


def _check_links(fields: Fields, alert: Alert, known: Known) -> None:
    for key, named, there in (
        ("topics", alert.topics, known.topics),
        ("substances", alert.substances, known.substances),
    ):
        for name in sorted(named - frozenset(there)):
            fields.note(f"names {name!r}, which is not there", key)
    if not alert.topics and not alert.substances:
        fields.note("belongs to nothing; add `topics:` or `substances:` so that answers can show it")


def _check_words(fields: Fields, key: str, text: str, longest: int, style: Style) -> None:
    if len(text) > longest:
        fields.note(f"has {len(text)} letters; the most is {longest}", key)
    if "\n" in text or "**" in text:
        fields.note("must be one line without **", key)
    facts = placeholders(text)
    if any(mark in fill(text, dict.fromkeys(facts, "")) for mark in "{}") or not set(facts) <= set(
        FACTS if key == "do" else ()
    ):
        fields.note(f"may have no {{ and }} but, under `do`, one of: {', '.join(FACTS)}", key)
    for fault in (*word_faults(text, style, has_numbers=key == "source"), *trading(text, style)):
        fields.note(fault, key)


def with_alert(text: str, alert: Alert, looked: dt.date) -> str:
    """Return the text of the file with one more alert, and `looked` on that day. Raises KnowledgeError."""
    fields: dict[str, Value] = {key: str(getattr(alert, key)) for key in ("what", "where", "do", "source")}
    for key in ("topics", "substances"):
        if named := sorted(getattr(alert, key)):
            fields[key] = list[Value](named)
    fields |= {"published": str(alert.published), "expires": str(alert.expires), "by": alert.by}
    return with_looked(with_entry(text, FILE, alert.id, fields), looked)


def with_end(text: str, name: str, day: dt.date) -> str:
    """Return the text with the end of an alert. Raises KnowledgeError where there is none of that name, or it has one
    already."""
    whole = read_bytes(text.encode(), FILE).value
    held = whole.get(name) if isinstance(whole, dict) else None
    if isinstance(held, dict) and "ended" in held:
        raise KnowledgeError([Mistake(FILE, 0, f"`{name}` has ended already, on {held['ended']}")])
    return with_looked(with_field(text, FILE, name, "ended", str(day)), day)


def with_looked(text: str, day: dt.date) -> str:
    """Return the text that says that somebody looked on that day."""
    written = json.dumps(str(day))
    span = read_spans(text, FILE).get((LOOKED,))
    if span is None:
        return f"{LOOKED}: {written}\n{text}"
    return text[: span.start] + written + text[span.end :]
