"""alerts.yaml is read strictly: an alert that could mislead or harm is left out, and the mistake told by its line."""

import datetime as dt

import pytest

from bot.content.alerts import Known, read_alerts, with_alert, with_end, with_looked
from bot.content.strict_yaml import read_bytes
from bot.content.style import Style
from bot.core.board import Board
from bot.errors import KnowledgeError, Mistake
from tests.auxil.alerts import OXY, TODAY

STYLE = Style(8, 260, {"junkie": "person"}, frozenset(), {}, ("buy", "dealer", "sold by"))
KNOWN = Known(("drug-alerts-bad-batch",), ("oxycodone", "nitazenes"), STYLE)
GOOD = with_alert("# ours\n", OXY, TODAY)


def read(text: str) -> tuple[Board, list[Mistake]]:
    mistakes: list[Mistake] = []
    return read_alerts(read_bytes(text.encode(), "alerts.yaml"), KNOWN, mistakes), mistakes


def test_what_is_written_is_what_is_read() -> None:
    """Every field, and the day somebody looked."""
    assert read(GOOD) == (Board((OXY,), TODAY), [])
    assert "# ours" in GOOD


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("Riverside", "Riverside, ask the dealer", "says 'dealer'"),
        ("Pills sold as oxy", "Junkie pills sold as oxy", "says 'junkie'"),
        ("Carry naloxone.", "Take 5 mg at first.", "says '5 mg'"),
        ("Carry naloxone.", "Take half a pill at first.", "says 'half a pill'"),
        ("Carry naloxone.", "They cost £20.", "says '£20'"),
        ("Carry naloxone.", "Call 0300 123 6600.", "has the number"),
        ("Carry naloxone.", "Carry {naloxone_sources}.", "may have no"),
        ("Carry naloxone.", "Carry } naloxone.", "may have no"),
        ("as oxy", "as **oxy**", "without \\*\\*"),
        ("Pills sold as oxy held a nitazene.", "Pills " * 40, "letters; the most is 160"),
        ("- oxycodone", "- oxicodone", "names 'oxicodone', which is not there"),
        ("- drug-alerts-bad-batch", "- no-entry", "names 'no-entry', which is not there"),
        ("outreach worker", "Bob 2", "write a role"),
        ('expires: "2026-12-04"', 'expires: "2026-11-26"', "is before `published`"),
        ('expires: "2026-12-04"', 'expires: "2027-11-26"', "more than 92 days"),
        ('expires: "2026-12-04"', "expires: soon", "write a date"),
        ("source:", "sauce:", "has no `source`"),
        ("by:", "bye:", "did you mean `by`"),
    ],
)
def test_a_mistake_leaves_the_alert_out_and_is_told(old: str, new: str, what: str) -> None:
    """With its line; the day somebody looked is still known."""
    assert old in GOOD
    board, mistakes = read(GOOD.replace(old, new))
    assert board == Board((), TODAY)
    assert any(mistake.line > 1 for mistake in mistakes)
    with pytest.raises(KnowledgeError, match=what):
        raise KnowledgeError(mistakes)


def test_one_bad_alert_takes_no_other_with_it() -> None:
    """The good ones are read."""
    board, mistakes = read(GOOD + "bad-one:\n  what: x\n")
    assert [one.id for one in board.alerts] == [OXY.id]
    assert mistakes


def test_an_alert_must_belong_to_something() -> None:
    """Else no answer could show it."""
    text = GOOD.replace("  topics:\n    - drug-alerts-bad-batch\n", "").replace(
        "  substances:\n    - nitazenes\n    - oxycodone\n", ""
    )
    assert "belongs to nothing" in str(read(text)[1][0])


@pytest.mark.parametrize("text", ["", "# nothing yet\n", 'looked: "2026-11-27"\n'])
def test_a_file_without_alerts_is_right(text: str) -> None:
    """Nobody has to keep one."""
    board, mistakes = read(text)
    assert (board.alerts, mistakes) == ((), [])


@pytest.mark.parametrize(
    "text", ["- a\n- b\n", "oxy: nothing\n", "looked: yesterday\n", "a" * 61 + ":\n  what: x\n"]
)
def test_what_is_no_list_of_alerts_is_a_mistake(text: str) -> None:
    """Never an exception."""
    assert read(text)[1]


def test_an_end_is_written_once() -> None:
    """The day of it; a second one is refused, and so is one of an alert that is not there."""
    ended = with_end(GOOD, OXY.id, TODAY + dt.timedelta(1))
    (alert,) = read(ended)[0].alerts
    assert alert.ended == TODAY + dt.timedelta(1)
    assert read(ended)[0].looked == TODAY + dt.timedelta(1)
    with pytest.raises(KnowledgeError, match="ended already"):
        with_end(ended, OXY.id, TODAY)
    with pytest.raises(KnowledgeError, match="no entry `other`"):
        with_end(GOOD, "other", TODAY)


def test_the_day_somebody_looked_is_written_over() -> None:
    """Everything else stays as it is."""
    later = with_looked(GOOD, TODAY + dt.timedelta(3))
    assert later == GOOD.replace('looked: "2026-11-27"', 'looked: "2026-11-30"')
    assert with_looked("# nothing\n", TODAY) == 'looked: "2026-11-27"\n# nothing\n'


def test_two_alerts_of_one_name_are_refused() -> None:
    """The second would be read for the first."""
    with pytest.raises(KnowledgeError, match="already"):
        with_alert(GOOD, OXY, TODAY)
