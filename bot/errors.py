"""The errors of this project, each one sentence a volunteer can read.

Two audiences, two messages: `str(error)` is for the operator or the knowledge editor and says what,
where and what to do. Nothing a person wrote to the bot is ever put into an error.
"""

from collections.abc import Iterable
from dataclasses import dataclass


class SaferbotError(Exception):
    """Any failure this project names; the command line prints it without a traceback."""


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One mistake in a file: which file, which line (from 1; 0 is the whole file), what and how to mend it."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.what}"


class KnowledgeError(SaferbotError):
    """The knowledge cannot be used; `mistakes` lists every reason, first file first."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes))
        super().__init__("\n".join(map(str, self.mistakes)))


class SettingsError(SaferbotError):
    """The settings cannot be used; `problems` names every key, its value and what to do."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))
