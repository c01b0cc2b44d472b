"""The settings file in a backup: the same text, with the folders named as they stand in it, and never the token."""

import re
from collections.abc import Iterable

# A key at the start of a line, with what belongs to it: the rest of the line only, since each of these is one text.
_KEY = r"^{key}[ \t]*:.*$"


def with_folders(text: str, names: Iterable[str], absent: Iterable[str]) -> str:
    """Return the text with each of `names` (`knowledge`, `sites`, ...) set to the folder or file of that name beside
    it, and without the keys that are `absent`: what they led to was not there."""
    for key in absent:
        text = re.sub(_KEY.format(key=key), f"# {key}: was not there", text, flags=re.MULTILINE)
    for key, value in ((name.partition(".")[0], name) for name in names):
        line = f"{key}: {value}"  # our own words, without anything that re would read as a reference
        text, count = re.subn(_KEY.format(key=key), line, text, flags=re.MULTILINE)
        if not count:
            text = f"{text.rstrip()}\n{line}\n".lstrip()
    return text
