"""A list edited as a whole, or a field taken out, differs in what was edited and nowhere else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.edit_lists import whole, with_items, with_whole, without_field
from bot.content.strict_yaml import Value, read_bytes
from bot.errors import KnowledgeError
from tests.content.test_edits import ODD, changed

QUESTIONS = ["how do i do it", "is it: ok", "it's mine", "several lines long"]
SAID = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z", "M")), min_size=1, max_size=20)


def value_of(text: str) -> dict[str, dict[str, Value]]:
    return read_bytes(text.encode(), "odd.yaml").value  # type: ignore[return-value]


def test_what_stays_keeps_its_line() -> None:
    """One is reworded, one goes, one comes; remarks, quotes and blank lines of the others stay."""
    wanted = ["how do i do it", "is it: fine", "several lines long", "a new one: this"]
    edited = with_items(ODD, "odd.yaml", "first", "questions", wanted)
    assert value_of(edited)["first"]["questions"] == wanted
    gone, come = changed(ODD, edited)
    assert gone == ['    - "is it: ok"\n', "    - 'it''s mine'\n"]
    assert come == ['    - "is it: fine"\n', '    - "a new one: this"\n']


def test_nothing_to_change_changes_nothing() -> None:
    """Not a letter, however oddly it is written."""
    assert with_items(ODD, "odd.yaml", "first", "questions", [*QUESTIONS, " ", ""]) == ODD
    assert without_field(ODD, "odd.yaml", "first", "short") == ODD


def test_a_list_in_brackets_is_written_in_brackets() -> None:
    """With quotes where they are needed, and where it stood."""
    edited = with_items(ODD, "odd.yaml", "first", "must_match", ["a, b", "four"])
    assert changed(ODD, edited)[1] == ['    must_match: ["a, b", four]   # in brackets\n']
    edited = with_items(edited, "odd.yaml", "first", "must_not_match", ["nope"])
    assert "    must_not_match: [nope]\n" in edited


def test_a_list_can_come_and_go() -> None:
    """One that is emptied takes its key along; one that was not there is put in its usual place."""
    gone = with_items(ODD, "odd.yaml", "first", "related", [])
    assert "related" not in value_of(gone)["first"]
    assert changed(ODD, gone) == (
        ["    related: [\n", "      a-b,   # the first\n", "      c-d\n", "    ]\n"],
        [],
    )
    come = with_items(ODD, "odd.yaml", "second", "must_match", ["one", "two"])
    assert changed(ODD, come) == ([], ["  must_match:\n", "    - one\n", "    - two\n"])


@settings(max_examples=150, deadline=None)
@given(
    items=st.lists(st.sampled_from(QUESTIONS) | SAID, max_size=7),
    key=st.sampled_from(["questions", "related"]),
)
def test_any_list_can_be_written(items: list[str], key: str) -> None:
    """It then says exactly that, and every other entry and field says what it did; or it is refused in words."""
    before = value_of(ODD)
    try:
        edited = with_items(ODD, "odd.yaml", "first", key, items)
    except KnowledgeError:
        return
    now = value_of(edited)
    assert now["first"].get(key, []) == [one.strip() for one in items if one.strip()]
    assert {**now["first"], key: 0} == {**before["first"], key: 0}
    assert now["second"] == before["second"]
    assert "# between" in edited


def test_a_field_is_taken_out_with_all_its_lines() -> None:
    """A block too, and nothing that follows it."""
    edited = without_field(ODD, "odd.yaml", "first", "answer")
    assert "answer" not in value_of(edited)["first"]
    assert "One line" not in edited
    assert "# keep me" not in edited
    assert value_of(edited)["first"]["must_match"] == value_of(ODD)["first"]["must_match"]


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
