"""A sheet changes in the files what was edited in it, and nothing else; or nothing at all, and every reason is told."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.content.sheets import csv_file, plan, xlsx_file
from bot.content.sheets.plan import Plan, SheetError, export_rows
from bot.content.sheets.table import read_table
from bot.content.strict_yaml import read_bytes
from bot.errors import KnowledgeError
from tests.conftest import KNOWLEDGE
from tests.content.test_edits import ENDINGS, ODD, changed

TODAY = dt.date(2026, 11, 27)
Rows = list[dict[str, str]]
OTHER = """\
third:
  title: Third
  questions: [one, two]
  answer: |
    - A list.
    - Of two.
  sources:
    - {publisher: "A; b", title: 'T', url: https://example.org, year: 2020}
  review: {status: drafted, date: 2026-11-23, expires: 2027-11-23}
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two files in odd but valid style; what is right in them is looked at elsewhere."""
    nothing = SimpleNamespace(mistakes=())
    monkeypatch.setattr(plan, "load", lambda *parts: nothing)
    folder = tmp_path / "knowledge" / "en" / "topics"
    folder.mkdir(parents=True)
    (folder / "odd.yaml").write_bytes(ODD.encode())
    (folder / "other.yaml").write_bytes(OTHER.encode())
    return tmp_path / "knowledge"


def exported(root: Path) -> Rows:
    text = csv_file.write(export_rows(root, "en")).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def imported(root: Path, rows: Rows, drop: tuple[str, ...] = (), name: str = "sheet.csv") -> Plan:
    columns = [one for one in rows[0] if one not in drop]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    path = root.parent / name
    path.write_text(text.getvalue(), "utf-8")
    return plan.plan(root, "en", read_table(path), name, TODAY)


def texts(planned: Plan) -> dict[str, str]:
    return {page.category: text for page, text in planned.texts}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_all_that_ships_goes_out_and_in_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    """The real knowledge, both kinds of file: nothing changes."""
    monkeypatch.setattr(plan, "load", lambda *parts: SimpleNamespace(mistakes=()))
    rows = export_rows(KNOWLEDGE, "en")
    path = tmp_path / f"sheet.{ending}"
    path.write_bytes(csv_file.write(rows) if ending == "csv" else xlsx_file.write(rows, TODAY))
    table = read_table(path)
    assert len(table.rows) == len(rows) - 1 > 300
    planned = plan.plan(KNOWLEDGE, "en", table, path.name, TODAY)
    assert (planned.texts, planned.topics, planned.remarks) == ((), (), ())


@ENDINGS
def test_odd_style_goes_out_and_in_again(root: Path, newline: str) -> None:
    """Whichever way lines end; also where the marks or whole columns were taken out of the sheet."""
    path = root / "en" / "topics" / "odd.yaml"
    path.write_bytes(ODD.replace("\n", newline).encode())
    rows = exported(root)
    for drop in ((), ("exported",), ("exported", "answer", "sources", "category"), ("title", "by", "short")):
        assert imported(root, rows, drop).texts == ()


@ENDINGS
@pytest.mark.parametrize(
    ("topic", "column", "change", "gone", "come"),
    [
        ("first", "title", lambda text: "New", 1, ['    title:    "New"   # why not\n']),
        ("first", "urgency", lambda text: "check", 1, ["    urgency: 'check'\n"]),
        ("first", "questions", lambda text: f"{text}\nnew: one", 0, ['    - "new: one"\n']),
        ("first", "questions", lambda text: text.replace("how do i", "how can i"), 1,
         ["    -   how can i do it       # slang\n"]),
        ("first", "must_match", lambda text: text.replace("four", "5"), 1,
         ["    must_match: [one, \"two, three\",   '5']   # in brackets\n"]),
        ("first", "answer", lambda text: text.replace("Another", "More"), 1, ["        More, with   spaces.\n"]),
        ("first", "short", lambda text: "Call.\nNow.", 0, ["    short: |\n", "      Call.\n", "      Now.\n"]),
        ("first", "related", lambda text: "a-b", 1, []),
        ("first", "date", lambda text: "24/12/2026", 1,
         ['    review: {status: drafted, date: "2026-12-24", expires: 2027-11-23}\n']),
        ("first", "sources", lambda text: f"{text}; 2020", 1,
         ['    - {publisher: WHO, title: T, url: https://example.org, year: "2020"}\n']),
        ("third", "answer", lambda text: f"{text}\n- Of three.", 0, ["    - Of three.\n"]),
        ("third", "sources", lambda text: text.replace("2020", "2021"), 1,
         ["    - {publisher: \"A; b\", title: 'T', url: https://example.org, year: \"2021\"}\n"]),
        ("third", "questions", lambda text: "", 1, None),
    ],
)  # fmt: skip
def test_an_edited_cell_changes_its_lines(
    root: Path, newline: str, topic: str, column: str, change: Callable[[str], str], gone: int,
    come: list[str] | None,
) -> None:  # fmt: skip
    """And no other: remarks, quotes, order, spaces, line endings stay."""
    for name, text in (("odd", ODD), ("other", OTHER)):
        (root / "en" / "topics" / f"{name}.yaml").write_bytes(text.replace("\n", newline).encode())
    rows = exported(root)
    row = next(one for one in rows if one["id"] == topic)
    row[column] = change(row[column])
    if come is None:
        with pytest.raises(SheetError, match=f"`{column}` is empty"):
            imported(root, rows)
        return
    planned = imported(root, rows)
    category = "other" if topic == "third" else "odd"
    before = {"odd": ODD, "other": OTHER}[category].replace("\n", newline)
    went, came = changed(before, texts(planned)[category])
    assert (len(went), came) == (gone, [one.replace("\n", newline) for one in come])
    assert planned.topics == (topic,)


def test_several_entries_change_at_once(root: Path) -> None:
    """In both files, each in its own place."""
    rows = exported(root)
    for row in rows:
        row["title"] += " x"
    planned = imported(root, rows)
    assert planned.topics == ("first", "second", "third")
    assert changed(ODD, texts(planned)["odd"])[1] == [
        '    title:    "A  title: with a colon x"   # why not\n', "  title: plain title x\n",
    ]  # fmt: skip
    assert changed(OTHER, texts(planned)["other"])[1] == ["  title: Third x\n"]


def test_a_new_row_is_a_new_entry(root: Path) -> None:
    """Drafted as of today; it stands at the end, and everything before it stays."""
    new = {
        "id": "fourth", "category": "other", "title": "What: a title", "questions": "one more\nand another",
        "answer": "'- Do this.\nThen that.", "sources": "WHO; T; https://example.org; 2024", "related": "third",
    }  # fmt: skip
    text = texts(imported(root, [*exported(root), new]))["other"]
    assert text.startswith(OTHER)
    entry = read_bytes(text.encode(), "f").value["fourth"]  # type: ignore[index, call-overload]
    assert entry == {
        "title": "What: a title", "urgency": "none", "questions": ["one more", "and another"],
        "answer": "- Do this.\nThen that.\n", "related": ["third"],
        "sources": [{"publisher": "WHO", "title": "T", "url": "https://example.org", "year": "2024"}],
        "review": {"status": "drafted", "date": "2026-11-27", "expires": "2027-11-27"},
    }  # fmt: skip


def test_rows_that_are_not_there_stay(root: Path) -> None:
    """People filter and sort: nothing is ever taken out for want of a row, and it is told."""
    rows = exported(root)
    planned = imported(root, rows[2:])
    assert (planned.texts, planned.remarks) == (
        (),
        ("2 entries are not in the sheet; they stay as they are.",),
    )


def test_the_file_was_edited_meanwhile(root: Path) -> None:
    """Edits of other cells live side by side; the same cell edited twice is for somebody to decide."""
    rows = exported(root)
    path = root / "en" / "topics" / "other.yaml"
    path.write_text(OTHER.replace("title: Third", "title: Newer"), "utf-8")
    assert imported(root, rows).texts == ()
    rows[2]["answer"] = "Anew."
    assert "title: Newer" in texts(imported(root, rows))["other"]
    rows[2]["title"] = "Another"
    with pytest.raises(SheetError, match="row 4: `title` was edited here and, since the export, in the file"):
        imported(root, rows)


def test_every_bad_cell_is_told_and_nothing_changes(root: Path) -> None:
    """By row and column, in one go."""
    rows = exported(root)
    rows[0] |= {"title": "", "sources": "words", "date": "04/05/2027"}
    rows[1] |= {"category": "other", "questions": "fine\nand changed"}
    rows += [rows[2], {"id": "", "title": "x"}, {"id": "new-one", "category": "oddd", "title": "x"}]
    rows += [{"id": "new-two", "category": "odd", "title": "x"}]
    with pytest.raises(SheetError) as caught:
        imported(root, rows)
    told = str(caught.value).split("\n")
    assert [line.split("`")[0] for line in told] == [
        *["sheet.csv, row 2: "] * 3, "sheet.csv, row 3: ", "sheet.csv, row 5: ", "sheet.csv, row 6: has no ",
        "sheet.csv, row 7: ", *["sheet.csv, row 8: "] * 3,
    ]  # fmt: skip
    for part in ("`title` is empty", "`sources` has 'words'", "`date` has '04/05/2027', which can be",
                 "`category` is 'other'", "stands in row 4 already", "a new entry goes into one of: odd",
                 "`answer` is empty", "`questions` is empty", "`sources` is empty"):  # fmt: skip
        assert part in str(caught.value)


def test_what_the_file_would_say_wrong_is_told_by_row(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake that only shows when all is read together still names the row."""
    monkeypatch.undo()
    for path in KNOWLEDGE.rglob("*"):
        target = root / path.relative_to(KNOWLEDGE)
        if path.is_file() and "topics" not in path.parts and "sites" not in path.parts:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    (root / "en" / "topics" / "other.yaml").unlink()
    (root / "en" / "topics" / "odd.yaml").unlink()
    small = (KNOWLEDGE / "en" / "topics" / "after.yaml").read_bytes()
    (root / "en" / "topics" / "after.yaml").write_bytes(small)
    rows = exported(root)
    rows[1]["answer"] += "\n{no_such_fact}"
    rows[2]["urgency"] = "urgent"
    with pytest.raises(SheetError) as caught:
        imported(root, rows)
    assert "sheet.csv, row 3: " in str(caught.value)
    assert "asks for {no_such_fact}" in str(caught.value)
    assert "sheet.csv, row 4: `urgency` is 'urgent'; it must be one of" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        ("\n\n,,\n", "is empty"),
        ("title,answer\nx,y\n", "has no column `id`"),
        ("id,title,title\na,b,c\n", "the column `title` twice"),
        ("id,titel\na,b\n", "did you mean `title`"),
        ("id,title\nfirst,a,b\n", "row 2: has more cells than the first row"),
        ("%PDF-1.7", "is a PDF"),
    ],
)
def test_a_file_that_is_no_sheet_is_told(root: Path, text: str, told: str) -> None:
    """Before any row is looked at."""
    path = root.parent / "sheet.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(KnowledgeError, match=told.replace("?", r"\?")):
        plan.plan(root, "en", read_table(path), path.name, TODAY)


def test_columns_of_people_are_left_alone(root: Path) -> None:
    """Notes beside the table are told and do no harm; names of columns may be written another way."""
    rows = [{"Remarks for Ann": "x", **row} for row in exported(root)]
    rows = [{(key.upper() if key == "title" else key): value for key, value in row.items()} for row in rows]
    planned = imported(root, rows)
    assert planned.texts == ()
    assert planned.remarks == ("The column `remarks_for_ann` is not one of ours; it was left alone.",)
