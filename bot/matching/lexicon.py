"""What is known of a language before any phrase is read: its plain words, chat spellings, and what texts mean as
numbers. Read from knowledge/words/; whatever is missing there is done without.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from bot.core.checks import in_order
from bot.core.wordlist import WordList, word_list
from bot.errors import Mistake
from bot.matching.senses import Encoder, Senses

Chat = Mapping[str, tuple[str, ...]]
_PACKAGE = Path(__file__).parent.parent
_COMMON = 12_000  # words that a slip is mended to; rarer ones are seldom meant


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language: real words, which are never mended, the most common ones in order, chat spellings (as typed: the
    words meant) and what texts mean as numbers."""

    plain: WordList = field(default_factory=WordList)
    common: tuple[str, ...] = ()
    chat: Chat = field(default_factory=dict)
    senses: Senses = field(default_factory=Senses)


def read_lexicon(folder: Path, lang: str, plain: WordList, mistakes: list[Mistake]) -> Lexicon:
    """Return what `folder` knows of a language beside its `plain` words; a file that cannot be used is done without
    and told in `mistakes`."""
    ordered = _lines(folder / f"{lang}-vectors.txt", mistakes)
    common = tuple(word for word in ordered if word in plain)[:_COMMON]
    chat = _chat(folder / f"{lang}-chat.txt", mistakes)
    return Lexicon(plain, common, chat, _senses(folder, lang, ordered, mistakes))


@cache
def shipped() -> Lexicon:
    """Return what comes with this program for English, for whoever builds an index of their own phrases."""
    beside = _PACKAGE.parent / "knowledge"
    folder = beside if beside.is_dir() else _PACKAGE / "_knowledge"
    words = folder / "words"
    return read_lexicon(words, "en", word_list(_lines(words / "en.txt", [])), [])


def _lines(path: Path, mistakes: list[Mistake]) -> Sequence[str]:
    """The lines of a file; none where there is no such file, which is no mistake."""
    try:
        return path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError):
        mistakes.append(
            Mistake(path.name, 0, "this list of words cannot be read; put it back from the last version")
        )
        return ()


def _chat(path: Path, mistakes: list[Mistake]) -> Chat:
    """Chat spellings, a line each: the words meant, a colon, and how they are typed. # starts a remark."""
    found: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(_lines(path, mistakes), 1):
        meant, colon, typed = line.partition("#")[0].partition(":")
        if not meant.strip():
            continue
        if not colon or not typed.split():
            what = "a line is the words meant, a colon, and how they are typed, as in `how: hw`"
            mistakes.append(Mistake(path.name, number, what))
        for one in typed.split():
            if one in found:
                mistakes.append(
                    Mistake(path.name, number, f"{one!r} is typed for two things here; keep the likelier")
                )
            found.setdefault(one, tuple(meant.split()))
    return found


def _senses(folder: Path, lang: str, ordered: Sequence[str], mistakes: list[Mistake]) -> Senses:
    path = folder / f"{lang}-vectors.npy"
    if not path.exists() and not ordered:
        return Senses()
    try:
        table = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        table = np.zeros(0)
    if table.dtype != np.int8 or table.ndim != 2 or len(table) != len(ordered):
        what = f"the word vectors cannot be used ({lang}-vectors.txt has a line for each); put both back"
        mistakes.append(Mistake(path.name, 0, what))
        return Senses()
    checks, places = in_order(ordered)
    encoder = _encoder(folder / f"{lang}-encoder.npz", table.shape[1], mistakes)
    return Senses(table.shape[1], checks, places, table.tobytes(), encoder)


def _encoder(path: Path, size: int, mistakes: list[Mistake]) -> Encoder | None:
    """What reads word vectors of `size` numbers in their order: `shape` (as Encoder has it) and `weights` (float16)."""
    if not path.exists():
        return None
    try:
        with np.load(path, allow_pickle=False) as held:
            own, width, inner, layers, heads = (int(one) for one in held["shape"])
            weights = held["weights"].astype(np.float32)
        encoder = Encoder(own, width, inner, layers, heads, weights.tobytes())
    except (OSError, ValueError, TypeError, KeyError, EOFError, BadZipFile):
        encoder = None
    if encoder is None or encoder.size != size or not encoder.is_whole() or not np.isfinite(weights).all():
        what = "what reads words in their order cannot be used with these word vectors; put both back"
        mistakes.append(Mistake(path.name, 0, what))
        return None
    return encoder
