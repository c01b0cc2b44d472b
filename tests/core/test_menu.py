"""What a button carries is told apart by how it begins."""

import pytest

from bot.core import menu


@pytest.mark.parametrize("action", menu.Action)
def test_a_code_begins_with_what_it_does(action: menu.Action) -> None:
    """With that and with nothing else, so that a drawn button need not be decoded."""
    written = menu.code(action, "a-1")
    others = [one for one in menu.Action if one is not action]
    assert written.startswith(menu.start(action))
    assert not any(written.startswith(menu.start(one)) for one in others)
    assert menu.decode(written) == menu.Press(action, "a-1")
