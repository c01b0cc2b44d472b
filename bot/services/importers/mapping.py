"""The mapping file, in which an admin says which column is what and which word means which service.

columns: {name: ID, street: [street1, street2], hours_mo: [mon_opens, mon_closes]}
services: {always: [naloxone], column: Type, words: {Clinic: [detox]}, yes_in: {Has naloxone: naloxone}}
language: fr
"""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from bot.core.site import SERVICES
from bot.services.importers.columns import CELLS, Columns, fold, guessed
from bot.services.importers.row import ImportRefused, Written

_PARTS = ("columns", "services", "language")


def from_mapping(
    value: Written, header: Iterable[str], file: str, ours: bool = False, empty: Iterable[str] = ()
) -> Columns:
    """Return the columns as the mapping file says, what it leaves out being guessed. Raises ImportRefused with the
    first thing in it that cannot be so."""
    names = tuple(header)
    part = _mapping(value, file, "the file")
    _only(part, _PARTS, file, "")
    guess = guessed(names, ours, empty)
    written = _mapping(part.get("columns", {}), file, "`columns`")
    for cell in written:
        _choice(cell, CELLS, file, "`columns`")
    claimed = {
        _column(one, names, file, cell) for cell, columns in written.items() for one in _list(columns) if one
    }
    take = {
        cell: left
        for cell, columns in guess.take.items()
        if (left := tuple(c for c in columns if c not in claimed))
    }
    for cell, columns in written.items():
        take[cell] = tuple(_column(one, names, file, cell) for one in _list(columns) if one)
    used = {column for columns in take.values() for column in columns}
    always, words, yes_in, more = _services(part.get("services", {}), names, file)
    if more:
        take["services"] = more
    unused = tuple(c for c in names if c not in used | set(yes_in) | set(more))
    language = part.get("language", "en")
    if not isinstance(language, str) or not re.fullmatch(r"[a-z]{2}", language):
        raise ImportRefused(f"{file}: `language` must be two small letters, such as en or fr.")
    return Columns(
        {k: v for k, v in take.items() if v}, always, words, yes_in or guess.yes_in, unused, language
    )


def _services(
    value: Written, names: tuple[str, ...], file: str
) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]], dict[str, str], tuple[str, ...]]:
    part = _mapping(value, file, "`services`")
    _only(part, ("always", "column", "words", "yes_in"), file, "services.")
    always = services(_list(part.get("always", [])), f"{file}, `services.always`")
    words = {
        fold(word): services(_list(given), f"{file}, `services.words.{word}`")
        for word, given in _mapping(part.get("words", {}), file, "`services.words`").items()
    }
    yes_in = {}
    for column, given in _mapping(part.get("yes_in", {}), file, "`services.yes_in`").items():
        yes_in[_column(column, names, file, "services.yes_in")] = services(
            _list(given), f"{file}, `services.yes_in`"
        )[0]
    more = tuple(_column(one, names, file, "services.column") for one in _list(part.get("column", [])) if one)
    return always, words, yes_in, more


def services(names: Iterable[str], where: str) -> tuple[str, ...]:
    """Check that each is a service of the closed list. Raises ImportRefused with the nearest one."""
    found = []
    for name in names:
        key = fold(name).replace(" ", "_")
        if key not in SERVICES:
            near = get_close_matches(key, SERVICES, 1)
            hint = f"did you mean {near[0]}?" if near else f"it must be one of: {', '.join(SERVICES)}"
            raise ImportRefused(f"{where}: `{name}` is not a service I know; {hint}")
        found.append(key)
    return tuple(dict.fromkeys(found))


def _mapping(value: Written, file: str, what: str) -> Mapping[str, Written]:
    if isinstance(value, dict):
        return value
    if value in ("", []):
        return {}
    raise ImportRefused(f"{file}: {what} should be `key: value` lines.")


def _list(value: Written) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _only(part: Mapping[str, Written], known: tuple[str, ...], file: str, where: str) -> None:
    for key in part:
        _choice(key, known, file, f"`{where}`" if where else "it")


def _choice(key: str, known: tuple[str, ...], file: str, where: str) -> None:
    if key not in known:
        near = get_close_matches(key, known, 1)
        raise ImportRefused(
            f"{file}: {where} has `{key}`, which is not known; "
            + (f"did you mean `{near[0]}`?" if near else f"I know: {', '.join(known)}")
        )


def _column(wanted: str, names: tuple[str, ...], file: str, cell: str) -> str:
    for name in names:
        if name == wanted or fold(name) == fold(wanted):
            return name
    raise ImportRefused(f"{file}: `{cell}` names the column `{wanted}`; the list has: {', '.join(names)}")
