"""Word of a change of several files that is under way, so that it ends as all of it: each file is put in place in one
step, but not all of them at once, and a writer can be killed in between.
"""

import contextlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.content.atomic import write_whole

_NAME = "unfinished.json"


Change = tuple[str, str, str, str]  # language, category, and the versions before and after


@contextlib.contextmanager
def unfinished(folder: Path, changes: Sequence[Change]) -> Iterator[None]:
    """Leave word of the changes while the block puts them in place; one alone needs none. Only for whoever holds the
    lock on the folder."""
    if len(changes) > 1:
        write_whole(folder / _NAME, json.dumps(changes).encode())
    yield
    done(folder)


def is_unfinished(folder: Path) -> bool:
    """Whether a killed writer left something to finish."""
    return (folder / _NAME).is_file()


def left_over(folder: Path) -> Iterator[Change]:
    """Yield the change of each file that a killed writer may not have got to. What cannot be read was never acted upon:
    the files are as they were."""
    with contextlib.suppress(OSError, ValueError, TypeError, RecursionError):
        for lang, category, before, after in json.loads((folder / _NAME).read_bytes()):
            yield str(lang), str(category), str(before), str(after)


def done(folder: Path) -> None:
    """Forget that something was under way."""
    (folder / _NAME).unlink(missing_ok=True)
