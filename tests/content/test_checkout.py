"""Each confirmed change is a commit of the files it changed, by a role; whatever git does, the edit stands."""

import datetime as dt
import os
import subprocess
from pathlib import Path

import pytest

from bot.content.checkout import commit

WHEN = dt.datetime(2026, 11, 27, 12, 34, 56, tzinfo=dt.timezone(dt.timedelta(hours=9)))
ROLE = "nurse, overdose team"


def git(root: Path, *what: str) -> str:
    command = ("git", "-C", str(root), "-c", "user.name=Ann Other", "-c", "user.email=ann@example.org", *what)
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of a person who has a name, with two committed files."""
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".gitconfig").write_text("[user]\nname = Ann Other\nemail = ann@example.org\n", "ascii")
    folder = tmp_path / "repo" / "knowledge"
    folder.mkdir(parents=True)
    git(tmp_path, "init", "-q", str(tmp_path / "repo"))
    for name in ("a.yaml", "b.yaml"):
        (folder / name).write_text("old\n", "ascii")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "start")
    return folder


def done(root: Path, *names: str) -> str:
    return commit(root, [root / name for name in names], ROLE, WHEN, "add question (x)")


def test_a_change_is_a_commit_by_a_role(root: Path) -> None:
    """Role, plain message, the time of the record to the minute in UTC; no name or address of a person."""
    (root / "a.yaml").write_text("new\n", "ascii")
    assert done(root, "a.yaml") == ""
    shown = git(root, "log", "-1", "--format=%an|%ae|%cn|%ce|%aI|%cI|%B", "--name-only")
    assert shown.split("\n")[0] == (
        f"{ROLE}|role@saferbot.invalid|saferbot|role@saferbot.invalid|"
        "2026-11-27T03:34:00+00:00|2026-11-27T03:34:00+00:00|add question (x)"
    )
    assert shown.strip().endswith("knowledge/a.yaml")
    assert "Ann" not in git(root, "cat-file", "-p", "HEAD")
    assert "Ann" in git(root, "cat-file", "-p", "HEAD~1")  # it could have been seen


def test_other_work_is_not_touched(root: Path) -> None:
    """What is staged stays staged, what is edited stays edited, what is new stays new."""
    (root / "b.yaml").write_text("staged\n", "ascii")
    git(root, "add", "b.yaml")
    (root / "b.yaml").write_text("edited\n", "ascii")
    (root / "c.yaml").write_text("new\n", "ascii")
    (root / "a.yaml").write_text("new\n", "ascii")
    assert done(root, "a.yaml") == ""
    assert git(root, "status", "--porcelain").split("\n") == [
        "MM knowledge/b.yaml",
        "?? knowledge/c.yaml",
        "",
    ]
    assert git(root, "show", ":knowledge/b.yaml") == "staged\n"
    assert git(root, "show", "HEAD:knowledge/b.yaml") == "old\n"


def test_what_git_does_not_keep_is_no_matter(root: Path, tmp_path: Path) -> None:
    """No checkout, an ignored file, a change that another commit took along: nothing is done, nothing told."""
    (tmp_path / "x.yaml").write_text("x", "ascii")
    assert done(tmp_path, "x.yaml") == ""
    (root / ".gitignore").write_text("c.yaml\n", "ascii")
    (root / "c.yaml").write_text("new\n", "ascii")
    before = git(root, "rev-parse", "HEAD")
    assert done(root, "c.yaml") == ""
    assert done(root, "a.yaml") == ""
    assert git(root, "rev-parse", "HEAD") == before


def locked(root: Path) -> None:
    (root.parent / ".git" / "index.lock").touch()


def hooked(root: Path) -> None:
    hook = root.parent / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho no commits today >&2\nexit 1\n", "ascii")
    hook.chmod(0o755)


def unknown(root: Path) -> None:
    git(root, "rm", "-q", "--cached", "a.yaml")


def broken(root: Path) -> None:
    (root.parent / ".git" / "HEAD").write_text("nonsense", "ascii")


@pytest.mark.parametrize(
    ("fault", "told"),
    [(locked, "index.lock"), (hooked, "no commits today"), (unknown, "git add"), (broken, "not a git repo")],
)
def test_a_failing_git_is_told(root: Path, fault: "object", told: str) -> None:
    """As a sentence, and nothing is raised."""
    assert callable(fault)
    (root / "a.yaml").write_text("new\n", "ascii")
    fault(root)
    said = done(root, "a.yaml")
    assert told in said
    assert said.endswith("; the edit itself stands")


def test_a_missing_git_is_told(root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Only where there is a checkout."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert done(root, "a.yaml") == "not committed: git is not on this machine; the edit itself stands"
    assert done(tmp_path, "a.yaml") == ""


def test_variables_of_another_checkout_do_not_matter(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hook of another repository may be what runs us: its GIT_DIR is not ours."""
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Ann Other")
    (root / "a.yaml").write_text("new\n", "ascii")
    assert done(root, "a.yaml") == ""
    monkeypatch.delenv("GIT_DIR")
    assert git(root, "log", "-1", "--format=%an").strip() == ROLE
    assert os.environ["GIT_AUTHOR_NAME"] == "Ann Other"


def test_the_first_commit_of_a_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing was committed yet, ours is the first."""
    monkeypatch.setenv("HOME", str(tmp_path))
    git(tmp_path, "init", "-q", ".")
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text("x\n", "ascii")
    git(tmp_path, "add", "a.yaml", "b.yaml")
    assert done(tmp_path, "a.yaml") == ""
    assert git(tmp_path, "status", "--porcelain") == "A  b.yaml\n"
