"""No text can be made so that looking through it takes the bot's time from others: every pattern of the program gets
through the worst message an app can send in a moment, and four times the text costs about four times the time."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from bot.core.text import utf16_length
from tests.auxil.effort import growth, is_within, seconds
from tests.auxil.figures import tell
from tests.conftest import ROOT

LONGEST = 4_096
# What is repeated to the length of a message: runs of one letter, and what parts of our patterns look for.
UNITS = (
    "a", " ", "0", "-", ".", ":", "/", "(", "**", "\n", "\t", "'", ",", "A", "#", "_", "{", "\\", "é", "🙂",
    "e\u0301", "\u00a0", "a ", "1 ", "aa.", "a@", "12:", "x=1&", "<a", "1.", "1-", "1, ", ", ", " -", "10 ", "a/",
    "a,", "a1", "Aa ", "5 mg ", "and ", "and, ", "what ", "not ", "i ", "my ", "of the ", "http://", "www.", "@a ",
    "+1 ", "12:30-", "Mo-", "PH off; ", "n't ",
)  # fmt: skip
TEXTS = [unit * ((LONGEST - 1) // utf16_length(unit)) + "!" for unit in UNITS]
MOST = 0.02  # seconds of the processor, of a machine like ours
WORTH_A_LOOK = 0.002
MOST_GROWTH = 8  # for four times the text


SOURCE = "".join(path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py"))


def is_searched_with(name: str) -> bool:
    """Whether code of ours looks for it anywhere in a text, and not only whether it is the whole text."""
    module, _, own = name.rpartition(".")
    source = importlib.import_module(module).__file__
    text = Path(source).read_text("utf-8") if source and own.startswith("_") else SOURCE
    return re.search(rf"\b{own}\.(?:search|sub|subn|finditer|findall|split)\b", text) is not None


def patterns() -> Iterator[tuple[str, "re.Pattern[str]"]]:
    """Every pattern that a module of ours holds."""
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if module.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                yield f"{module.name}.{name}", value


def test_a_pattern_that_goes_back_and_forth_would_be_found() -> None:
    """The control: a few letters of the wrong sort are enough for one that is badly made."""
    bad = re.compile(r"(a+)+$")
    assert not is_within(MOST, lambda: bad.match("a" * 22 + "!"))


def test_a_pattern_whose_time_grows_with_the_square_would_be_found() -> None:
    """The control: one that begins anew at every space, beside one that does not."""
    spaces = " " * (LONGEST - 1) + "!"
    assert growth(re.compile(r"\s*,").search, spaces) > MOST_GROWTH
    assert growth(re.compile(r"(?<!\s)\s*,").search, spaces * 20) < MOST_GROWTH


@pytest.mark.slow
def test_every_pattern_with_every_text() -> None:
    """Each as our code uses it, on texts of 4,096 letters."""
    slowest, tried = (0.0, ""), 0
    for name, pattern in dict(patterns()).items():
        look = pattern.search if is_searched_with(name) else pattern.fullmatch
        for text in TEXTS:
            took = seconds(lambda: look(text))  # noqa: B023
            slowest, tried = max(slowest, (took, name)), tried + 1
            assert is_within(MOST, lambda: look(text)), (name, text[:10])  # noqa: B023
            assert took < WORTH_A_LOOK or growth(look, text * 4) < MOST_GROWTH, (name, text[:10])
    assert tried > 100 * len(UNITS)
    tell("SEC-19", "patterns by texts", tried=tried, slowest_ms=f"{slowest[0] * 1000:.1f}", which=slowest[1])
