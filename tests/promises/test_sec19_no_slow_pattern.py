"""No text can be made so that looking through it takes the bot's time from others: every pattern of the program gets
through the worst message an app can send in a moment. (REL-11: nor can a whole question.)"""

import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import bot
from bot.app import Version
from bot.core.dialogue import respond
from bot.core.model import Question
from tests.auxil.figures import tell
from tests.conftest import ROOT

LONGEST = 4_096
UNITS = (
    "a", " ", "0", "-", ".", ":", "/", "(", "**", "\n",
    "a ", "1 ", "aa.", "é", "🙂", "e\u0301", "a@", "12:", "x=1&", "<a",
)  # fmt: skip
TEXTS = [(unit * LONGEST)[: LONGEST - 1] + "!" for unit in UNITS]
# Of the processor, not of the clock: what others do on this machine does not count. Ten times what was measured.
MOST_OF_A_PATTERN, MOST_OF_A_QUESTION = 0.25, 0.5


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


def seconds(do: Callable[[], object]) -> float:
    """The least of three: the processor's time."""
    found = []
    for _ in range(3):
        began = time.thread_time()
        do()
        found.append(time.thread_time() - began)
        if found[-1] < 0.01:
            break
    return min(found)


def test_a_pattern_that_goes_back_and_forth_would_be_found() -> None:
    """The control: a few letters of the wrong sort are enough for one that is badly made."""
    bad = re.compile(r"(a+)+$")
    assert seconds(lambda: bad.match("a" * 24 + "!")) > MOST_OF_A_PATTERN


@pytest.mark.slow
def test_every_pattern_with_every_text() -> None:
    """Each as our code uses it, on twenty texts of 4,096 letters."""
    slowest, tried = (0.0, ""), 0
    for name, pattern in dict(patterns()).items():
        for text in TEXTS:
            look = pattern.search if is_searched_with(name) else pattern.fullmatch
            took = seconds(lambda: look(text))  # noqa: B023
            slowest, tried = max(slowest, (took, name)), tried + 1
            assert took < MOST_OF_A_PATTERN, (name, text[:10])
    assert tried > 20 * 20
    tell("SEC-19", "patterns by texts", tried=tried, slowest_ms=f"{slowest[0] * 1000:.1f}", which=slowest[1])


@pytest.mark.slow
def test_every_text_as_a_question(version: Version) -> None:
    """REL-11: the whole way from a message to its reply."""
    version.index()
    respond(Question("hello"), version.view)
    took = {text[:6]: seconds(lambda: respond(Question(text), version.view)) for text in TEXTS}  # noqa: B023
    worst = max(took, key=lambda one: took[one])
    assert took[worst] < MOST_OF_A_QUESTION, worst
    tell("REL-11", f"{len(TEXTS)} worst messages", slowest_ms=f"{took[worst] * 1000:.0f}", which=repr(worst))
