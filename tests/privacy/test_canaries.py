"""Every spelling of a number or a word that we look for is the one that programs write."""

import base64
import hashlib
import json
import pickle
import sqlite3
import struct
import sys
from ctypes import string_at
from pathlib import Path
from urllib.parse import quote

import pytest

from bot.privacy.canaries import account_forms, found, text_forms

PERSON = 7_700_000_042
OLD = 123_456_789  # an account of the first years: 27 bits
WORD = "qu\N{LATIN SMALL LETTER E WITH ACUTE}ll & co"


def in_memory(number: int) -> bytes:
    """The bytes of a Python integer itself."""
    return string_at(id(number), sys.getsizeof(number))


@pytest.mark.parametrize("number", [PERSON, OLD])
@pytest.mark.parametrize(
    "written",
    [
        lambda n: f'{{"id":{n}}}'.encode(),
        lambda n: f"id {n}".encode("utf-16-le"),
        lambda n: f"id={n}".encode().hex().encode(),
        lambda n: f"0x{n:x}".encode(),
        lambda n: struct.pack("<bq", 1, n),
        lambda n: struct.pack(">bq", 1, n),
        pickle.dumps,
        lambda n: struct.pack("<d", n),
        in_memory,
        lambda n: hashlib.sha256(str(n).encode()).digest(),
        lambda n: hashlib.md5(str(n).encode()).hexdigest().encode(),  # noqa: S324
        lambda n: hashlib.blake2b(n.to_bytes(8, "big"), digest_size=8).digest(),
    ],
)
def test_a_number_is_found_as_programs_write_it(number: int, written) -> None:  # type: ignore[no-untyped-def]
    """In between other things; the number beside it is not taken for it."""
    assert found(b"xy" + written(number) + b"zz", account_forms(number))
    assert not found(b"xy" + written(number + 1) + b"zz", account_forms(number))


@pytest.mark.parametrize("number", [PERSON, OLD])
def test_a_number_in_a_database_is_found(tmp_path: Path, number: int) -> None:
    """As a value and as a row's own number, as SQLite itself writes them."""
    for column in ("x INTEGER, n INTEGER", "n INTEGER PRIMARY KEY, x INTEGER"):
        path = tmp_path / f"{len(column)}.sqlite"
        with sqlite3.connect(path) as connection:
            connection.execute(f"CREATE TABLE t ({column})")
            connection.execute("INSERT INTO t (n, x) VALUES (?, 7)", (number,))
        connection.close()
        assert found(path.read_bytes(), account_forms(number))


@pytest.mark.parametrize("at", range(3))
def test_base64_is_found_at_every_offset(at: int) -> None:
    """Whatever stands before it in its group of three bytes, and after it."""
    for tail in (b"", b"y", b"yz"):
        written = base64.b64encode(b"abc"[:at] + WORD.encode() + tail)
        assert f"base64, offset {at}" in dict(found(written, text_forms(WORD)))


@pytest.mark.parametrize(
    "written",
    [json.dumps(WORD[2:3]), quote(WORD), WORD.encode("utf-16-be"), "".join(f"&#{ord(one)};" for one in WORD)],
)
def test_a_word_is_found_as_programs_write_it(written: str | bytes) -> None:
    """JSON escapes, percent-encoding, wide letters, entities."""
    data = written if isinstance(written, bytes) else written.encode()
    assert found(b"x" + data, text_forms(WORD)) or found(b"x" + data, text_forms(WORD[2:3]))


def test_a_short_number_is_found_whole_only() -> None:
    """In 12345 there is no 123, in 0.123 there is none of its own length, and beside it there is."""
    forms = {"text": b"123"}
    assert not found(b"12345 0123 1230", forms)
    assert found(b"12345 id=123,", forms) == [("text", 9)]


@pytest.mark.parametrize("number", [0, -1, 2**63])
def test_what_is_no_account_is_refused(number: int) -> None:
    """Groups are negative, and no number is longer than 63 bits."""
    with pytest.raises(ValueError, match="from 1 to"):
        account_forms(number)
