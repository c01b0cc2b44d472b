"""How hard a text is to read. The only file that imports syllapy, which counts the syllables of English words."""

import re

from bot.core.text import visible

_SENTENCE = re.compile(r"[.!?:;]+(?:\s|$)|\n+")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?", re.IGNORECASE)
_FACT = re.compile(r"\{[a-z_]+\}")


def grade(text: str) -> float:
    """Return the school years needed to read `text`: 0.39 words a sentence + 11.8 syllables a word - 15.59
    (Kincaid and others, 1975, Naval Technical Training Command report 8-75). An item of a list ends a sentence; a local
    fact counts as one short word. 0 where there are no words."""
    import syllapy  # its list of words takes 3 MiB, and only `check` reads it

    plain = _FACT.sub("it", visible(text))
    words = _WORD.findall(plain)
    sentences = [one for one in _SENTENCE.split(plain) if _WORD.search(one)]
    if not words:
        return 0.0
    syllables = sum(max(int(syllapy.count(word)), 1) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
