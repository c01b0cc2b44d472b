"""A backup is read back without trusting it: what is not exactly as it was made is refused, and nothing is written."""

import contextlib
import io
import json
import stat
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.backup import archive
from bot.backup.archive import LIST, BackupError, may_stand, pack, unpack

PARTS = {
    "config.yaml": b"country: GB\n",
    "knowledge/en/topics/a.yaml": b"x" * 5_000,
    "state/counts.sqlite3": b"\0\1",
}


def changed(name: str, data: bytes = b"evil", kind: int = 0, *, listed: bool = True) -> bytes:
    """A backup with one part more, as somebody who knows the form would make it."""
    parts = {**PARTS, name: data} if listed else PARTS
    held = {one: {"bytes": len(part), "sha256": archive._digest(part)} for one, part in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(LIST, json.dumps({"form": archive.FORM, "parts": held}))
        for one, part in {**PARTS, name: data}.items():
            about = zipfile.ZipInfo(one)
            about.external_attr = ((kind if one == name else stat.S_IFREG) | 0o644) << 16
            made.writestr(about, part)
    return out.getvalue()


def test_what_is_packed_comes_back() -> None:
    assert unpack(pack(PARTS)) == PARTS
    assert pack(PARTS) == pack(dict(reversed(PARTS.items())))


def test_one_more_part_of_ours_is_taken() -> None:
    """So that the refusals below are for their own reason."""
    assert unpack(changed("knowledge/en/b.yaml", kind=stat.S_IFREG))["knowledge/en/b.yaml"] == b"evil"


@pytest.mark.parametrize(
    "name",
    [
        "../config.yaml", "/etc/passwd", "knowledge/../../x", "knowledge/./x", "knowledge//x", "knowledge", "token",
        "knowledge/", "knowledge\\..\\x", "C:/x", "knowledge/en/x\x00.yaml", "Knowledge/x", "knowledge_x/y",
        "config.yaml/x", "~/.ssh/id", "knowledge/%2e%2e/x", "knowledge/\u2024\u2024/x", "places.sqlite-wal", "state/..",
        "./config.yaml",
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    """By any spelling of up, of the root, of another folder."""
    assert not may_stand(name)
    with pytest.raises(BackupError):
        unpack(changed(name))
    with pytest.raises(BackupError):
        pack({name: b""})


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_links_and_devices_are_refused(kind: int) -> None:
    with pytest.raises(BackupError, match="link"):
        unpack(changed("knowledge/en/b.yaml", kind=kind))


def test_a_part_that_its_list_does_not_name_is_refused() -> None:
    with pytest.raises(BackupError, match="changed or cut"):
        unpack(changed("knowledge/en/b.yaml", listed=False))


def test_a_name_twice_is_refused() -> None:
    """Which of the two would be taken is another program's guess."""
    out = io.BytesIO(changed("knowledge/en/b.yaml"))
    with zipfile.ZipFile(out, "a") as made, pytest.warns(UserWarning, match="Duplicate name"):
        made.writestr("config.yaml", "country: US\n")
    with pytest.raises(BackupError, match="twice"):
        unpack(out.getvalue())


def test_more_than_it_may_hold_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file that would be huge."""
    monkeypatch.setattr(archive, "MOST_BYTES", 100_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("knowledge/bomb.txt", b"0" * 10_000_000)
    assert len(out.getvalue()) < 20_000
    with pytest.raises(BackupError, match="more than"):
        unpack(out.getvalue())


def test_another_version_is_named() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(LIST, '{"form": 99, "parts": {}}')
    with pytest.raises(BackupError, match="another version"):
        unpack(out.getvalue())


@given(st.data())
def test_damage_anywhere_never_brings_other_bytes(data: st.DataObject) -> None:
    """Flip, cut or fill: the same parts, or a BackupError; never another exception, never other bytes."""
    good = pack(PARTS)
    at = data.draw(st.integers(0, len(good) - 1))
    kind = data.draw(st.sampled_from(["flip", "cut", "junk"]))
    bad = bytearray(good)
    if kind == "flip":
        bad[at] ^= data.draw(st.integers(1, 255))
    elif kind == "cut":
        del bad[at:]
    else:
        bad[at:at] = data.draw(st.binary(min_size=1, max_size=40))
    with contextlib.suppress(BackupError):
        assert unpack(bytes(bad)) == PARTS
