"""Reading knowledge/: every mistake is named by file and line, and one bad file never takes the rest down."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content.loader import load
from bot.errors import KnowledgeError
from tests.conftest import KNOWLEDGE, LEAN

Edit = Callable[[str], str]
FILE = "en/topics/family.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge", ignore=LEAN))


def change(folder: Path, file: str, edit: Edit) -> None:
    path = folder / file
    path.write_text(edit(path.read_text("utf-8")), "utf-8")


def put(old: str, new: str) -> Edit:
    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return edit


def test_the_real_knowledge_has_no_mistake() -> None:
    """What ships loads whole."""
    assert load(KNOWLEDGE).mistakes == ()


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (put("urgency: none", "urgency: maybe"), "is 'maybe'; it must be one of: emergency, check, none"),
        (put("urgency: none", "urgancy: none"), "`safe-storage-at-home.urgancy` is not a key I know"),
        (put("status: drafted", "status: done"), "is 'done'; it must be one of: drafted, reviewed"),
        (put("date: 2026", "date: 26"), "write a date as 2026-11-23"),
        (put("  title: ", "  title: a: "), "there is a `:` inside this text; put the whole text in quotes"),
        (put("  title: ", "  title: '"), "a quote is opened here and never closed"),
        (put("  title: ", "  title: *"), "uses `&` or `*` at the start of a value"),
        (put("  title: ", "  title: !x "), "uses `!` at the start of a value"),
        (put("  urgency", "  title: again\n  urgency"), "has `title` twice in the same place"),
        (put("url: https", "url: see https"), "write the whole address, starting with https://"),
        (put("    expires: 2", "    expires: 1"), "expires before its date"),
        (put("  questions:", "  question:"), "needs at least 1"),
        (put("  answer: |", "  answer: |\n    Ask {no_such_fact}.\n"), "asks for {no_such_fact}"),
        (put("  title: ", "  title: \u202e"), "has a hidden character (U+202E)"),
        (put("  title: ", "\ttitle: "), "spaces"),
    ],
)
def test_one_mistake_at_a_time(folder: Path, edit: Edit, said: str) -> None:
    """Each mistake people make is told in plain words, with the file; the other entries stay."""
    change(folder, FILE, edit)
    loaded = load(folder)
    assert any(said in str(one) and FILE in one.file for one in loaded.mistakes), loaded.mistakes
    assert len(loaded.knowledge.topics) >= 70


@pytest.mark.parametrize("data", [b"\xff\xfea", b"[" * 5_000, b"a: &x 1\nb: *x", b"x" * 300_000, b"\x00"])
def test_one_bad_file_never_takes_the_rest_down(folder: Path, data: bytes) -> None:
    """A file that cannot be read at all is left out, and everything else answers."""
    (folder / FILE).write_bytes(data)
    loaded = load(folder)
    assert loaded.mistakes
    assert "what-is-harm-reduction" in loaded.knowledge.topics
    assert "safe-storage-at-home" not in loaded.knowledge.topics


def test_an_emergency_speaks_even_where_its_entry_is_broken(folder: Path) -> None:
    """A broken crisis.yaml leaves no kind of emergency without words."""
    (folder / "en/topics/crisis.yaml").write_text("x: [", "utf-8")
    guidance = load(folder).knowledge.guidance
    assert all("{emergency_number}" in one.red or "{crisis_line}" in one.red for one in guidance.values())


def test_without_words_for_emergencies_it_refuses(folder: Path) -> None:
    """What the bot cannot speak without is not left out: the load fails, and says which file."""
    (folder / "en/emergency.yaml").write_text("overdose: 1", "utf-8")
    with pytest.raises(KnowledgeError, match="emergency.yaml"):
        load(folder)


def test_a_question_in_two_entries_is_a_mistake(folder: Path) -> None:
    """A way of asking leads to one answer."""
    change(folder, FILE, put("  questions:", "  questions:\n    - what is harm reduction"))
    assert any("is also a question of `" in one.what for one in load(folder).mistakes)
