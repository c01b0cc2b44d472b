"""Anybody can ask what is held about an account, and gets everything there is: nothing. One command looks through all
that the bot has ever written and prints an empty list."""

import pytest

from tests.auxil.canaries import FIRST
from tests.auxil.figures import tell
from tests.promises.conftest import Run

SENTENCE = "Everything that this bot holds about that account:"


@pytest.mark.slow
def test_after_thousands_conversations_the_list_is_empty(thousands: Run) -> None:
    """The fixed sentence, an empty list, exit code 0, about one of those who talked. (That it would print what it
    finds: tests/test_cli_disclose.py.)"""
    assert thousands.drill.returncode == 0, thousands.drill.stderr
    assert thousands.drill.stdout == f"{SENTENCE}\n[]\n"
    assert str(FIRST + 40) not in thousands.drill.stdout
    tell(
        "PRV-4",
        "saferbot disclose",
        held=0,
        looked_at=thousands.drill.stderr.strip().removeprefix("searched: "),
    )
