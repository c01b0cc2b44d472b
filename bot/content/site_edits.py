"""Editing one place in a file of sites: its status, until when, the reason, its hours; and not a letter beside it.

As in edits.py the text itself is edited, then read back: unless the file says exactly what it should, it is refused.
"""

import json
import re
from collections.abc import Iterator, Mapping

from bot.content.site_files import SIZE_LIMIT
from bot.content.strict_yaml import Path_, Span, Value, read_bytes, read_spans
from bot.errors import KnowledgeError, Mistake

FIELDS = ("status", "until", "reason", "hours")
_PLAIN = re.compile(r"[a-z_]+|\d{4}-\d\d-\d\d")
_Edit = tuple[int, int, str]


def with_site(text: str, file: str, site: str, fields: Mapping[str, str]) -> str:
    """Return the text with other fields of a site; an empty one is taken out.

    Raises KnowledgeError where there is no such site, or it is written in a way that cannot be edited here.
    """
    value = read_bytes(text.encode(), file, SIZE_LIMIT).value
    at, held = _find(value, file, site)
    spans = read_spans(text, file)
    edits: list[_Edit] = []
    for key, wanted in fields.items():
        span = spans.get(("sites", at, key))
        if span and wanted:
            edits.append((span.start, span.end, _written(wanted)))
        elif span:
            edits.append(_gone(text, span, key, spans["sites", at].style, _refused(file, site)))
    fresh = [f"{key}: {_written(one)}" for key, one in fields.items() if one and key not in held]
    edited = _applied(text, [*edits, *_come(text, spans, at, fresh, _refused(file, site))])
    whole: dict[str, Value] = {**held, **fields}
    _check(
        edited, file, value, at, {key: one for key, one in whole.items() if one or key not in fields}, site
    )
    return edited


def _find(value: Value, file: str, site: str) -> tuple[int, dict[str, Value]]:
    sites = value.get("sites") if isinstance(value, dict) else None
    for at, one in enumerate(sites if isinstance(sites, list) else ()):
        if isinstance(one, dict) and one.get("id") == site:
            return at, one
    raise KnowledgeError([Mistake(file, 0, f"there is no site `{site}` in this file")])


def _written(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)


def _gone(text: str, span: Span, key: str, style: str, refused: KnowledgeError) -> _Edit:
    """What takes a field out: its lines, or its part of a list in brackets."""
    start = text.rfind("\n", 0, span.start) + 1
    if style != "{" and re.fullmatch(rf"[ ]*{key}:[ ]*", text[start : span.start]):
        end = text.find("\n", max(span.start, span.end - 1))
        return start, len(text) if end < 0 else end + 1, ""
    if style == "{" and (before := re.search(rf",\s*{key}:\s*\Z", text[: span.start])):
        return before.start(), span.end, ""
    raise refused


def _come(
    text: str, spans: Mapping[Path_, Span], at: int, fresh: list[str], refused: KnowledgeError
) -> Iterator[_Edit]:
    """What puts fields in, after the id."""
    if not fresh:
        return
    span = spans["sites", at, "id"]
    if spans["sites", at].style == "{":
        yield span.end, span.end, "".join(f", {one}" for one in fresh)
        return
    start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
    found = re.fullmatch(r"([ ]*(?:-[ ]+)?)id:[ ]*", text[start : span.start])
    if found is None or "\n" in text[span.start : span.end]:
        raise refused
    ending = "\r\n" if "\r\n" in text else "\n"
    space, place = " " * len(found[1]), len(text) if end < 0 else end + 1
    lead = ending if end < 0 else ""
    yield place, place, lead + "".join(f"{space}{one}{ending}" for one in fresh)


def _applied(text: str, edits: list[_Edit]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _check(edited: str, file: str, value: Value, at: int, site: dict[str, Value], name: str) -> None:
    try:
        now = read_bytes(edited.encode(), file, SIZE_LIMIT).value
    except KnowledgeError:
        raise _refused(file, name) from None
    sites = list(value["sites"]) if isinstance(value, dict) else []
    sites[at] = site
    if not isinstance(value, dict) or now != {**value, "sites": sites}:
        raise _refused(file, name)


def _refused(file: str, site: str) -> KnowledgeError:
    what = f"`{site}` is written in a way that cannot be edited here; edit the file itself"
    return KnowledgeError([Mistake(file, 0, what)])
