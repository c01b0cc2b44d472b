"""What the test phrases found when all of them were last asked, kept in a small file, so that the next time shows what
changed since. It holds phrases of the knowledge and ids of entries; nothing that anybody asked the bot.
"""

import contextlib
import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.atomic import write_whole
from bot.core.model import Zone
from bot.matching.whatif import Answer, Case, Role

_FORM = 1  # of the file; another one is as good as none


@dataclass(frozen=True, slots=True)
class Tried:
    """What each phrase found, the day on which it was asked, and the digest of what the index was made from."""

    day: dt.date
    key: str
    found: Mapping[Case, Answer]


def place_of(folder: Path, knowledge: Path, lang: str) -> Path:
    """Return where in `folder` the file of one knowledge stands."""
    name = hashlib.sha256(f"{lang} {knowledge.resolve()}".encode()).hexdigest()[:16]
    return folder / f"tried-{name}.json"


def read_tried(path: Path) -> Tried | None:
    """Return what was kept, None where there is nothing or it cannot be used."""
    try:
        held = json.loads(path.read_text("utf-8"))
        if held["form"] != _FORM:
            return None
        found = {
            Case(topic, phrase, Role(role)): Answer(Zone(zone), tuple(topics))
            for topic, phrase, role, zone, topics in held["found"]
        }
        return Tried(dt.date.fromisoformat(held["day"]), str(held["key"]), found)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def write_tried(path: Path, tried: Tried) -> None:
    """Keep what was found for the next time. Failing is no harm."""
    rows = [
        [case.topic, case.phrase, case.role.value, answer.zone.value, list(answer.topics)]
        for case, answer in tried.found.items()
    ]
    held = {"form": _FORM, "day": tried.day.isoformat(), "key": tried.key, "found": rows}
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, json.dumps(held, ensure_ascii=False).encode(), 0o600)
