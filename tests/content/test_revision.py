"""An earlier knowledge is read from a folder or from git, and nothing is changed there."""

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.content.revision import earlier
from bot.errors import KnowledgeError

GIT = ("git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "init.defaultBranch=main")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose knowledge says `old` in its first commit and `new` now."""
    if not shutil.which("git"):
        pytest.skip("git is not here")
    knowledge = tmp_path / "repo" / "knowledge"
    (knowledge / "en").mkdir(parents=True)
    (knowledge / "en" / "a.yaml").write_text("old", "utf-8")
    (knowledge / "en" / "link.yaml").symlink_to("/etc/passwd")
    for what in (("init", "-q"), ("add", "."), ("commit", "-qm", "x"), ("tag", "v1")):
        subprocess.run((*GIT, *what), cwd=tmp_path / "repo", check=True, capture_output=True)
    (knowledge / "en" / "a.yaml").write_text("new", "utf-8")
    return knowledge


def test_a_revision_is_read_whole(checkout: Path) -> None:
    """As it was then; links are left out; what is there now stays."""
    with earlier(checkout, "v1") as folder:
        assert folder.name == "knowledge"
        assert (folder / "en" / "a.yaml").read_text("utf-8") == "old"
        assert not (folder / "en" / "link.yaml").exists()
    assert not folder.exists()
    assert (checkout / "en" / "a.yaml").read_text("utf-8") == "new"


def test_a_folder_is_taken_as_it_is(checkout: Path, tmp_path: Path) -> None:
    """The folder itself, and it is still there afterwards."""
    with earlier(checkout, str(tmp_path)) as folder:
        assert folder == tmp_path
    assert tmp_path.exists()


@pytest.mark.parametrize("named", ["nothing", "--output=x", "v1 v2", "", "-", "v1\n", "v1:knowledge", "a\0b"])
def test_what_is_neither_is_told(checkout: Path, named: str) -> None:
    """In a sentence; what is named never becomes an option of git."""
    with pytest.raises(KnowledgeError, match="neither a folder"), earlier(checkout, named):
        pass
    assert sorted(path.name for path in checkout.iterdir()) == ["en"]


def test_without_a_checkout_a_revision_is_told(tmp_path: Path) -> None:
    """A knowledge that stands in no checkout has no revisions."""
    (tmp_path / "knowledge").mkdir()
    with pytest.raises(KnowledgeError, match="neither"), earlier(tmp_path / "knowledge", "HEAD"):
        pass
