"""Alerts, in words: the same conversation in the terminal and on Telegram, with the same replies."""

import pytest

from bot.app import Version
from bot.core.view import View
from tests.auxil.alerts import OXY, SHOWN, with_alerts
from tests.scenarios.test_nearest import in_terminal, on_telegram

SCRIPTS = {
    "asked for": ["/alerts", "[Topics]"],
    "beside an answer": ["what is a nitazene", "[Alerts]"],
    "beside a mix": ["/mix oxy and valium", "[Alerts]"],
    "an emergency": ["my friend took oxy and wont wake up", "[Not breathing]"],
    "a check": ["my mate had oxy and is really sleepy", "no"],
    "where alerts are": ["where are drug alerts", "[Alerts]"],
}


@pytest.fixture(scope="module")
def view(version: Version) -> View:
    return with_alerts(version.view, OXY)


@pytest.mark.parametrize("name", SCRIPTS)
async def test_the_same_words_in_both(view: View, name: str) -> None:
    """Same script, same replies."""
    assert await on_telegram(view, SCRIPTS[name]) == in_terminal(view, SCRIPTS[name])


def test_the_alert_is_there_and_never_in_an_emergency(view: View) -> None:
    """In every script but those about danger."""
    in_danger = ("an emergency", "a check")
    for name, script in SCRIPTS.items():
        said = " ".join(in_terminal(view, script))
        assert ("Pills sold as oxy held a nitazene." in said) is (name not in in_danger), name
    assert in_terminal(view, ["what is a nitazene"])[0].startswith(SHOWN)
