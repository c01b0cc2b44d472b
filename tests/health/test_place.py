"""Nobody on another machine can ask how the bot is: the settings refuse any address but the loopback."""

import pytest

from bot.content.fields import Fields
from bot.content.strict_yaml import Document
from bot.errors import Mistake
from bot.health.place import Place, read_place


def read(written: str) -> tuple[Place | None, list[Mistake]]:
    mistakes: list[Mistake] = []
    value = {"health": written} if written else {}
    return read_place(Fields(Document("config.yaml", dict(value)), (), mistakes)), mistakes


def test_the_loopback_is_taken_and_nothing_is_nothing() -> None:
    assert read("127.0.0.1:9100") == (Place("127.0.0.1", 9100), [])
    assert read("[::1]:1") == (Place("::1", 1), [])
    assert read("") == (None, [])


@pytest.mark.parametrize(
    "written", ["0.0.0.0:9100", "192.168.1.2:9100", "9100", "127.0.0.1:0", "127.0.0.1:99999", "x:1"]
)
def test_another_address_is_refused_in_words(written: str) -> None:
    place, mistakes = read(written)
    assert place is None
    assert "127.0.0.1:9100" in str(mistakes[0])
