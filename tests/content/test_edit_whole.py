"""The lines of an entry are found and written anew, and nothing else in the file differs."""

import pytest

from bot.content.edit_whole import whole, with_whole
from bot.errors import KnowledgeError
from tests.content.test_edits import ODD, changed


def test_the_lines_of_an_entry_are_its_own() -> None:
    """From its key to its last line, without the remark above the next."""
    lines = ODD.splitlines()
    first, last = whole(ODD, "odd.yaml", "first")
    assert lines[first].startswith("first:")
    assert lines[last - 1].startswith("    review:")
    assert lines[last] == "# between"
    first, last = whole(ODD, "odd.yaml", "second")
    assert (lines[first], last) == ("second:", len(lines))


def test_an_entry_is_written_as_somebody_wrote_it() -> None:
    """Their lines stand in place of the old, and not a letter beside them changes."""
    first, last = whole(ODD, "odd.yaml", "second")
    own = "\n".join(ODD.splitlines()[first:last]).replace("plain title", "another title")
    edited = with_whole(ODD, "odd.yaml", "second", own)
    assert changed(ODD, edited) == (["  title: plain title\n"], ["  title: another title\n"])


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("other:\n  title: x", "write the lines of `second`"),
        ("second:\n  title: x\nthird:\n  title: y", "write the lines of `second`"),
        ("first:\n  title: x\nsecond:\n  title: y", "`first` twice"),
        ("second:\n  title: x\n title: y", "odd.yaml:3"),
        ("second:\n  title: *x", "odd.yaml:3"),
        ("second: {", "odd.yaml"),
        ("", "write the lines of `second`"),
        ("...\nsecond:\n  title: x", "odd.yaml"),
        ("second:\n  title: \u202ex", "hidden character"),
    ],
)
def test_what_is_not_this_entry_is_refused(written: str, said: str) -> None:
    """With a line of the file, and in words."""
    with pytest.raises(KnowledgeError, match=said):
        with_whole(ODD, "odd.yaml", "second", written)
