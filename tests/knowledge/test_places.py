"""places.yaml as it ships: whole, without mistakes, and what it calls things."""

from bot.content.places import read_places
from bot.content.strict_yaml import Document, read_file
from bot.core.place import Why
from bot.core.site import SERVICES
from bot.errors import Mistake
from tests.conftest import KNOWLEDGE

FILE = KNOWLEDGE / "en/places.yaml"


def test_it_is_right_as_it_ships() -> None:
    """No mistake, a name for every service, a sentence for every way of not being found."""
    mistakes: list[Mistake] = []
    words = read_places(read_file(FILE), mistakes)
    assert mistakes == []
    assert {kind for kinds in words.kinds.values() for kind in kinds} == set(SERVICES)
    assert {why.value for why in Why} <= set(words.sentences)
    assert len([region for region in words.regions if region.country == "US"]) == 51


def test_no_word_is_written_twice_in_one_list() -> None:
    """A list that people edit stays a list without doubles."""
    value = read_file(FILE).value
    assert isinstance(value, dict)
    lists = [*_lists(value["kinds"]), *_lists(value["asks"]), *_lists(value["near"])]
    lists += [
        value[name] for name in ("here", "open", "fillers", "around", "venues", "not_requests", "never")
    ]
    for words in lists:
        assert isinstance(words, list)
        assert sorted(map(str, words)) == sorted({str(word) for word in words})


def _lists(value: object) -> list[object]:
    assert isinstance(value, dict)
    return list(value.values())


def test_a_broken_file_is_named_line_by_line() -> None:
    """A kind nobody knows, a region without a name, a sentence that is missing: each is said, the rest is read."""
    value = read_file(FILE).value
    assert isinstance(value, dict)
    broken = value | {
        "regions": {"CA": ["02 BC"]},
        "sentences": {"unknown": "?"},
        "kinds": {"tattoos": ["ink"]},
    }
    mistakes: list[Mistake] = []
    words = read_places(Document("places.yaml", broken), mistakes)
    said = "\n".join(str(one) for one in mistakes)
    for part in ("`kinds.tattoos`", "`kinds.naloxone` needs", "'02 BC'", "has no `link`"):
        assert part in said
    assert words.regions == ()
    assert words.fillers
