"""The second opinion on danger, with the weights that are shipped."""

import pytest

from bot.app import Version
from bot.core.model import Level

NOBODY = frozenset[str]()


@pytest.mark.parametrize(
    "text", ["V6A 1N4", "v6a1n4", "M5V 2T6", "sw1a 1aa", "CR2 6XH", "zqwordvk4", "4 8 15"]
)
def test_a_postcode_or_a_bare_number_is_no_danger(version: Version, text: str) -> None:
    """Taken apart into letters and digits they read like hurried words; nobody is in danger in them."""
    assert version.view.assess(text, NOBODY).level is Level.NONE


@pytest.mark.parametrize("text", ["collapsed V6A 1N4", "unresponsive", "blue lips 4", "od V6A 1N4 help"])
def test_danger_beside_a_postcode_is_danger(version: Version, text: str) -> None:
    """The control of the above."""
    assert version.view.assess(text, NOBODY).level in (Level.RED, Level.AMBER)


@pytest.mark.parametrize(
    "text",
    ["hes in the stairwell, went down after his first dig since he got out", "someone wont move after spice"],
)
def test_nobody_is_said_to_be_dead_on_a_faint_likeness(version: Version, text: str) -> None:
    """What is asked then is whether somebody is hard to wake, which is right for the living too."""
    assert version.view.assess(text, NOBODY).kind == "overdose"


def test_who_reads_like_dead_gets_the_words_for_it(version: Version) -> None:
    """The control of the above."""
    assert version.view.assess("found him this morning, dead", NOBODY).kind == "death"


def test_a_command_nobody_knows_is_no_danger(version: Version) -> None:
    """ "Talking nonsense" is a sign of danger, "/nonsense" a slip; danger after a command is danger."""
    assert version.view.assess("/nonsense", NOBODY).level is Level.NONE
    assert version.view.assess("/nonsense he is not breathing", NOBODY).level is Level.RED
    assert version.view.assess("he is talking nonsense and very hot", NOBODY).level is not Level.NONE


@pytest.mark.parametrize("text", ["no", "No!", "no no", "no thanks", "nope", "nah"])
def test_a_bare_no_with_nothing_before_it_is_no_danger(version: Version, text: str) -> None:
    """So many cries for help begin with the word that it read like one."""
    assert version.view.assess(text, NOBODY).level is Level.NONE


@pytest.mark.parametrize("text", ["no pulse", "no breath", "no response"])
def test_a_no_that_says_what_is_missing_is_danger(version: Version, text: str) -> None:
    """The control of the above."""
    assert version.view.assess(text, NOBODY).level is Level.RED


def test_a_bare_no_just_after_danger_is_danger(version: Version) -> None:
    """ "Is he awake?" says the call handler, and "no" is typed here."""
    before = version.view.assess("he is not breathing", NOBODY).signs
    assert version.view.assess("no", before).level is Level.RED
