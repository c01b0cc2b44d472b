"""What a language has and lacks against English."""

from pathlib import Path

import pytest

from bot.content.translations import languages, side_by_side

ENTRY = """{id}:
  title: {title}
  urgency: none
  questions: [zz {id}]
  answer: Text.
  sources: [{{publisher: P, title: T, url: "https://p.example"}}]
  review: {{status: drafted, date: 2030-01-01, expires: 2031-01-01}}
"""


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, "utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "knowledge"
    write(
        root,
        "en/wording.yaml",
        "sentences: {start: Hi, help: Write}\nmost_asked: [one, two]\nbuttons: {ok: OK}\n",
    )
    write(
        root,
        "en/topics/basics.yaml",
        ENTRY.format(id="one", title="One?") + ENTRY.format(id="two", title="Two?"),
    )
    write(root, "en/signs.yaml", "a: b\n")
    write(root, "categories.yaml", "basics: {en: Basics, fr: Bases}\nother: {en: Other}\n")
    write(root, "fr/wording.yaml", "sentences: {start: Salut, own: Voilà}\nbuttons: {ok: OK}\n")
    write(root, "fr/topics/basics.yaml", ENTRY.format(id="one", title="Un ?"))
    return root


def test_a_language_is_a_folder_with_its_sentences(root: Path) -> None:
    """English first; what is no folder of its own, or only a link to one, is none."""
    write(root, "words/fr.txt", "un")
    write(root, "de/wording.yaml", "")
    (root / "it").symlink_to(root / "fr")
    assert languages(root) == ("en", "de", "fr")
    assert languages(root / "nowhere") == ()


def test_what_lacks_is_told_by_its_name(root: Path) -> None:
    """Sentences by key, entries by id, categories, files; what reads like English and what English has not, too."""
    side = side_by_side(root, "fr")
    assert not side.mistakes
    assert [one.name for one in side.wording if one.is_lacking] == ["sentences.help", "most_asked"]
    assert [one.name for one in side.wording if one.is_same] == ["buttons.ok"]
    assert [(one.name, one.other) for one in side.wording if one.base is None] == [("sentences.own", "Voilà")]
    assert [(one.name, one.base, one.other) for one in side.topics] == [
        ("one", "One?", "Un ?"),
        ("two", "Two?", None),
    ]
    assert [one.name for one in side.categories if one.is_lacking] == ["other"]
    assert [one.name for one in side.files if one.is_lacking] == ["signs.yaml"]


@pytest.mark.parametrize("text", ["sentences: [", "just text", "", "a: &x 1\n", "sentences: {start: ''}"])
def test_what_cannot_be_read_lacks(root: Path, text: str) -> None:
    """Whatever somebody wrote there, nothing is raised."""
    write(root, "fr/wording.yaml", text)
    write(root, "fr/topics/basics.yaml", text)
    side = side_by_side(root, "fr")
    assert next(one for one in side.wording if one.name == "sentences.start").is_lacking
    assert all(one.is_lacking for one in side.topics if one.base)
