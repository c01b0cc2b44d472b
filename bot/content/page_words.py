"""Reading knowledge/<lang>/page.yaml: what stands around the answers on the static page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.common import KINDS, read_local, read_texts
from bot.content.fields import Fields
from bot.content.loader import read_one
from bot.errors import KnowledgeError, Mistake

WORDS = (
    "title", "skip", "contents", "home", "about", "made", "unreviewed", "run_by", "emergency", "call", "others",
    "more", "next", "to_top", "numbers", "numbers_note", "steps", "steps_note", "steps_urgent", "steps_calm",
    "wait", "places", "places_note", "places_none", "places_more", "places_from", "place_remote",
    "place_no_town", "place_checked", "place_hours", "place_help", "answers", "count", "mixes", "mixes_note",
    "mix_title", "mix_twice", "mix_words", "cards", "cards_note", "card_steps", "card_numbers", "card_write",
    "posters", "posters_note", "poster_steps", "poster_bot", "poster_bot_text", "poster_scan",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageWords:
    """The page's own sentences by name, and what it calls the local facts among its numbers, the kinds of emergencies
    and the steps of guided help, each in the order of the page. `leave_out` are sentences of the conversation that are
    not true of a page."""

    words: Mapping[str, str]
    numbers: Mapping[str, str]
    kinds: Mapping[str, str]
    steps: Mapping[str, str]
    leave_out: tuple[str, ...]


def load_page_words(root: Path, lang: str) -> PageWords:
    """Read the words of one language. Raises KnowledgeError with every mistake where they cannot be used."""
    mistakes: list[Mistake] = []
    known = read_local(read_one(root, root / lang / "local.yaml", mistakes), mistakes)
    fields = Fields(read_one(root, root / lang / "page.yaml", mistakes), (), mistakes)
    if mistakes:
        raise KnowledgeError(mistakes)
    found = PageWords(
        words=read_texts(fields.inside("words"), WORDS),
        numbers=_named(fields.inside("numbers"), known, "is not a local fact; local.yaml lists them"),
        kinds=_named(fields.inside("kinds"), KINDS, "is not a kind of emergency; emergency.yaml lists them"),
        steps=_named(fields.inside("steps")),
        leave_out=fields.texts("leave_out"),
    )
    fields.finish()
    if mistakes:
        raise KnowledgeError(mistakes)
    return found


def _named(fields: Fields, known: Collection[str] | None = None, otherwise: str = "") -> dict[str, str]:
    for name in fields.names():
        if known is not None and name not in known:
            fields.note(otherwise, name)
    return {name: fields.text(name) for name in fields.names()}
