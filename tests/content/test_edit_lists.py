"""A list or mapping of an entry says what it should after an edit, and nothing else in the file differs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.edit_lists import with_list, with_mapping, without_field
from bot.content.strict_yaml import Value, read_bytes
from bot.errors import KnowledgeError
from tests.conftest import KNOWLEDGE
from tests.content.test_edits import ENDINGS, ODD, at, changed

HOW, OK, MINE, LONG = "how do i do it", "is it: ok", "it's mine", "several lines long"
SOURCES = """\
one:
  title: T
  sources:
    # the strongest one
    - publisher: WHO   # in Geneva
      title: "A: b"
      url: https://example.org/a

    - publisher: 'NHS'
      title: C
      url: https://example.org/c
      year: 2020
      note: not opened by us   # yet
  review:
    status: drafted   # nobody yet
    date: 2026-11-23
    expires: 2027-11-23
"""
WHO: dict[str, Value] = {"publisher": "WHO", "title": "A: b", "url": "https://example.org/a"}
NHS: dict[str, Value] = {
    "publisher": "NHS", "title": "C", "url": "https://example.org/c", "year": "2020", "note": "not opened by us",
}  # fmt: skip


@ENDINGS
@pytest.mark.parametrize(
    ("key", "items", "gone", "come"),
    [
        ("questions", [HOW, OK, MINE, LONG], [], []),
        ("questions", [HOW, OK, MINE, LONG, "x"], [], ["    - x\n"]),
        ("questions", ["x", HOW, OK, MINE, LONG], [], ["    - x\n"]),
        ("questions", [HOW, "x", OK, MINE, LONG], [], ["    - x\n"]),
        ("questions", [HOW, OK, LONG], ["    - 'it''s mine'\n"], []),
        ("questions", [HOW, OK, "it's his", LONG], ["    - 'it''s mine'\n"], ["    - 'it''s his'\n"]),
        ("questions", ["how", OK, MINE, LONG],
         ["    -   how do i do it       # slang\n"], ["    -   how       # slang\n"]),
        ("questions", [HOW, OK, MINE, "one line"],
         ["    - several\n", "      lines long\n"], ["    - one line\n"]),
        ("must_match", ["one", "four"], ["    must_match: [one, \"two, three\",   'four']   # in brackets\n"],
         ["    must_match: [one, 'four']   # in brackets\n"]),
        ("must_match", ["zero", "one", "two, three", "4"],
         ["    must_match: [one, \"two, three\",   'four']   # in brackets\n"],
         ["    must_match: [zero, one, \"two, three\",   '4']   # in brackets\n"]),
        ("must_match", [], ["    must_match: [one, \"two, three\",   'four']   # in brackets\n"], []),
        ("must_not_match", ["a, b"], ["    must_not_match: []\n"], ['    must_not_match: ["a, b"]\n']),
        ("related", ["a-b"], ["      c-d\n"], []),
        ("related", ["c-d"], ["      a-b,   # the first\n"], []),
    ],
)  # fmt: skip
def test_a_list_says_what_it_should(
    newline: str, key: str, items: list[Value], gone: list[str], come: list[str]
) -> None:
    """Lines of what stays stay; an item that changed keeps its quotes and its remark."""
    before = ODD.replace("\n", newline)
    after = with_list(before, "f", "first", key, items)
    wanted = tuple([one.replace("\n", newline) for one in lines] for lines in (gone, come))
    assert changed(before, after) == wanted
    entry = at(after, "first")
    assert isinstance(entry, dict)
    assert entry.get(key, []) == items


@ENDINGS
@pytest.mark.parametrize(
    ("items", "gone", "come"),
    [
        ([WHO, {**NHS, "title": "D"}], ["      title: C\n"], ["      title: D\n"]),
        ([{**WHO, "year": "2021"}, NHS], [], ['      year: "2021"\n']),
        ([WHO, {key: NHS[key] for key in NHS if key != "year"}], ["      year: 2020\n"], []),
        ([{**WHO, "title": "b: c"}, NHS], ['      title: "A: b"\n'], ['      title: "b: c"\n']),
        ([WHO, NHS, {"publisher": "P", "url": "https://x.org"}], [],
         ["    - publisher: P\n", "      url: https://x.org\n"]),
    ],
)  # fmt: skip
def test_a_source_changes_where_it_was_changed(
    newline: str, items: list[Value], gone: list[str], come: list[str]
) -> None:
    """One line for one field; remarks and the blank line between stay."""
    before = SOURCES.replace("\n", newline)
    after = with_list(before, "f", "one", "sources", items)
    assert changed(before, after) == tuple(
        [one.replace("\n", newline) for one in lines] for lines in (gone, come)
    )
    assert at(after, "one", "sources") == items


def test_what_moved_takes_its_lines_along() -> None:
    """Remarks behind a source, and one behind a way of asking, go where it goes."""
    after = with_list(SOURCES, "f", "one", "sources", [NHS, WHO])
    assert sorted(after.splitlines()) == sorted(SOURCES.splitlines())
    assert after.index("# yet") < after.index("# in Geneva")
    after = with_list(ODD, "f", "first", "questions", [OK, MINE, LONG, HOW])
    assert "    -   how do i do it       # slang\n    answer:" in after


def test_a_mapping_changes_where_it_was_changed() -> None:
    """The remark stays; a new key comes last."""
    review = {"status": "reviewed", "date": "2026-11-24", "expires": "2027-11-23", "by": "nurse"}
    gone, come = changed(SOURCES, with_mapping(SOURCES, "f", "one", "review", review))
    assert gone == ["    status: drafted   # nobody yet\n", "    date: 2026-11-23\n"]
    assert come == ["    status: reviewed   # nobody yet\n", '    date: "2026-11-24"\n', "    by: nurse\n"]
    short = {"status": "drafted", "date": "2026-11-23", "expires": "2027-11-23", "by": "nurse"}
    one_line = "    review: {status: drafted, date: 2026-11-23, expires: 2027-11-23}\n"
    assert changed(ODD, with_mapping(ODD, "f", "first", "review", short)) == (
        [one_line],
        [one_line.replace("}", ", by: nurse}")],
    )


def test_a_field_goes_with_its_lines() -> None:
    """And with nothing else; a field that is not there is no mistake."""
    gone, come = changed(ODD, without_field(ODD, "f", "first", "answer"))
    assert (gone[0], len(gone), come) == ("    answer: |-   # keep me\n", 4, [])
    assert without_field(ODD, "f", "first", "short") == ODD
    assert changed(ODD, without_field(ODD, "f", "first", "related"))[0][0] == "    related: [\n"


@pytest.mark.parametrize(
    ("topic", "key", "items"),
    [
        ("none", "questions", ["x"]),
        ("first", "title", ["x"]),
        ("first", "sources", [{"publisher": "WHO", "url": "https://example.org"}]),
        ("first", "must_match", [{"a": "b"}]),
    ],
)
def test_what_cannot_be_edited_is_refused(topic: str, key: str, items: list[Value]) -> None:
    """In words, and nothing is guessed."""
    with pytest.raises(KnowledgeError, match="there is no entry|edit the file itself"):
        with_list(ODD, "f", topic, key, items)


ITEMS = st.lists(
    st.one_of(
        st.sampled_from([HOW, OK, MINE, LONG, "one", "four", "two, three", "a-b", "c-d"]),
        st.text(
            st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" "), min_size=1
        ),
    ),
    min_size=1,
    max_size=7,
)


@settings(deadline=None, max_examples=120)
@given(
    ITEMS,
    st.sampled_from(["questions", "must_match", "must_not_match", "related"]),
    st.sampled_from(["first", "second"]),
)
def test_any_list_comes_out_or_is_refused(items: list[str], key: str, topic: str) -> None:
    """However it is cut: the list is what was wanted, nothing else in the file means something else, and the remarks
    on lines of their own stay."""
    try:
        after = with_list(ODD, "f", topic, key, list(items))
    except KnowledgeError:
        return
    found, before, now = at(after, topic, key), at(ODD), at(after)
    assert isinstance(found, list)
    assert isinstance(before, dict)
    assert isinstance(now, dict)
    assert [one.strip() for one in found] == [one.strip() for one in items]
    for name, entry in before.items():
        for field, value in entry.items():
            assert (name, field) == (topic, key) or now[name][field] == value
    for remark in (
        "# A remark at the top, kept.",
        "# the next one came from a nurse",
        "# between",
        "# keep me",
    ):
        assert remark in after


def _alike(one: str, other: str) -> int:
    """How many letters are the same at the start."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def test_lists_of_the_real_files() -> None:
    """In files that ship: one piece goes with an item, and nothing else; it can come back."""
    for path in sorted((KNOWLEDGE / "en" / "topics").glob("*.yaml"))[::5]:
        text = path.read_text("utf-8")
        entries = read_bytes(text.encode(), path.name).value
        assert isinstance(entries, dict)
        topic = next(reversed(entries))
        for key in ("questions", "sources", "related"):
            items = at(text, topic, key)
            assert isinstance(items, list)
            less = with_list(text, path.name, topic, key, items[:-1])
            start = _alike(text, less)
            end = _alike(text[start:][::-1], less[start:][::-1])
            assert start + end == len(less) < len(text)
            again = with_list(less, path.name, topic, key, items)
            assert at(again, topic, key) == items
