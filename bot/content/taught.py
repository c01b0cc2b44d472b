"""What teaches the matcher beside the entries: more ways of asking about them (asked/), and questions that none of them
answers (strangers.yaml). Nobody reads these files but the matcher, so an entry stays short enough to edit on a phone.
"""

from collections.abc import Iterable, Iterator, Mapping

from bot.content.fields import Fields
from bot.content.strict_yaml import Document
from bot.content.topics import bare, unfit
from bot.core.model import Topic
from bot.errors import Mistake

ASKED = "asked"
LONGEST = 320  # letters; people tell stories, and nobody has to read these in a form

Asked = Mapping[str, tuple[str, ...]]


def read_asked(documents: Iterable[Document], topics: Mapping[str, Topic], mistakes: list[Mistake]) -> Asked:
    """Return more ways of asking by the id of their entry. Each belongs to one entry, and to one that is there; a
    question that stands with an entry is that entry's, whatever is said here."""
    own = {bare(question) for topic in topics.values() for question in topic.questions}
    owners: dict[str, str] = {}
    found: dict[str, tuple[str, ...]] = {}
    for document in documents:
        fields = Fields(document, (), mistakes)
        for name in fields.names():
            ways = fields.texts(name)
            if name not in topics:
                fields.note("is not an entry; take its ways of asking out, or put its entry back", name)
                continue
            for place, what in _unlike(name, ways, owners):
                fields.note(what, name, place)
            found[name] = (*found.get(name, ()), *(way for way in ways if bare(way) not in own))
    return found


def _unlike(topic: str, ways: Iterable[str], owners: dict[str, str]) -> Iterator[tuple[int, str]]:
    """What is wrong with ways of asking, each by its place; `owners` are those read before with their entry."""
    for place, way in enumerate(ways):
        if said := unfit(way, LONGEST):
            yield place, said
        elif (other := owners.setdefault(bare(way), topic)) != topic:
            yield place, f"{way!r} also stands under `{other}`; keep it in one place"


def read_strangers(document: Document, mistakes: list[Mistake]) -> tuple[str, ...]:
    """Return questions that no entry answers."""
    fields = Fields(document, (), mistakes)
    found = fields.texts("strangers", least=1)
    fields.finish()
    return found
