"""Reading an entry as a clinician does, and signing it off: what is due, the sheet to read, and the lines of the file
that say who has read it. A role is written down, never a name.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.content.atomic import write_whole
from bot.content.strict_yaml import Document, read_bytes
from bot.content.style import Facts, where
from bot.core.model import Topic, Urgency
from bot.errors import KnowledgeError, Mistake

_ROLE = re.compile(r"[A-Za-z][A-Za-z ,()-]{2,60}")
_SOON = dt.timedelta(days=30)


def due(topics: Iterable[Topic], today: dt.date) -> Iterator[str]:
    """Yield a line for each entry that nobody has reviewed or whose review runs out within a month: emergencies first,
    then by date."""
    order = {Urgency.EMERGENCY: 0, Urgency.CHECK: 1, Urgency.NONE: 2}
    wanted = (one for one in topics if is_due(one, today))
    for topic in sorted(wanted, key=lambda one: (order[one.urgency], one.review.expires, one.id)):
        review = topic.review
        if _runs_out(topic, today):
            yield f"{topic.id}: runs out {review.expires} ({review.status})"
        else:
            yield f"{topic.id}: drafted {review.date}, read by no clinician"


def is_due(topic: Topic, today: dt.date) -> bool:
    """Whether nobody has reviewed an entry, or its review runs out within a month."""
    return topic.review.status != "reviewed" or _runs_out(topic, today)


def _runs_out(topic: Topic, today: dt.date) -> bool:
    return topic.review.expires <= today + _SOON


def sheet(topic: Topic, facts: Facts) -> str:
    """Return an entry as a clinician reads it: every line numbered, and where each fact it must say stands."""
    lines = [f"{topic.id} · {topic.title} · urgency: {topic.urgency.value}", ""]
    lines += [f"{number:3}  {line}" for number, line in enumerate(topic.answer.split("\n"), 1)]
    if topic.short:
        lines += ["", "Shown first in an emergency:", *(f"     {line}" for line in topic.short.split("\n"))]
    lines += ["", "Must say, and in which line it does:"]
    for fact in facts.get(topic.id, ()):
        found = ", ".join(str(line) if line else "NOT THERE" for line in where(topic, fact))
        lines.append(f"  {fact[0]}: {found}")
    lines += ["", "Sources:"]
    lines += [f"  {one.publisher}, {one.title} {one.year}: {one.url}".rstrip() for one in topic.sources]
    review = topic.review
    by = f" by {review.by}" if review.by else ""
    lines += ["", f"Status: {review.status} {review.date}{by}, runs out {review.expires}"]
    return "\n".join(lines)


def is_role(text: str) -> bool:
    """Whether `text` can stand for a role: a few plain words, such as `nurse, overdose team`."""
    return bool(_ROLE.fullmatch(text))


def sign(path: Path, topic: Topic, role: str, today: dt.date) -> None:
    """Write into the entry's file that a clinician in this role has read it today; it runs as long as it did before.

    Raises KnowledgeError where the role cannot be used, or the file is not what was read: then nothing is changed.
    """
    if not is_role(role):
        what = f"{role!r} is no role; write something like `nurse` or `doctor, overdose team`, without a name"
        raise KnowledgeError([Mistake(path.name, 0, what)])
    data = path.read_bytes()
    text = signed(data.decode("utf-8"), read_bytes(data, path.name), topic, role, today)
    write_whole(path, text.encode("utf-8"))


def signed(text: str, document: Document, topic: Topic, role: str, today: dt.date) -> str:
    """Return the text of a file with the review lines of one entry written anew, and nothing else changed."""
    expires = today + (topic.review.expires - topic.review.date)
    return _with_review(
        text, document, topic, "status: reviewed", f"date: {today}", f"expires: {expires}", f'by: "{role}"'
    )


def drafted(text: str, document: Document, topic: Topic, today: dt.date) -> str:
    """Return the text of a file with one entry marked as read by no clinician: what was signed is not what it says."""
    expires = today + (topic.review.expires - topic.review.date)
    return _with_review(text, document, topic, "status: drafted", f"date: {today}", f"expires: {expires}")


def _with_review(text: str, document: Document, topic: Topic, *fresh: str) -> str:
    lines = text.split("\n")
    first = document.line((topic.id, "review"))
    if first < 1 or lines[first - 1].strip() != "review:":
        raise KnowledgeError(
            [Mistake(document.file, first, f"`{topic.id}` has no `review:` line of its own")]
        )
    last = first
    while last < len(lines) and lines[last].startswith("    ") and lines[last].strip():
        last += 1
    lines[first:last] = [f"    {line}" for line in fresh]
    return "\n".join(lines)
