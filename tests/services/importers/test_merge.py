"""Importing again: nothing changes where nothing is new, and what a person changed wins."""

import random
import re

import pytest

from bot.content.strict_yaml import read_bytes
from bot.errors import KnowledgeError
from bot.services.importers import merge, written
from bot.services.importers.report import Report
from bot.services.importers.row import Record, Written
from tests.services.importers.lists import built, told

FIRST = (
    "id,Name,Address,Lat,Lon,Phone,Hours\n"
    "1,Insite,139 E Hastings,49.2816,-123.1009,604-687-7483,Mon-Sun 9am-midnight\n"
    "2,Powell,380 Powell,49.2832,-123.0970,604-111-2222,by appointment\n"
)


def says(text: str) -> Written | None:
    try:
        return read_bytes(text.encode(), "x.yaml", 10**7).value
    except KnowledgeError:
        return None


def first(text: str = FIRST) -> str:
    done = built(text)
    return merge.fresh(done.defaults, done.records, done.proposals, done.report).text


def again(file: str, text: str) -> tuple[str, Report]:
    document = read_bytes(file.encode(), "x.yaml", 10**7)
    before = merge.Before(file, document.value, document.lines)
    done = built(text, taken_out=before.taken_out())
    after = merge.into(before, done.records, done.proposals, done.report, says)
    assert says(after.text) == after.value
    assert done.report.kept == done.report.new + done.report.updated + done.report.same
    return after.text, done.report


def site(file: str, number: int) -> Record:
    value = says(file)
    assert isinstance(value, dict)
    found = value["sites"]
    assert isinstance(found, list)
    record = found[number]
    assert isinstance(record, dict)
    return record


def test_the_same_list_again_changes_not_one_byte() -> None:
    """Idempotent."""
    text, report = again(first(), FIRST)
    assert text == first()
    assert (report.new, report.updated, report.same) == (0, 0, 2)


def test_proposed_hours_stand_beside_what_they_came_from() -> None:
    """For the person who confirms."""
    assert 'hours: "Mo-Su 09:00-24:00"  # Mon-Sun 9am-midnight\n' in first()


def test_nothing_is_verified_by_an_import() -> None:
    """Only a person writes that date."""
    assert "verified" not in site(first(), 0)


def test_what_the_source_changed_is_taken() -> None:
    """A field that is as the import left it follows the source; the hours bring their new words along."""
    text, report = again(
        first(), FIRST.replace("604-687-7483", "604-999-0000").replace("9am-midnight", "9am-5pm")
    )
    assert site(text, 0)["phone"] == ["604-999-0000"]
    assert 'hours: "Mo-Su 09:00-17:00"  # Mon-Sun 9am-5pm\n' in text
    assert (report.updated, report.same) == (1, 1)


def test_a_new_field_is_added_and_a_gone_one_taken_out() -> None:
    """Both where no person has touched the field."""
    text, _ = again(
        first(), FIRST.replace("Phone,Hours", "Phone,Website").replace("Mon-Sun 9am-midnight", "a.org")
    )
    assert site(text, 0)["url"] == "https://a.org"
    assert "hours" not in site(text, 0)


def test_what_a_person_corrected_stays_and_is_told() -> None:
    """Even where the source has another word now."""
    mine = first().replace("604-687-7483", "604-000-0000")
    text, report = again(mine, FIRST.replace("604-687-7483", "604-999-0000"))
    assert site(text, 0)["phone"] == ["604-000-0000"]
    assert told(report, "person") == ['Insite (vch-1): phone: the source says ["604-999-0000"]']


def test_the_field_beside_a_correction_still_follows_the_source() -> None:
    """Field by field, not site by site."""
    mine = first().replace("604-687-7483", "604-000-0000")
    text, _ = again(mine, FIRST.replace("139 E Hastings", "141 E Hastings"))
    assert site(text, 0)["address"] == "141 E Hastings"
    assert site(text, 0)["phone"] == ["604-000-0000"]


def test_a_correction_lasts_over_many_imports() -> None:
    """Also when the source comes back to an earlier word, and when it changes twice."""
    file = first().replace("604-687-7483", "604-000-0000")
    for number in ("604-999-0001", "604-999-0002", "604-687-7483"):
        file, _ = again(file, FIRST.replace("604-687-7483", number))
        assert site(file, 0)["phone"] == ["604-000-0000"]


def test_a_person_who_goes_back_to_the_older_word_is_obeyed() -> None:
    """The source moved from A to B; a person says A; B does not come again."""
    file, _ = again(first(), FIRST.replace("604-687-7483", "604-999-0000"))
    mine = file.replace("604-999-0000", "604-687-7483")
    text, _ = again(mine, FIRST.replace("604-687-7483", "604-999-0000"))
    assert site(text, 0)["phone"] == ["604-687-7483"]


def test_what_a_person_added_or_took_out_stays_so() -> None:
    """`verified`, notes, a phone that was deleted."""
    mine = re.sub(
        r'    phone: \["604-687-7483"\]\n', '    verified: 2026-10-01\n    notes: {en: "Ring"}\n', first()
    )
    text, _ = again(mine, FIRST.replace("604-687-7483", "604-999-0000").replace("Insite", "Insite SCS"))
    assert "phone" not in site(text, 0)
    assert (site(text, 0)["verified"], site(text, 0)["notes"]) == ("2026-10-01", {"en": "Ring"})
    assert site(text, 0)["name"] == "Insite SCS"


def test_a_site_that_a_person_took_out_does_not_come_back() -> None:
    """Not even after two more imports."""
    file = re.sub(r"(?s)  - id: vch-1\n.*?(?=  - id: vch-2)", "", first())
    for _ in range(2):
        file, report = again(file, FIRST)
        assert [one["id"] for one in says(file)["sites"]] == ["vch-2"]  # type: ignore[index,call-overload]
        assert report.count("rejected") == 1


def test_a_site_that_left_the_source_stays_and_is_told() -> None:
    """Closing a door is a person's word."""
    text, report = again(first(), "\n".join(FIRST.split("\n")[:2]))
    assert site(text, 1)["name"] == "Powell"
    assert told(report, "gone") == ["Powell: vch-2"]


def test_new_sites_come_behind_the_last() -> None:
    """Also where other keys follow the list."""
    mine = first().replace(written.FOOT, "aliases:\n  dtes: [49.28, -123.1]\n" + written.FOOT)
    text, report = again(mine, FIRST + "3,Third,3 C,49.1,-123.0,604-222-3333,\n")
    assert site(text, 2)["name"] == "Third"
    assert says(text)["aliases"] == {"dtes": ["49.28", "-123.1"]}  # type: ignore[index,call-overload]
    assert report.new == 1


def test_comments_and_order_of_a_person_stay() -> None:
    """Lines that need no change are not touched, and a comment behind a changed value is kept."""
    mine = first().replace("  - id: vch-1\n", "  # asked by Kim\n  - id: vch-1\n")
    mine = mine.replace('phone: ["604-687-7483"]', 'phone: ["604-687-7483"]  # front desk')
    mine = mine.replace('    name: "Powell"\n', '    # the green door\n    name: "Powell"\n')
    text, _ = again(mine, FIRST.replace("604-687-7483", "604-999-0000"))
    assert "  # asked by Kim\n  - id: vch-1\n" in text
    assert 'phone: ["604-999-0000"]  # front desk\n' in text
    assert "    # the green door\n" in text


def test_a_file_written_in_another_style_is_still_merged() -> None:
    """Sites on one line each cannot be changed line by line: the file is written anew, and that is told."""
    value = says(first())
    assert isinstance(value, dict)
    lines = "".join(f"  - {written.value(one)}\n" for one in value["sites"])
    mine = f"version: 1\nsites:\n{lines}" + first()[first().index(written.FOOT) :]
    text, report = again(mine, FIRST.replace("604-687-7483", "604-999-0000"))
    assert site(text, 0)["phone"] == ["604-999-0000"]
    assert any("written anew" in remark for remark in report.remarks)


def test_lists_and_texts_over_several_lines_are_replaced_whole() -> None:
    """A person may have written the same value in another form of YAML."""
    mine = first().replace('    phone: ["604-687-7483"]\n', "    phone:\n      - 604-687-7483\n")
    text, _ = again(mine, FIRST.replace("604-687-7483", "604-999-0000"))
    assert site(text, 0)["phone"] == ["604-999-0000"]


def test_lost_fingerprints_make_every_difference_a_persons() -> None:
    """A file whose last lines were deleted is never overwritten."""
    mine = written.without_foot(first())
    text, report = again(mine, FIRST.replace("604-687-7483", "604-999-0000"))
    assert site(text, 0)["phone"] == ["604-687-7483"]
    assert report.count("person") == 1


def test_a_damaged_fingerprint_costs_only_its_own_site() -> None:
    """The others follow the source."""
    mine = first().replace("# was vch-1 ", "# was vch-1 !!")
    text, _ = again(mine, FIRST.replace("604-687-7483", "604-9").replace("604-111-2222", "604-222-9999"))
    assert site(text, 0)["phone"] == ["604-687-7483"]
    assert site(text, 1)["phone"] == ["604-222-9999"]


def test_what_yaml_would_misread_is_quoted() -> None:
    """Norway, off, numbers with zeros, colons, hashes, quotes, emoji and line separators come back as they were."""
    names = [
        "NO",
        "off",
        "012",
        "a: b",
        "a # b",
        'say "hi" \\ now',
        "- x",
        "'x'",
        "{a}",
        "é 💊",
        "1.10",
        "2026-12-24",
        "yes",
        "*a",
        "&b",
        "!c",
        "%d",
        "@e",
        "`f",
        "|",
        ">",
        "?",
        "[x",
        "~",
    ]
    rows = "".join(f'{i},"{name.replace(chr(34), chr(34) * 2)}",{i} Main\n' for i, name in enumerate(names))
    value = says(first("id,Name,Address\n" + rows))
    assert isinstance(value, dict)
    assert [one["name"] for one in value["sites"]] == names  # type: ignore[index,call-overload]


MINE = (  # what a person may do to one line of a site
    lambda line: line.split(":")[0] + ': "mine # not: a comment"  # why',
    lambda line: f"    #{line}",
    lambda line: f"{line}   # seen",
    lambda line: f"\n{line}",
    lambda line: f"{line}\n    # asked Kim",
    lambda line: (
        "    phone:\n      - '111'\n      # night\n      - \"222\"" if line.startswith("    phone") else line
    ),
    lambda line: "    name: >-\n      two\n      lines" if line.startswith("    name") else line,
)
THEIRS = (
    "139 E Hastings",
    "604-687-7483",
    "9am-midnight",
    "Powell",
    "380 Powell",
    "604-111-2222",
    "by appointment",
)


@pytest.mark.parametrize("seed", range(60))
def test_whatever_a_person_changed_stays_whatever_the_source_says(seed: int) -> None:
    """Any edits of any lines, against any changes of the source; and the import after it changes nothing more."""
    dice = random.Random(seed)  # noqa: S311 - the same edits in every run
    lines = first().split("\n")
    fields = [at for at, line in enumerate(lines) if line.startswith("    ")]
    for at in dice.sample(fields, 3):
        lines[at] = dice.choice(MINE)(lines[at])
    mine, source = "\n".join(lines), FIRST
    for word in dice.sample(THEIRS, 4):
        source = source.replace(word, dice.choice(["", f"new {word}", "604-9-9", "Mon-Fri 9am-5pm"]))
    text, _ = again(mine, source)
    for number in (0, 1):
        left, edited = site(first(), number), site(mine, number)
        for key in {*left, *edited}:
            if left.get(key) != edited.get(key):
                assert site(text, number).get(key) == edited.get(key)
    assert again(text, source)[0] == text
