"""One import from a file on disk to a file on disk: read, build, merge with what people changed, read back, replace.

All or nothing: the new file is written beside the old one, flushed to the disk and moved into its place in one step.
"""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from bot.content.site_files import SIZE_LIMIT
from bot.content.strict_yaml import read_bytes, read_file
from bot.errors import KnowledgeError
from bot.services.importers import columns, mapping, merge, opening
from bot.services.importers.build import build
from bot.services.importers.report import Report
from bot.services.importers.row import ImportRefused, Written
from bot.services.importers.wanted import Wanted, checked


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to: the report, the new text of the file, and whether that differs from what is there."""

    report: Report
    text: str
    is_new: bool


def prepare(file: Path, map_file: Path | None, wanted: Wanted, out: Path) -> Imported:
    """Read `file` and work out what `out` shall hold, writing nothing. Raises ImportRefused or KnowledgeError with what
    is wrong and what to do."""
    wanted = checked(wanted)
    sheet = opening.read(file)
    if map_file is None:
        taken = columns.guessed(sheet.header, sheet.names_are_ours, sheet.empty_columns())
    else:
        written = read_file(map_file).value
        taken = mapping.from_mapping(
            written, sheet.header, map_file.name, sheet.names_are_ours, sheet.empty_columns()
        )
    before = _before(out)
    built = build(sheet, taken, wanted, before.taken_out() if before else frozenset())
    if before is None:
        after = merge.fresh(built.defaults, built.records, built.proposals, built.report)
    else:
        after = merge.into(before, built.records, built.proposals, built.report, _said)
    if not built.report.adds_up:
        raise ImportRefused(
            "The counts of this import do not add up, so nothing was written; please report this."
        )
    if len(after.text.encode()) > SIZE_LIMIT:
        raise ImportRefused(
            f"{out.name} would be larger than the {SIZE_LIMIT // 2**20} MB that are read of one file; cut the list to "
            "your region, or import it in parts with --out."
        )
    if _said(after.text) != after.value:
        raise ImportRefused(
            f"{out.name} would not read back as it was meant, so nothing was written; please report this."
        )
    is_new = bool(built.records) if before is None else after.text != before.text
    return Imported(built.report, after.text, is_new)


def _before(out: Path) -> merge.Before | None:
    if not out.exists():
        return None
    document = read_file(out, limit=SIZE_LIMIT)
    return merge.Before(out.read_text("utf-8-sig"), document.value, document.lines)


def _said(text: str) -> Written | None:
    try:
        return read_bytes(text.encode(), "the new file", SIZE_LIMIT).value
    except KnowledgeError:
        return None


def replace_whole(path: Path, data: bytes) -> None:
    """Put `data` in the place of the file, whole or not at all, also where the machine stops in between. What a killed
    import left beside it is swept. Raises ImportRefused where the folder cannot be written to."""
    target = path.resolve()
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        for left in target.parent.glob(f".{target.name}.*.part"):
            left.unlink(missing_ok=True)
        with part.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
        _flush_folder(target.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise ImportRefused(
            f"{path.name} could not be written ({error.strerror}); nothing was changed."
        ) from None


def _flush_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
