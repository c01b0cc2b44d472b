"""A call for help is understood however its letters are dressed up - hidden signs, look-alikes of other alphabets,
wide, bold or overgrown letters - and nobody can slip text into the knowledge that looks different from what it is."""

import unicodedata
from collections.abc import Callable

import pytest

from bot.app import Version
from bot.content.differences import visible_letters
from bot.content.strict_yaml import read_bytes
from bot.core.dialogue import respond
from bot.core.model import Kind, Question
from bot.errors import KnowledgeError
from tests.auxil.figures import tell

DANGER = (
    "my friend wont wake up", "he is not breathing", "she overdosed please help",
    "my mate collapsed and is unresponsive", "his lips are blue", "shes turning blue", "i think im overdosing",
    "cant wake him up after heroin", "he stopped breathing", "my brother passed out and is not responding",
)  # fmt: skip
CALM = ("what is naloxone", "where can i get clean needles", "how long does mdma last", "what is fentanyl")
# Look-alikes as Unicode lists them (UTS #39), every one that the promise is about.
CYRILLIC = str.maketrans("acehijklmnopstuvwxy", "асеһіјкӏмпорѕтуѵѡху")
GREEK = str.maketrans("aeiknoptuvwx", "αεικηορτυνωχ")
ARMENIAN = str.maketrans("ghjnou", "ցհյոօս")
MARKS = "\u0335\u0321\u0352\u0489"
DISGUISES: dict[str, Callable[[str], str]] = {
    "turned round": lambda text: f"\u202e{text}\u202c",
    "turned round and back": lambda text: f"\u202d{text}\u202c",
    "isolated": lambda text: " ".join(f"\u2067{word}\u2069" for word in text.split()),
    "marks of direction": lambda text: "\u200f".join(text),
    "without width": lambda text: "\u200b".join(text),
    "joined": lambda text: "\u200d".join(text),
    "not joined": lambda text: "\u200c".join(text),
    "soft hyphens": lambda text: "\u00ad".join(text),
    "byte order marks": lambda text: "\ufeff".join(text),
    "tags": lambda text: "\U000e0061".join(text),
    "variation selectors": lambda text: "\ufe0f".join(text),
    "word joiners": lambda text: "\u2060".join(text),
    "Cyrillic": lambda text: text.translate(CYRILLIC),
    "Greek": lambda text: text.translate(GREEK),
    "Armenian": lambda text: text.translate(ARMENIAN),
    "one letter of another alphabet": lambda text: text.replace("e", "е", 1).replace("o", "о", 1),
    "full width": lambda text: "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text),
    "bold": lambda text: "".join(chr(ord(one) - 97 + 0x1D41A) if one.isalpha() else one for one in text),
    "script": lambda text: "".join(chr(ord(one) - 97 + 0x1D4EA) if one.isalpha() else one for one in text),
    "circled": lambda text: "".join(chr(ord(one) - 97 + 0x24D0) if one.isalpha() else one for one in text),
    "overgrown": lambda text: "".join(one + MARKS if one.isalpha() else one for one in text),
    "accents": lambda text: "".join(one + "\u0301" if one in "aeiou" else one for one in text),
    "accents, composed": lambda text: unicodedata.normalize(
        "NFC", "".join(one + "\u0301" if one in "aeiou" else one for one in text)
    ),
    "capitals": str.upper,
    "spaces that are none": lambda text: text.replace(" ", "\u00a0"),
    "wide spaces": lambda text: text.replace(" ", "\u3000"),
    "lines": lambda text: text.replace(" ", "\n"),
}
SEEN = {"capitals", "accents, composed", "lines", "circled"}  # whoever reads them sees that they are there


def kind(text: str, version: Version) -> Kind:
    return respond(Question(text), version.view).kind


@pytest.mark.parametrize("name", DISGUISES)
def test_danger_is_seen_through_every_disguise(name: str, version: Version) -> None:
    """Ten calls for help, each answered exactly as it would be undisguised: with what to do now."""
    disguised = [DISGUISES[name](text) for text in DANGER]
    assert not set(disguised) & set(DANGER)
    assert [text for text in disguised if kind(text, version) is not Kind.EMERGENCY] == []


@pytest.mark.parametrize("name", sorted(set(DISGUISES) - {"lines"}))
def test_a_disguise_alone_is_no_danger(name: str, version: Version) -> None:
    """The control: what is calm stays calm. (Of a lone word in a line it is asked whether somebody is in danger.)"""
    kinds = {kind(DISGUISES[name](text), version) for text in CALM}
    assert not kinds & {Kind.EMERGENCY, Kind.CHECK}


@pytest.mark.parametrize("name", sorted(set(DISGUISES) - SEEN))
def test_none_of_it_enters_the_knowledge_unseen(name: str) -> None:
    """Refused by the reader, or written out by its number wherever a change is shown before it is confirmed."""
    text = DISGUISES[name]("do not use a cold shower")
    assert is_refused(f'a: "{text}"') or "[U+" in visible_letters(text)


def test_honest_text_is_neither_refused_nor_marked() -> None:
    """The control: English, other languages and emoji are let through as they are."""
    text = "naloxone: größer, dosis única — 5 mg “now” 🙂"
    assert not is_refused(f"a: '{text}'")
    assert visible_letters(text) == text
    tell("SEC-4", "disguised calls for help", tried=len(DISGUISES) * len(DANGER), not_understood=0)


def is_refused(text: str) -> bool:
    """Whether the reader of the knowledge refuses a file."""
    try:
        read_bytes(text.encode("utf-8"), "file.yaml")
    except KnowledgeError:
        return True
    return False
