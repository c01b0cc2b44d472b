"""Records as the YAML that people review. Every text stands in double quotes, which JSON writes in a way YAML reads.

At the end of the file stand fingerprints of what the import wrote, one line a site: by them the next import sees which
field a person changed, and which site a person took out.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b

from bot.services.importers.row import Record, Written

HEAD = (
    "# Imported by `saferbot sites import`. Read every line before you let people see it: correct names, hours,\n"
    "# phones and services, add `notes:` in your own words, and write `verified: 2026-10-01` where you have asked.\n"
    "# The next import keeps what you change. A comment behind `hours` is what the publisher wrote.\n"
)
FOOT = "# Leave the lines below: by these fingerprints the next import sees what people changed.\n"
MARK = "# was "
_WORD = re.compile(r"[a-z][a-z0-9_-]*")
_LINE = re.compile(rf"^{MARK}([a-z0-9-]{{1,40}})((?: [a-z0-9_]+=[0-9a-f]{{6}})*)$", re.MULTILINE)
_NUMBER = re.compile(r"-?\d{1,3}(?:\.\d+)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_ODD_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})

Prints = dict[str, dict[str, str]]


def fingerprint(value: Written) -> str:
    """Six hexadecimal digits of a value; one edit in 16 million would be taken for none."""
    return blake2b(json.dumps(value, ensure_ascii=False, sort_keys=True).encode(), digest_size=3).hexdigest()


def prints_of(records: Iterable[Record]) -> Prints:
    """The fingerprints of every field of the records, by id."""
    return {
        str(r["id"]): {key: fingerprint(value) for key, value in r.items() if key != "id"} for r in records
    }


def prints_in(text: str) -> Prints:
    """The fingerprints that stand in a file; a line that was damaged counts as not there."""
    found = ((match[1], match[2].split()) for match in _LINE.finditer(text))
    return {site: dict(part.split("=") for part in parts) for site, parts in found}


def foot(prints: Prints) -> str:
    """The last lines of the file."""
    rows = (
        f"{MARK}{site} {' '.join(f'{key}={digest}' for key, digest in by.items())}".rstrip()
        for site, by in prints.items()
    )
    return FOOT + "".join(f"{row}\n" for row in rows) if prints else ""


def without_foot(text: str) -> str:
    """The file without its last lines of fingerprints."""
    kept = [line for line in text.splitlines(keepends=True) if line != FOOT and not line.startswith(MARK)]
    return "".join(kept)


def whole(
    defaults: Record, records: Iterable[Record], proposals: Mapping[str, str], rest: Record | None = None
) -> str:
    """A whole new file, without its foot. `rest` holds what else stood at its top."""
    parts = [HEAD, "version: 1\n"]
    parts += [f"{key}: {value(one)}\n" for key, one in {"defaults": defaults, **(rest or {})}.items() if one]
    sites = [site(record, proposals.get(str(record["id"]), "")) for record in records]
    return "".join([*parts, "sites:\n" if sites else "sites: []\n", *sites])


def site(record: Record, was: str = "", indent: str = "  ") -> str:
    """One site as lines of a list."""
    lines = [line for key, one in record.items() for line in field(key, one, was if key == "hours" else "")]
    return "".join(f"{indent}{'- ' if i == 0 else '  '}{line}\n" for i, line in enumerate(lines))


def field(key: str, one: Written, was: str = "") -> Iterator[str]:
    """The lines of one field, without indent."""
    if isinstance(one, list) and any(isinstance(item, dict) for item in one):
        yield f"{key}:"
        yield from (f"  - {value(item)}" for item in one)
    else:
        yield f"{key}: {value(one)}" + (f"  # {was}" if was else "")


def value(one: Written) -> str:
    """A value on one line."""
    if isinstance(one, list):
        return f"[{', '.join(map(value, one))}]"
    if isinstance(one, dict):
        return (
            "{"
            + ", ".join(
                f"{key if _WORD.fullmatch(key) and key not in _ODD_WORDS else json.dumps(key)}: {value(item)}"
                for key, item in one.items()
            )
            + "}"
        )
    if _NUMBER.fullmatch(one) or _DATE.fullmatch(one) or (_WORD.fullmatch(one) and one not in _ODD_WORDS):
        return one
    return json.dumps(one, ensure_ascii=False)
