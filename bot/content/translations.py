"""What a language of the knowledge has and lacks against English: the fixed sentences by key, the entries, the titles
of the categories, the files. A language is a folder with a wording.yaml in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.loader import read_one
from bot.content.strict_yaml import Value
from bot.content.topics import read_topics
from bot.errors import Mistake

BASE = "en"
WORDING = "wording.yaml"


@dataclass(frozen=True, slots=True)
class Pair:
    """One thing by its key or id, as English has it and as the other language does; None where it does not."""

    name: str
    base: str | None
    other: str | None

    @property
    def is_lacking(self) -> bool:
        """Whether English has it and the other language does not."""
        return self.base is not None and not self.other

    @property
    def is_same(self) -> bool:
        """Whether it reads like English letter by letter: perhaps nobody has translated it yet."""
        return bool(self.base) and self.base == self.other


@dataclass(frozen=True, slots=True)
class Side:
    """A language beside English, each part in English's order, and what could not be read of either."""

    wording: tuple[Pair, ...]
    topics: tuple[Pair, ...]
    categories: tuple[Pair, ...]
    files: tuple[Pair, ...]
    mistakes: tuple[Mistake, ...]


def languages(root: Path) -> tuple[str, ...]:
    """Return the languages there are, in order of their names, English first."""
    found = {path.parent.name for path in root.glob(f"*/{WORDING}") if not path.parent.is_symlink()}
    return tuple(sorted(found, key=lambda name: (name != BASE, name)))


def side_by_side(root: Path, lang: str) -> Side:
    """Compare one of `languages` with English. Never raises: what cannot be read is among the mistakes, and lacks."""
    mistakes: list[Mistake] = []
    wording, topics, files = (
        _paired(read(root, BASE, mistakes), read(root, lang, mistakes))
        for read in (_wording, _topics, _files)
    )
    categories = _paired(*_categories(root, lang, mistakes))
    return Side(wording, topics, categories, files, tuple(sorted(set(mistakes))))


def _paired(base: Mapping[str, str], other: Mapping[str, str]) -> tuple[Pair, ...]:
    return tuple(Pair(name, base.get(name), other.get(name)) for name in dict.fromkeys((*base, *other)))


def _wording(root: Path, lang: str, mistakes: list[Mistake]) -> dict[str, str]:
    """The fixed sentences by the way to them, such as `sentences.start`; a list is one text, an item a line."""
    return dict(_leaves(read_one(root, root / lang / WORDING, mistakes).value))


def _leaves(value: Value, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(one, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        yield path, "\n".join(text for one in value for _, text in _leaves(one))
    else:
        yield path, value.strip()


def _topics(root: Path, lang: str, mistakes: list[Mistake]) -> dict[str, str]:
    """The titles of the entries by id, of those that can be read."""
    found: dict[str, str] = {}
    for path in sorted((root / lang / "topics").glob("*.yaml")):
        good, wrong = read_topics(read_one(root, path, mistakes), lang, path.stem)
        mistakes += wrong
        found |= {topic.id: topic.title for topic in good}
    return found


def _categories(root: Path, lang: str, mistakes: list[Mistake]) -> tuple[dict[str, str], dict[str, str]]:
    """The titles of the categories in English and in the other language."""
    value = read_one(root, root / "categories.yaml", mistakes).value
    held = (
        {name: one for name, one in value.items() if isinstance(one, dict)} if isinstance(value, dict) else {}
    )
    base, other = ({name: str(one[key]) for name, one in held.items() if key in one} for key in (BASE, lang))
    return base, other


def _files(root: Path, lang: str, mistakes: list[Mistake]) -> dict[str, str]:
    """The files of a language by their name in its folder, those that hold text somebody writes."""
    paths = sorted((root / lang).rglob("*.yaml"))
    return {name: name for path in paths if (name := path.relative_to(root / lang).as_posix())}
