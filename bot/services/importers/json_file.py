"""Reading JSON that others wrote: NaN becomes nothing, too deep or too large numbers are refused in a sentence."""

import json
from typing import Any

from bot.services.importers.csv_file import decoded
from bot.services.importers.row import ImportRefused


def read(data: bytes, name: str) -> Any:
    """Return the value of a JSON file, or a list of values where each line is one. Raises ImportRefused."""
    text, _ = decoded(data, name)
    try:
        return _loads(text)
    except ValueError as error:
        first_fault = error
    except RecursionError:
        raise ImportRefused(f"{name} is nested too deep to be a list of sites.") from None
    try:
        lines = [_loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        line = getattr(first_fault, "lineno", 0)
        raise ImportRefused(f"{name} is not sound JSON (line {line}); download it again.") from None
    if not lines:
        raise ImportRefused(f"{name} is empty.")
    return lines


def _loads(text: str) -> Any:
    return json.loads(text, parse_constant=lambda _: None)


def cell(value: object) -> str:
    """Write any JSON value as a cell: lists with `; `, true and false as words, objects not at all."""
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(filter(None, (cell(item) for item in value)))
    return str(value)


def objects(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list; what else stands in it becomes an empty object, so that the counts add up."""
    return [item if isinstance(item, dict) else {} for item in value] if isinstance(value, list) else []


def header(records: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return all names that the records use, in the order of their first use."""
    return tuple(dict.fromkeys(str(key) for record in records for key in record))
