"""A program watched by strace: what it really asks the kernel for, whatever its own code says.

-D: the watcher stands apart and the program itself is our child. Otherwise a signal to stop it would be lost on strace,
which does not listen to any while it writes to a file.
"""

import asyncio
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

_STRACE = shutil.which("strace") or "strace"
_NETWORK = "connect,sendto,sendmsg,sendmmsg"
_FILES = "open,openat,openat2,creat,rename,renameat,renameat2,mkdir,mkdirat,link,linkat,symlink,symlinkat,mknod,mknodat"
_SENT = re.compile(
    r" (?:connect|send\w+)\(.*?sa_family=AF_INET6?, sin6?_port=htons\((\d+)\).*?\"([0-9a-f.:]+)\""
)
_CALL = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)")
_OPENS = re.compile(r"^(?:open|openat|openat2)$")
_WRITES = re.compile(r"O_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)")
_PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')


def can_watch() -> bool:
    """Whether strace is here and may follow a program."""
    try:
        return not subprocess.run(
            [_STRACE, "-o", "/dev/null", "true"], capture_output=True, check=False
        ).returncode
    except OSError:
        return False


needs_strace = pytest.mark.skipif(
    not can_watch(), reason="strace is not here, or may not follow programs (Debian package strace)"
)


def watching_calls(log: Path) -> tuple[str, ...]:
    """What to put before a command so that whatever it calls on the network stands in `log`."""
    return (_STRACE, "-D", "-f", "-qq", "-e", f"trace={_NETWORK}", "-o", str(log))


def watching_files(log: Path) -> tuple[str, ...]:
    """What to put before a command so that every file it opens or makes stands in `log`."""
    return (_STRACE, "-D", "-f", "-qq", "-s", "4096", "-e", f"trace={_FILES}", "-o", str(log))


async def seen_to_end(log: Path) -> None:
    """Wait until the watcher has written its last line, a moment after the program has ended."""
    size = -1
    while size != (size := len(await asyncio.to_thread(log.read_bytes))):
        await asyncio.sleep(0.5)


def called(log: Path) -> Iterator[tuple[str, int]]:
    """Every address of the internet that a watched program has called or sent to."""
    for line in log.read_text("utf-8", "replace").splitlines():
        if found := _SENT.search(line):
            yield found[2], int(found[1])


def written(log: Path, home: Path) -> set[Path]:
    """Every file that a watched program, started in `home`, has opened for writing, made, or given another name."""
    return {
        (home / path).resolve()
        for line in log.read_text("utf-8", "replace").splitlines()
        for path in _in(line)
    }


def _in(line: str) -> list[str]:
    call = _CALL.match(line)
    if call is None or int(call[3]) < 0 or (_OPENS.match(call[1]) and not _WRITES.search(call[2])):
        return []
    return _PATH.findall(call[2])
