"""SEC-12: the table of who may do what, command by command and way by way; what is not in it is refused."""

import pytest

from bot.admin.access import WAYS, Admins, Command, Way

NURSE, DOCTOR, STRANGER, REMOVED, GROUP = 11, 12, 13, 14, -100_500
ADMINS = Admins({NURSE: "nurse", DOCTOR: "doctor"})
OWN = (Way.TYPED, Way.REPLIED, Way.PRESSED)
FOREIGN = (Way.FORWARDED, Way.EDITED, Way.INLINE, Way.ELSEWHERE)


@pytest.mark.parametrize("command", Command)
@pytest.mark.parametrize("way", Way)
def test_only_an_admin_in_their_own_words(command: Command, way: Way) -> None:
    """A stranger, a removed admin and a group may nothing, in whatever way; an admin what the table says."""
    for chat in (STRANGER, REMOVED, GROUP, -NURSE, 0):
        assert not ADMINS.may(chat, way, command)
    for chat in (NURSE, DOCTOR):
        assert ADMINS.may(chat, way, command) == (way in WAYS[command])
        assert not Admins({}).may(chat, way, command)


@pytest.mark.parametrize("way", FOREIGN)
def test_words_of_others_have_no_role(way: Way) -> None:
    """Passed on, altered later, made by another bot, or read by a group."""
    assert ADMINS.role(NURSE, way) == ""
    assert not [command for command in Command if way in WAYS[command]]


def test_every_command_stands_in_the_table() -> None:
    """A new one without a line would be refused, and is found here."""
    assert WAYS.keys() == set(Command)
    assert [ADMINS.role(NURSE, way) for way in OWN] == ["nurse"] * 3


def test_a_change_is_made_by_a_button_only() -> None:
    """Words alone never do anything."""
    for command in (Command.DO, Command.CONFIRM, Command.REFUSE, Command.DOWN, Command.UNDO):
        assert WAYS[command] == {Way.PRESSED}


def test_the_numbers_never_show() -> None:
    """Not even where the table of admins is printed by mistake."""
    assert str(NURSE) not in repr(ADMINS)
    assert ADMINS.roles == {"nurse", "doctor"}
