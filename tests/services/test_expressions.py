"""What only seems to be open never is: every trap of the library of opening hours, disarmed before it evaluates."""

import time

import pytest

from bot.services.expressions import LONGEST, read


@pytest.mark.parametrize(
    ("written", "evaluated"),
    [
        ("Mo-Fr 09:00-17:00", "Mo-Fr 09:00-17:00"),
        ('"by appointment"', 'unknown "by appointment"'),
        ('Mo-Fr 09:00-17:00 "by appointment"', 'Mo-Fr 09:00-17:00 unknown "by appointment"'),
        ('Mo-Fr 09:00-17:00; Sa "ring"', 'Mo-Fr 09:00-17:00; Sa unknown "ring"'),
        ('open "note"', 'open "note"'),
        ('Mo-Fr 09:00-17:00 || "call"', "Mo-Fr 09:00-17:00"),
        ("Fr 09:00+", "Fr 09:00-24:00 unknown"),
        ("Fr 22:00+", "Fr 22:00-30:00 unknown"),
        ("Fr 09:00-12:00+", "Fr 09:00-12:00, Fr 12:00-24:00 unknown"),
        ("Su 00:00-00:00", "Su 00:00-24:00 unknown"),
        ("Mo-Fr", "Mo-Fr unknown"),
        ("24/7", "24/7"),
        ("Mo-Fr 09:00-12:00, 13:00-17:00", "Mo-Fr 09:00-12:00,13:00-17:00"),
        ("Mo-Sa 09:00-17:00; Dec 25, Dec 26 off", "Mo-Sa 09:00-17:00; Dec 25,Dec 26 off"),
        ("Mo-Sa 09:00-17:00; Su, PH off", "Mo-Sa 09:00-17:00; Su,PH off"),
        ("Mo-Fr 09:00-12:00, We 13:00-17:00", "Mo-Fr 09:00-12:00, We 13:00-17:00"),
        ('We 18:00-20:00 "a; b, c || d"', 'We 18:00-20:00 unknown "a; b, c || d"'),
        ("Mo-Fr 10:00-16:00/01:30", "Mo-Fr 10:00-16:00/01:30 unknown"),
        ("Mo-Fr 09:00-17:00;", "Mo-Fr 09:00-17:00"),
    ],
)
def test_doubt_is_unknown(written: str, evaluated: str) -> None:
    """Comments, open ends, whole turns, days without times: unknown, with the rest left as it was written."""
    assert read(written).text() == evaluated


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Feb 30 10:00-12:00", "does not exist"),
        ("Mo 09:00-10:00; Nov 31 off", "does not exist"),
        ("sunrise-sunset", "by the sun"),
        ("Mo-Fr 09:00-17:00; SH off", "school holidays"),
        ("", "empty"),
        ("Mo 09:00-17:00; " * 20, "longer than"),
    ],
)
def test_what_must_not_be_evaluated_is_refused(written: str, said: str) -> None:
    """The library would say open on 30 February, and every school holiday."""
    found = read(written)
    assert not found.is_usable
    assert any(said in one for one in found.problems)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Dec 25 off; Mo-Fr 09:00-17:00", "put `Dec 25 off` last"),
        ("PH off; Mo-Su 09:00-17:00", "put `PH off` last"),
        ("Sa off; Mo-Su 09:00-17:00", "put `Sa off` last"),
        ("Mo-Fr 17:00-09:00", "goes on through the night"),
        ("Su 00:00-00:00", "day and night, or `off`"),
        ('Mo 09:00-10:00 || "call"', "only shown as unknown"),
        ('"by appointment"', "counts as unknown"),
        ("Mo-Fr", "without times"),
        ("Fr 09:00+", "open end"),
        ("Fr 10:00-16:00/01:00", "moments and not hours"),
    ],
)
def test_what_is_likely_meant_otherwise_is_said(written: str, said: str) -> None:
    """It is evaluated all the same."""
    found = read(written)
    assert found.is_usable
    assert any(said in one for one in found.problems)


@pytest.mark.parametrize(
    "written",
    [
        "Mo-Fr 09:00-17:00; Dec 25 off",
        "Su off; Mo-Fr 09:00-17:00",
        "Mo-Fr 22:00-02:00",
        'unknown "call"',
        "24/7",
    ],
)
def test_what_is_right_is_not_complained_of(written: str) -> None:
    assert read(written).problems == ()


def test_holidays_that_a_list_lacks_are_said_after_ph() -> None:
    """What is said of PH is said of these days too, in its place among the rules."""
    dates = ("2026 Feb 16", "2026 Aug 03")
    both = "2026 Feb 16,2026 Aug 03"
    assert read("Mo-Fr 09:00-17:00; PH off").text(dates) == f"Mo-Fr 09:00-17:00; PH off; {both} off"
    found = read("PH 10:00-14:00; Dec 24 10:00-12:00").text(dates)
    assert found == f"PH 10:00-14:00; {both} 10:00-14:00; Dec 24 10:00-12:00"
    assert read("Mo-Fr 09:00-17:00").text(dates) == "Mo-Fr 09:00-17:00"


def test_the_last_word_on_holidays_can_be_taken_out() -> None:
    said = read("Mo-Sa 09:00-17:00; Su,PH off")
    assert said.closes_on_holidays
    assert said.without_holidays().text() == "Mo-Sa 09:00-17:00; Su off"
    assert read("24/7; PH off").without_holidays().text() == "24/7"
    assert not read("PH off; Mo-Fr 09:00-17:00").closes_on_holidays
    assert not read("Mo-Fr 09:00-17:00; PH 10:00-12:00").closes_on_holidays


@pytest.mark.parametrize(
    "letter", ["a", " ", '"', ",", ";", "|", "0", "00:00-", "Mo-", "PH,", ", ", "off;", "+", "-"]
)
def test_no_text_takes_long(letter: str) -> None:
    """A pattern that backtracks would take minutes on such a line; a second is far more than any machine needs."""
    began = time.process_time()
    for text in (letter * LONGEST, "a" + letter * LONGEST, f"Mo {letter * LONGEST} b"):
        read(text[:LONGEST])
    assert time.process_time() - began < 5
