"""Filling local facts into text: `{emergency_number}` becomes the number that works where the bot runs.

A fact that is not set and has nothing to say instead takes its whole line with it, so a half sentence is never shown.
"""

import re
from collections.abc import Iterable, Mapping

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_GAPS = re.compile(r"\n{3,}")
_DEEPEST = 4  # facts that name facts; one that names itself ends here


def placeholders(text: str) -> tuple[str, ...]:
    """The names of the facts that `text` asks for, in order."""
    return tuple(_PLACEHOLDER.findall(text))


def fill(text: str, facts: Mapping[str, str]) -> str:
    """Return `text` with every placeholder filled; lines that ask for a missing fact are left out."""
    lines = [line for line in text.split("\n") if all(name in facts for name in placeholders(line))]
    filled = _PLACEHOLDER.sub(lambda match: facts[match[1]], "\n".join(lines))
    return _GAPS.sub("\n\n", filled).strip()


def resolve(layers: Iterable[Mapping[str, str]]) -> Mapping[str, str]:
    """Merge facts, the first layer that has one wins; a fact may name others, which are filled in.

    Layers are, in order: the operator's settings, the country's preset, what is said where nothing is set.
    """
    merged: dict[str, str] = {}
    for layer in layers:
        for name, value in layer.items():
            merged.setdefault(name, value)
    return {name: _expand(value, merged, _DEEPEST) for name, value in merged.items()}


def _expand(value: str, facts: Mapping[str, str], depth: int) -> str:
    if not depth:
        return _PLACEHOLDER.sub("", value)
    return _PLACEHOLDER.sub(lambda match: _expand(facts.get(match[1], ""), facts, depth - 1), value)
