"""A file of entries differs after an edit in what was edited, and nowhere else, however it is written."""

import difflib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.edits import with_entry, with_field, with_item, without_item
from bot.content.strict_yaml import read_bytes
from bot.errors import KnowledgeError
from tests.conftest import KNOWLEDGE

ODD = """\
# A remark at the top, kept.
---
first:   # odd, and valid
    title:    "A  title: with a colon"   # why not
    urgency: 'none'
    questions:
    # the next one came from a nurse
    -   how do i do it       # slang
    - "is it: ok"

    - 'it''s mine'
    - several
      lines long
    answer: |-   # keep me
        One line.

        Another, with   spaces.


    must_match: [one, "two, three",   'four']   # in brackets
    must_not_match: []
    related: [
      a-b,   # the first
      c-d
    ]
    sources:
    - {publisher: WHO, title: T, url: https://example.org}
    review: {status: drafted, date: 2026-11-23, expires: 2027-11-23}
# between
second:
  title: plain title
  answer: >
    folded
    text

  questions:
      - only one
"""


def changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that went, and the lines that came."""
    found = list(difflib.ndiff(before.splitlines(True), after.splitlines(True)))
    return [one[2:] for one in found if one[0] == "-"], [one[2:] for one in found if one[0] == "+"]


def at(text: str, *path: str) -> object:
    value: object = read_bytes(text.encode(), "f").value
    for part in path:
        assert isinstance(value, dict)
        value = value[part]
    return value


ENDINGS = pytest.mark.parametrize("newline", ["\n", "\r\n"])


@ENDINGS
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(
    ("topic", "key", "item", "gone", "come"),
    [
        ("first", "questions", "a new one", [], ["    - a new one\n"]),
        ("first", "questions", "a: new", [], ['    - "a: new"\n']),
        ("first", "questions", "yes", [], ['    - "yes"\n']),
        ("first", "questions", "it's [odd] # x", [], ['    - "it\'s [odd] # x"\n']),
        ("second", "questions", "wie gehts größer", [], ["      - wie gehts größer\n"]),
        ("first", "must_match", "a, b", ["    must_match: [one, \"two, three\",   'four']   # in brackets\n"],
         ["    must_match: [one, \"two, three\",   'four', \"a, b\"]   # in brackets\n"]),
        ("first", "must_not_match", "x", ["    must_not_match: []\n"], ["    must_not_match: [x]\n"]),
        ("first", "related", "e-f", ["      c-d\n"], ["      c-d, e-f\n"]),
        ("second", "must_match", "x", [], ["  must_match:\n", "    - x\n"]),
    ],
)  # fmt: skip
def test_one_more_item(
    newline: str, mark: str, topic: str, key: str, item: str, gone: list[str], come: list[str]
) -> None:
    """A line, or a place in brackets; remarks, quotes, spaces, order, line endings and a mark at the start stay."""
    before = mark + ODD.replace("\n", newline)
    after = with_item(before, "f", topic, key, item)
    wanted = tuple([one.replace("\n", newline) for one in lines] for lines in (gone, come))
    assert changed(before, after) == wanted
    found = at(after, topic, key)
    assert isinstance(found, list)
    assert found[-1] == item


@ENDINGS
@pytest.mark.parametrize(
    ("topic", "key", "value", "gone", "come"),
    [
        ("first", "title", "New", 1, ['    title:    "New"   # why not\n']),
        ("first", "urgency", "it's", 1, ["    urgency: 'it''s'\n"]),
        ("second", "title", "new title", 1, ["  title: new title\n"]),
        ("second", "title", "new: title", 1, ['  title: "new: title"\n']),
        ("first", "answer", "One line.\n\nMore.", 1, ["        More.\n"]),
        ("first", "short", "A\nB", 0, ["    short: |\n", "      A\n", "      B\n"]),
        ("second", "short", "A: b", 0, ['  short: "A: b"\n']),
        ("second", "answer", "new\ntext", 2, ["  answer: |\n", "    new\n"]),
    ],
)  # fmt: skip
def test_another_text_in_a_field(
    newline: str, topic: str, key: str, value: str, gone: int, come: list[str]
) -> None:
    """Quotes stay quotes, blocks stay blocks with their remark; a new field stands in its usual place."""
    before = ODD.replace("\n", newline)
    after = with_field(before, "f", topic, key, value)
    went, came = changed(before, after)
    assert (len(went), came) == (gone, [one.replace("\n", newline) for one in come])
    assert str(at(after, topic, key)).strip() == value


@ENDINGS
def test_one_item_less(newline: str) -> None:
    """Its lines go and no other."""
    before = ODD.replace("\n", newline)
    after = without_item(before, "f", "first", "questions", "several lines long")
    assert changed(before, after) == ([f"    - several{newline}", f"      lines long{newline}"], [])


@pytest.mark.parametrize("ending", ["\n", "", "\n\n", "\n# the end\n"])
def test_a_new_entry_stands_at_the_end(ending: str) -> None:
    """In the style of the house, after all that was there, whether or not the last line was ended."""
    before = ODD.rstrip("\n") + ending
    fields = {
        "title": "T: x",
        "questions": ["a", "no"],
        "answer": "A\n\nB",
        "sources": [{"publisher": "P", "year": "2020"}],
    }
    after = with_entry(before, "f", "third", fields)  # type: ignore[arg-type]
    assert after.startswith(before)
    assert at(after, "third") == {**fields, "answer": "A\n\nB\n"}
    assert '  title: "T: x"\n' in after
    with pytest.raises(KnowledgeError, match="there is a `first` already"):
        with_entry(before, "f", "first", fields)  # type: ignore[arg-type]


def test_an_empty_file_gets_its_first_entry() -> None:
    """Nothing stands before it."""
    assert with_entry("", "f", "a", {"title": "T"}) == "a:\n  title: T\n"


@pytest.mark.parametrize(
    ("topic", "key"), [("none", "questions"), ("first", "sources"), ("first", "title"), ("first", "review")]
)
def test_what_cannot_be_edited_is_refused(topic: str, key: str) -> None:
    """In words, and the text is not touched."""
    with pytest.raises(KnowledgeError, match="there is no entry|edit the file itself"):
        with_item(ODD, "f", topic, key, "x")


def test_every_list_and_text_of_the_real_files() -> None:
    """In every file that ships: one line comes for a question, the lines of one field change for a field."""
    for path in sorted((KNOWLEDGE / "en" / "topics").glob("*.yaml")):
        text = path.read_text("utf-8")
        entries = read_bytes(text.encode(), path.name).value
        assert isinstance(entries, dict)
        topic = next(reversed(entries))
        gone, come = changed(text, with_item(text, path.name, topic, "questions", "zzyzx: one"))
        assert (gone, len(come)) == ([], 1)
        gone, come = changed(text, with_field(text, path.name, topic, "title", "zzyzx"))
        assert (len(gone), len(come)) == (1, 1)
        answer = str(at(text, topic, "answer"))
        assert with_field(text, path.name, topic, "answer", answer) == text


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" \n"), min_size=1
)


@settings(deadline=None, max_examples=150)
@given(
    TEXTS,
    st.sampled_from([("first", "title"), ("first", "answer"), ("second", "answer"), ("second", "title")]),
)
def test_any_text_comes_back_or_is_refused(value: str, place: tuple[str, str]) -> None:
    """What is written is what is read; nothing else changes, and nothing but our own error is raised."""
    try:
        after = with_field(ODD, "f", *place, value)
    except KnowledgeError:
        return
    assert str(at(after, *place)).strip() == value.strip()
    before, now = read_bytes(ODD.encode(), "f").value, read_bytes(after.encode(), "f").value
    assert isinstance(before, dict)
    assert isinstance(now, dict)
    other = "second" if place[0] == "first" else "first"
    assert now[other] == before[other]


@settings(deadline=None, max_examples=150)
@given(TEXTS, st.sampled_from(["questions", "must_match", "related"]))
def test_any_item_comes_back_or_is_refused(item: str, key: str) -> None:
    """However odd, one item more and the others as they were."""
    try:
        after = with_item(ODD, "f", "first", key, item)
    except KnowledgeError:
        return
    was, now = at(ODD, "first", key), at(after, "first", key)
    assert isinstance(was, list)
    assert isinstance(now, list)
    assert now[:-1] == was
    assert now[-1].strip() == item.strip()
