"""A long list of plain words in little memory. As a set, 25,000 words need some 2.5 MiB wherever they are held; as
one text for each pair of first letters they need a tenth of that, and a word is still found in a microsecond.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_HEAD = 2  # letters that words of one text share


@dataclass(frozen=True, slots=True)
class WordList:
    """Words that can be asked for, not changed."""

    _texts: dict[str, str] = field(default_factory=dict)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and f" {word} " in self._texts.get(word[:_HEAD], "")

    def __iter__(self) -> Iterator[str]:
        return (word for text in self._texts.values() for word in text.split())

    def __len__(self) -> int:
        return sum(text.count(" ") - 1 for text in self._texts.values())


def word_list(words: Iterable[str]) -> WordList:
    """Return a list of `words`; what holds white space is no word and is left out."""
    texts: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        if word.split() == [word]:
            texts.setdefault(word[:_HEAD], []).append(word)
    return WordList({head: f" {' '.join(found)} " for head, found in texts.items()})
