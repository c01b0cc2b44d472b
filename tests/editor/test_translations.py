"""Translations in the editor: a language beside English, or how to begin one."""

import html
import re
from pathlib import Path

import pytest

from bot.content.watch import fingerprint
from bot.editor.exchange import Request
from bot.editor.pages import translations
from tests.content.test_translations import ENTRY, write
from tests.editor.conftest import Editor
from tests.editor.desks import drawn, small_desk


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "knowledge"
    write(root, "en/wording.yaml", "sentences: {start: Hi, help: '<b>Write</b>'}\n")
    write(root, "en/topics/basics.yaml", ENTRY.format(id="one", title="One?"))
    write(root, "categories.yaml", "basics: {en: Basics}\n")
    return root


def shown(root: Path, **query: str) -> str:
    return drawn(small_desk(root), translations.PAGE, Request(query=query))[1]


def rows(text: str) -> list[list[str]]:
    """The cells of all tables, without marks."""
    lines = re.findall(r"<tr>(.*?)</tr>", text.replace("<thead><tr>", ""), re.S)
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.S) for line in lines)
    return [[html.unescape(re.sub(r"<[^>]+>", "", one)).strip() for one in line] for line in cells if line]


def test_where_english_is_alone_it_says_how_to_begin(root: Path) -> None:
    """And which files there are to copy."""
    text = shown(root)
    assert "English is the only language there is" in text
    assert "<code>wording.yaml</code>" in text
    assert "<table" not in text


def test_what_lacks_stands_beside_english(root: Path) -> None:
    """Only that, unless everything is asked for; hostile text is shown, not done."""
    write(root, "fr/wording.yaml", "sentences: {start: '<script>alert(1)</script>', more: Hi}\n")
    text = shown(root)
    assert ["sentences.help", "<b>Write</b>", "lacks"] in rows(text)
    assert ["one", "One?", "lacks"] in rows(text)
    assert ["sentences.more", "not in English", "Hi"] in rows(text)
    assert not [row for row in rows(text) if row[0] == "sentences.start"]
    assert "Fixed sentences and buttons: 1 of 2" in text
    everything = shown(root, show="all")
    assert ["sentences.start", "Hi", "<script>alert(1)</script>"] in rows(everything)
    assert "<script>alert" not in everything
    assert "<b>Write" not in everything
    assert "style=" not in everything


def test_one_of_several_is_chosen(root: Path) -> None:
    """What is none of them, whatever it looks like, is the first one."""
    for lang in ("de", "fr"):
        write(root, f"{lang}/wording.yaml", f"sentences: {{start: in {lang}}}\n")
    assert "in fr" in shown(root, **{"with": "fr", "show": "all"})
    for bad in ("../en", "en", "<b>", ""):
        assert "in de" in shown(root, **{"with": bad, "show": "all"})


def test_a_language_without_english_is_no_fault(root: Path) -> None:
    """There is nothing to compare with, and the page says so."""
    (root / "en/wording.yaml").rename(root / "en/other.yaml")
    write(root, "fr/wording.yaml", "sentences: {start: Salut}\n")
    assert "nothing to compare with" in shown(root)


async def test_looking_changes_nothing(editor: Editor) -> None:
    """Through the whole editor, over the real knowledge."""
    before = fingerprint(editor.desk.book.root)
    reply = await (await editor.signed_in()).get("/translations?with=fr&show=all")
    assert reply.status == 200
    assert '<a href="/translations" aria-current="page">Translations</a>' in reply.text
    assert fingerprint(editor.desk.book.root) == before
