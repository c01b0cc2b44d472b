"""How a thing is spelled in the log, and what has no spelling: everything a person may have made.

Nothing in here may ever print a message, an argument or the text of an exception.
"""

import logging
import re
import sys
from enum import Enum
from pathlib import Path
from types import TracebackType

BIGGEST_NUMBER = 999_999  # a number of seven digits or more may be somebody's id
CODE_NAME = re.compile(r"[A-Za-z0-9_.<>-]{1,60}", re.ASCII)
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

Field = int | bool | str | Enum | BaseException


def word(value: object, names: frozenset[str]) -> str:
    """How a field's value is printed; empty when it may not be."""
    if isinstance(value, Enum):
        return code(str(value.name).lower())
    if isinstance(value, BaseException):
        return fault(type(value), value.__traceback__)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if type(value) is int:
        return str(value) if abs(value) <= BIGGEST_NUMBER else ""
    return value if type(value) is str and value in names else ""


def reduced(record: logging.LogRecord) -> str:
    """What may be told of a record that is not ours."""
    kind, _, trace = record.exc_info or (None, None, None)
    what = fault(kind, trace) if kind else place(record.pathname, record.lineno)
    return f"{_module(record.name)} {what}"


def _module(logger: str) -> str:
    """The loaded module a logger is named after: a logger's own name could be made of anything."""
    while logger and logger not in sys.modules:
        logger = logger.rpartition(".")[0]
    return logger or "?"


def fault(kind: type[BaseException], trace: TracebackType | None) -> str:
    """The type of an exception and where it was raised."""
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = place(trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace else "?"
    return f"{code(kind.__name__)}@{where}"


def place(file: str, line: int) -> str:
    """A line of code, without the folders of this machine."""
    return f"{code(Path(file).name)}:{int(line)}"


def code(name: str) -> str:
    """A name a programmer gave, or ? where it does not look like one."""
    return name if CODE_NAME.fullmatch(name) else "?"


def level(number: int) -> str:
    """The standard name of the level at or below: names can be registered, and made of anything."""
    return LEVELS[max(0, min(number // 10 - 1, len(LEVELS) - 1))]
