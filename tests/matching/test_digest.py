"""Two equal values have one digest, and two that differ have two."""

import subprocess
import sys
from array import array
from dataclasses import dataclass

import pytest

from bot.matching.digest import digest
from bot.matching.names import Names
from tests.conftest import ROOT

SAME = "from bot.matching.digest import digest; print(digest((frozenset('abcdef'), {'a': {'x', 'y', 'z'}})))"


@dataclass(frozen=True)
class _Other:
    a: object


def test_every_process_says_the_same() -> None:
    """Sets have another order in every process; the digest has not."""
    said = {
        subprocess.run([sys.executable, "-c", SAME], cwd=ROOT, capture_output=True, check=True).stdout
        for _ in range(3)
    }
    assert len(said) == 1
    assert said.pop().strip()


def test_what_differs_differs() -> None:
    """However alike two values are when they are written in one line."""
    values: list[object] = [
        "ab", b"ab", ("ab",), ["ab"], ("a", "b"), (("a",), "b"), {"a": "b"}, {"b": "a"}, frozenset({"a", "b"}),
        frozenset({"ab"}), "", (), None, 1, "1", True, 1.5, array("I", [1]), array("f", [1]), _Other("ab"),
        {"a": "b", "c": "d"}, {"c": "d", "a": "b"}, frozenset({("a", "b"), ("c",)}), frozenset({("a",), ("b", "c")}),
    ]  # fmt: skip
    assert len({digest(one) for one in values}) == len(values)
    assert digest(Names({}, {}, {}, {}, {})) == digest(Names({}, {}, {}, {}, {}))


def test_what_is_not_plain_is_refused() -> None:
    """A value that would be passed over makes two things look alike."""
    with pytest.raises(TypeError, match="function"):
        digest([digest])
