"""What the process can do for itself so that its memory does not end up in a file: private files,
no core dumps, no reading by other programs of the same user, and a look whether freed memory is
overwritten.

Nothing here is needed for answering: what cannot be done is told in plain sentences and the bot
goes on. Python cannot wipe its own strings on demand, so the allocator must do it (the settings in
SCRUB_HOW).
"""

import contextlib
import ctypes
import os
import sys

PR_SET_DUMPABLE = 4
PIECES = 32  # the allocator keeps the first seven or so apart; it must scrub those too
PIECE_BYTES = 432  # small enough for Python's own allocator, which does not scrub
M_ARENA_MAX = -8  # malloc.h
SCRUB_HOW = "PYTHONMALLOC=malloc GLIBC_TUNABLES=glibc.malloc.perturb=165:glibc.malloc.tcache_count=0"


def protect() -> tuple[str, ...]:
    """Do all of it; the sentences say what could not be done. Call once, before the token is read."""
    os.umask(0o077)
    told = (_no_core_dumps(), _not_readable_by_others(), _freed_memory())
    return tuple(sentence for sentence in told if sentence)


def freed_memory_is_scrubbed() -> bool:
    """Free known strings and look where they stood: is nothing of them left? False where we cannot
    look.

    The look goes through the kernel, which refuses an address that is gone instead of crashing us.
    """
    if sys.platform != "linux":
        return False
    marks = [os.urandom(8).hex().encode() for _ in range(PIECES)]
    pieces = [mark * (PIECE_BYTES // len(mark)) for mark in marks]
    places = [id(piece) + bytes.__basicsize__ - 1 for piece in pieces]
    seen = bytearray(len(pieces[0]))
    was_there = all(_look(at, seen) and mark in seen for mark, at in zip(marks, places, strict=True))
    pieces.clear()
    left = [mark for mark, at in zip(marks, places, strict=True) if _look(at, seen) and mark in seen]
    return was_there and not left


def _no_core_dumps() -> str:
    try:
        import resource  # not on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):
        return "Core dumps could not be switched off: a crash may write memory to disk."
    return ""


def _not_readable_by_others() -> str:
    if sys.platform != "linux":
        return ""
    try:
        done = ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, *[ctypes.c_ulong(0)] * 4) == 0
    except (OSError, AttributeError):
        done = False
    return "" if done else "Other programs of the same user may read this program's memory."


def _freed_memory() -> str:
    if freed_memory_is_scrubbed():
        return ""
    return f"Freed memory is not overwritten. On Linux with glibc, start with {SCRUB_HOW}"


class _Span(ctypes.Structure):
    _fields_ = (("start", ctypes.c_void_p), ("length", ctypes.c_size_t))


def _look(place: int, into: bytearray) -> bool:
    """Copy this process's memory at an address into the buffer; False where the kernel refuses."""
    room = (ctypes.c_char * len(into)).from_buffer(into)
    ours, there = _Span(ctypes.addressof(room), len(into)), _Span(place, len(into))
    try:
        copy = ctypes.CDLL(None).process_vm_readv
    except (OSError, AttributeError):
        return False
    return bool(copy(os.getpid(), ctypes.byref(ours), 1, ctypes.byref(there), 1, 0) == len(into))


def give_back() -> None:
    """Return freed memory to the system where the C library can: less to hold, and less to find."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def one_heap() -> None:
    """Let threads share one heap where the C library can: each of their own would keep its holes. Call before any."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
