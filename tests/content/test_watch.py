"""What is noticed of the files of the knowledge, and what is left out."""

from pathlib import Path

import pytest

from bot.content.watch import fingerprint, without


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("facts.yaml", "en/words.txt", "en/sites/a.yaml", "en/sites-old/b.yaml", "en/notes.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", "utf-8")
    return tmp_path


def _names(root: Path, found: frozenset[tuple[str, int, int]]) -> set[str]:
    return {str(Path(one[0]).relative_to(root)) for one in found}


def test_every_file_of_the_knowledge_is_looked_at(root: Path) -> None:
    (root / "gone.yaml").symlink_to(root / "nowhere")
    assert _names(root, fingerprint(root)) == {
        "facts.yaml",
        "en/words.txt",
        "en/sites/a.yaml",
        "en/sites-old/b.yaml",
    }


def test_a_file_that_changes_or_goes_is_noticed(root: Path) -> None:
    before = fingerprint(root)
    (root / "en" / "words.txt").write_text("xy", "utf-8")
    changed = fingerprint(root)
    (root / "facts.yaml").unlink()
    assert len({before, changed, fingerprint(root)}) == 3


def test_one_folder_is_left_out_and_not_its_neighbour(root: Path) -> None:
    left = without(fingerprint(root), root / "en" / "sites")
    assert _names(root, left) == {"facts.yaml", "en/words.txt", "en/sites-old/b.yaml"}
