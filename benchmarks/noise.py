"""How people type, made on purpose and the same each time: slips of the finger, recorded misspellings, text-speak.

A folder of data may bring lists of misspellings and abbreviations that people were seen to write; without them, slips
of the finger and the few abbreviations below are what there is.
"""

import json
import math
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import util
from pathlib import Path
from typing import Any

CONDITIONS = ("clean", "typos", "text-speak")
Noise = Callable[[str, str, int], str]  # text, condition, seed -> the text as somebody types it
Variants = Mapping[str, Sequence[str]]  # a word -> other ways it is written

_WORDS_A_TYPO = 6
_RECORDED = 0.6  # of the typos in a word with recorded misspellings, the share that is one of these
_LOST_SPACE = 0.05
_SHORTENED = 0.35  # of the words that have an abbreviation
_NEXT = 0.4  # how often a longer abbreviation is taken than the one before it
_ROWS = (
    ("qwertyuiop", 0.0),
    ("asdfghjkl", 0.25),
    ("zxcvbnm", 0.75),
)  # and how far each row is set in, in keys
_KEYS = {
    key: (start + at, float(row)) for row, (keys, start) in enumerate(_ROWS) for at, key in enumerate(keys)
}
_NEAR = {
    key: "".join(other for other in sorted(_KEYS) if 0 < math.dist(_KEYS[key], _KEYS[other]) < 1.3)
    for key in _KEYS
}
_SLIPS = {"near": 0.4, "swap": 0.2, "drop": 0.2, "double": 0.1, "extra": 0.1}
_ABBREVIATIONS: Variants = {
    "are": ("r",), "be": ("b",), "because": ("cos", "bc", "cuz"), "before": ("b4",),
    "for": ("4",), "going": ("goin",), "great": ("gr8",), "have": ("hav",), "know": ("kno",), "later": ("l8r",),
    "me": ("m",), "people": ("ppl",), "please": ("pls", "plz"), "really": ("rly",), "should": ("shud",),
    "something": ("smth",), "thanks": ("thx",), "that": ("dat",), "the": ("da",), "to": ("2",), "today": ("2day",),
    "tomorrow": ("2moro",), "tonight": ("2nite",), "want": ("wanna",), "what": ("wat", "wot"), "with": ("w",),
    "without": ("w/o",), "would": ("wud",), "you": ("u",), "your": ("ur",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typist:
    """Writes texts as people do. `recorded` are lists of misspellings; a list is drawn first, then a spelling of it."""

    recorded: tuple[Variants, ...] = ()
    abbreviations: Variants = field(default_factory=lambda: _ABBREVIATIONS)

    def __call__(self, text: str, condition: str, seed: int) -> str:
        """Return the text as typed; the same text, condition and seed always give the same."""
        chance = random.Random(f"{seed} {condition} {text}")
        if condition == "clean":
            return text
        return self._mistyped(self._shortened(text, chance) if condition == "text-speak" else text, chance)

    def _mistyped(self, text: str, chance: random.Random) -> str:
        parts = re.findall(r"[a-z]+|[^a-z]+", text, re.IGNORECASE)
        words = [at for at, part in enumerate(parts) if part[0].isalpha() and len(part) > 2]
        wanted = len(text.split()) / _WORDS_A_TYPO
        for _ in range(max(1, int(wanted + chance.random()))):
            if not words:
                break
            at = chance.choices(words, [min(len(parts[one]), 10) for one in words])[0]
            words.remove(at)
            if parts[at + 1 : at + 2] == [" "] and chance.random() < _LOST_SPACE:
                parts[at + 1] = ""
            else:
                parts[at] = self._misspelt(parts[at], chance)
        return "".join(parts)

    def _misspelt(self, word: str, chance: random.Random) -> str:
        known = [found[word.lower()] for found in self.recorded if word.lower() in found]
        if known and chance.random() < _RECORDED:
            return chance.choice(chance.choice(known))
        slipped = (_slip(word, chance) for _ in range(5))
        return next((one for one in slipped if one != word), word)

    def _shortened(self, text: str, chance: random.Random) -> str:
        plain = re.sub(r"[^\w\s]", " ", re.sub("['’]", "", text.lower()))
        return " ".join(self._abbreviated(word, chance) for word in plain.split())

    def _abbreviated(self, word: str, chance: random.Random) -> str:
        forms = self.abbreviations.get(word, ())
        if not forms or chance.random() >= _SHORTENED:
            return word
        at = 0
        while at + 1 < len(forms) and chance.random() < _NEXT:
            at += 1
        return forms[at]


def _slip(word: str, chance: random.Random) -> str:
    """The word after one slip of the finger."""
    at = chance.randrange(len(word))
    near = chance.choice(_NEAR.get(word[at].lower(), "e"))
    match chance.choices(list(_SLIPS), list(_SLIPS.values()))[0]:
        case "near":
            return word[:at] + near + word[at + 1 :]
        case "swap":
            at = chance.randrange(len(word) - 1)
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case "drop":
            return word[:at] + word[at + 1 :]
        case "double":
            return word[: at + 1] + word[at:]
    return word[:at] + near + word[at:]


def typist(folder: Path) -> Typist:
    """Return a typist who knows the lists in a folder of data, as far as they are there."""
    recorded, short = _lists(folder / "misspellings.json"), _lists(folder / "slang.json")
    known = tuple(found for _, found in sorted(recorded.items()))
    ways = {word: sorted(forms, key=lambda form: (len(form), form)) for word, forms in short.items()}
    return Typist(known, ways or _ABBREVIATIONS)


def _lists(file: Path) -> dict[str, Any]:
    return dict(json.loads(file.read_text("utf-8"))) if file.exists() else {}


def borrowed(folder: Path) -> Noise:
    """Return the noise of another harness: `noisy(text, "clean" | "typo" | "sms", seed)` in its typos.py."""
    spec = util.spec_from_file_location("harness_typos", folder / "typos.py")
    assert spec, folder
    assert spec.loader, folder
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    names = dict(zip(CONDITIONS, ("clean", "typo", "sms"), strict=True))
    return lambda text, condition, seed: str(module.noisy(text, names[condition], seed))
