"""The real knowledge, learned once for all tests: of one run, of those that run beside it, and of the next. And what is
the same in every copy of it, read once."""

import fcntl
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from bot import app
from bot.app_index import build_index, index_parts
from bot.content import compiled, loader
from bot.content.loader import Loaded
from bot.content.opinion import read_opinion
from bot.core.wordlist import WordList
from bot.matching.digest import digest
from bot.matching.index import Index
from bot.matching.lexicon import read_lexicon

LIBRARIES = Path(__file__).parent.parent.parent / "requirements.lock"


def learned_in(folder: Path) -> Callable[[Loaded], Index]:
    """What makes an index, or takes it from `folder`, where whoever comes first keeps it: the same knowledge, program
    and libraries. The others wait meanwhile, for two that learn at once take twice as long."""

    def make(loaded: Loaded) -> Index:
        key = digest((compiled.program_key(app.PACKAGE), LIBRARIES.read_text("utf-8"), index_parts(loaded)))
        with _alone(folder):
            index = compiled.take(folder, key, compiled.INDEX)
            if not isinstance(index, Index):
                index = build_index(loaded)
                compiled.keep(folder, key, index, compiled.INDEX)
        return index

    return make


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def read_once(patch: pytest.MonkeyPatch) -> None:
    """Each copy of the knowledge that a test edits has the same signs, weights and words, which no reader changes: what
    was made of them is used again. Half of the time that reading takes; what was found wrong is read again."""
    patch.setattr(
        f"{loader.__name__}.read_opinion", _kept(read_opinion, lambda path, name: path.read_bytes())
    )
    patch.setattr(f"{loader.__name__}.read_lexicon", _kept(read_lexicon, _words_of))
    patch.setattr(
        loader,
        "_read_detector",
        _kept(loader._read_detector, lambda document, words: (document.value, words)),
    )


def _kept(read: Callable[..., Any], made_of: Callable[..., object]) -> Callable[..., Any]:
    """The same reader, which remembers what it made last of what it was given."""
    last: tuple[str, Any] = ("", None)

    def reader(*given: Any) -> Any:
        nonlocal last
        *parts, mistakes = given
        try:
            key = sha256(pickle.dumps(made_of(*parts))).hexdigest()
        except OSError:
            return read(*given)
        if key != last[0]:
            found = read(*given)
            if mistakes:
                return found
            last = (key, found)
        return last[1]

    return reader


def _words_of(folder: Path, lang: str, plain: WordList) -> object:
    return plain, [(path.name, path.read_bytes()) for path in sorted(folder.glob(f"{lang}-*"))]
