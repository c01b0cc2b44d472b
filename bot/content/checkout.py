"""Where the knowledge stands in a git checkout, each confirmed change is a commit of the files it changed.

The author is a role, with an address that belongs to nobody, and the time is the record's, to the minute. What else is
staged or edited in the checkout is never touched. git can fail in many ways, and none of them is a reason to lose an
edit: what went wrong is returned as a sentence, never raised.
"""

import datetime as dt
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

_PATIENCE = 20  # seconds git, and whatever the operator has hooked to it, may take
_ADDRESS = "role@saferbot.invalid"  # .invalid: no such address can ever exist (RFC 2606)
_COMMITTER = "saferbot"
_LITERAL = {"GIT_LITERAL_PATHSPECS": "1"}  # a `*` in the name of a folder is a star
_KEPT = ("PATH", "HOME", "XDG_CONFIG_HOME", "SYSTEMROOT")  # no GIT_DIR of some other checkout


def commit(root: Path, files: Sequence[Path], role: str, when: dt.datetime, message: str) -> str:
    """Commit `files` of the knowledge `root`, and nothing else. Returns why that was not done, as a sentence; empty
    where it was, or where git does not keep these files."""
    here = root.resolve()
    if not any((folder / ".git").exists() for folder in (here, *here.parents)):
        return ""
    names = [str(path.resolve()) for path in files]
    try:
        return _commit(here, names, _people(role, when), message)
    except FileNotFoundError:
        return _failed("git is not on this machine")
    except (OSError, subprocess.SubprocessError) as error:
        return _failed(type(error).__name__)


def _commit(root: Path, names: Sequence[str], people: Mapping[str, str], message: str) -> str:
    asked = _git(root, {}, "rev-parse", "--is-inside-work-tree")
    if asked.returncode:
        return _told(asked)
    if not _git(root, {}, "check-ignore", "--quiet", "--", *names).returncode:
        return ""
    if _git(root, _LITERAL, "ls-files", "--error-unmatch", "--", *names).returncode:
        return _failed("git does not know this file; `git add` it once")
    if not _git(root, _LITERAL, "diff", "--quiet", "HEAD", "--", *names).returncode:
        return ""  # another writer's commit took it along
    what = ("commit", "--quiet", "--no-gpg-sign", "--only", "--message", message, "--", *names)
    return _told(_git(root, people, *what))


def _told(done: "subprocess.CompletedProcess[bytes]") -> str:
    if not done.returncode:
        return ""
    lines = (done.stderr.strip() or done.stdout.strip()).decode("utf-8", "replace").splitlines()
    return _failed(lines[0].strip()[:200] if lines else f"git ended with {done.returncode}")


def _failed(why: str) -> str:
    return f"not committed: {why}; the edit itself stands"


def _people(role: str, when: dt.datetime) -> Mapping[str, str]:
    moment = when.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:00+00:00")
    return {
        **_LITERAL,
        "GIT_AUTHOR_NAME": role,
        "GIT_AUTHOR_EMAIL": _ADDRESS,
        "GIT_AUTHOR_DATE": moment,
        "GIT_COMMITTER_NAME": _COMMITTER,
        "GIT_COMMITTER_EMAIL": _ADDRESS,
        "GIT_COMMITTER_DATE": moment,
    }


def _git(root: Path, more: Mapping[str, str], *what: str) -> "subprocess.CompletedProcess[bytes]":
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    env = {**kept, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", **more}
    command = ("git", "-C", str(root), *what)  # no shell, and no name can become an option
    return subprocess.run(  # noqa: S603
        command, capture_output=True, check=False, timeout=_PATIENCE, env=env, stdin=subprocess.DEVNULL
    )
