"""One short name for a nested plain value, so that two that are equal can be told from two that are not."""

import hashlib
from array import array
from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass


def digest(value: object) -> str:
    """Return the SHA-256 of a value made of our frozen values, mappings, sequences, sets, texts and numbers.

    Equal values give the same digest in every process; the order counts for mappings and sequences, not for sets.
    Raises TypeError for anything else, because what is passed over would make two things look alike.
    """
    whole = hashlib.sha256()
    for piece in _pieces(value):
        whole.update(b"%d:" % len(piece))  # with its length, so that no two values run into one
        whole.update(piece)
    return whole.hexdigest()


def _pieces(value: object) -> list[bytes]:
    found: list[bytes] = []
    _add(value, found)
    return found


def _add(value: object, found: list[bytes]) -> None:
    match value:
        case str():
            found.append(b"s" + value.encode("utf-8", "surrogatepass"))
        case bytes():
            found.append(b"b" + value)
        case None | bool() | int() | float():
            found.append(repr(value).encode())
        case array():
            found.append(b"a" + value.typecode.encode() + value.tobytes())
        case _:
            _add_many(value, found)


def _add_many(value: object, found: list[bytes]) -> None:
    name = f"{type(value).__name__}("
    found.append(name.encode())
    if is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            _add(getattr(value, one.name), found)
    elif isinstance(value, Mapping):
        for key, held in value.items():
            _add(key, found)
            _add(held, found)
    elif isinstance(value, Set):
        found += sorted(b"".join(_pieces(one)) for one in value)
    elif isinstance(value, list | tuple):
        for one in value:
            _add(one, found)
    else:
        raise TypeError(f"{type(value).__name__} has no digest")
    found.append(b")")
