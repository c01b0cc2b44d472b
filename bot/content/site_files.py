"""Reading the files of a folder of sites, so that one broken site does not take the others of its file away.

A file that YAML refuses is read again site by site: whatever stands alone as good YAML is kept, the rest is reported.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.content.strict_yaml import Document, Path_, Value, bytes_of, read_bytes
from bot.errors import KnowledgeError, Mistake

SIZE_LIMIT = 16 * 1024 * 1024  # bytes; the 14,034 treatment sites of the United States are under 6 MB
MOST_FILES = 200
_LIST = re.compile(r"sites:\s*(?:#.*)?")
_ITEM = re.compile(r"( *)- ")
_SLIPS = (".yml", ".txt", ".yaml")  # how editors and Windows misname a file


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines of one site; `first` is the number of the first, from 1."""

    first: int
    lines: list[str]


def read_folder(folder: Path, mistakes: list[Mistake]) -> Iterator[Document]:
    """Yield every file of a folder of sites as far as it can be read; what cannot is noted in `mistakes`."""
    if not folder.is_dir():
        mistakes.append(Mistake(folder.name, 0, "is not a folder; name the folder that holds your sites"))
        return
    for path in _files(folder, mistakes):
        name = f"{folder.name}/{path.name}"
        if path.is_symlink():  # it could show any file of the machine
            mistakes.append(Mistake(name, 0, "is a link to another file; put the file itself here"))
            continue
        try:
            yield read_data(bytes_of(path, name, SIZE_LIMIT), name, mistakes)
        except KnowledgeError as error:
            mistakes += error.mistakes


def _files(folder: Path, mistakes: list[Mistake]) -> list[Path]:
    found = sorted(path for path in folder.glob("*") if not path.name.startswith("."))
    slips = (path for path in found if path.suffix != ".yaml" and path.suffix.lower() in _SLIPS)
    what = "is not read: its name must end in .yaml"
    mistakes += (Mistake(f"{folder.name}/{path.name}", 0, what) for path in slips)
    files = [path for path in found if path.suffix == ".yaml"]
    if len(files) > MOST_FILES:
        mistakes.append(
            Mistake(folder.name, 0, f"has more than {MOST_FILES} files; those after are not read")
        )
    return files[:MOST_FILES]


def read_data(data: bytes, name: str, mistakes: list[Mistake]) -> Document:
    """Read one file as far as it can be read. Raises KnowledgeError where nothing of it can."""
    try:
        return read_bytes(data, name, SIZE_LIMIT)
    except KnowledgeError as error:
        lines = data.decode("utf-8", "replace").splitlines()
        blocks, rest = _blocks(lines)
        if len(blocks) < 2 or len(data) > SIZE_LIMIT:
            raise
        found: list[Mistake] = []
        document = _by_site(blocks, rest, name, found)
        mistakes += found or error.mistakes
        return document


def _blocks(lines: list[str]) -> tuple[list[_Block], str]:
    """Cut the list of sites into its items. The rest of the file stands alone, with the list taken out."""
    start = next((at for at, line in enumerate(lines) if _LIST.fullmatch(line.rstrip())), len(lines))
    blocks: list[_Block] = []
    rest = lines[:start]
    indent: str | None = None
    for at, line in enumerate(lines[start + 1 :], start + 2):
        item = _ITEM.match(line)
        if item and indent in (None, item[1]):
            indent = item[1]
            blocks.append(_Block(at, [line]))
        elif line and line[0] not in " #-\t":
            rest += lines[at - 1 :]
            break
        elif blocks:
            blocks[-1].lines.append(line)
    return blocks, "\n".join(rest)


def _by_site(blocks: list[_Block], rest: str, name: str, mistakes: list[Mistake]) -> Document:
    sites: list[Value] = []
    lines: dict[Path_, int] = {}
    for block in blocks:
        one = _alone("\n".join(("sites:", *block.lines, "")), name, block.first - 2, mistakes)
        found = one.value["sites"] if isinstance(one.value, dict) and "sites" in one.value else []
        for path, line in one.lines.items() if isinstance(found, list) and found else ():
            if path[:2] == ("sites", 0):
                lines["sites", len(sites), *path[2:]] = line + block.first - 2
        sites += found if isinstance(found, list) else []
    head = _alone(rest, name, 0, mistakes)
    value: Value = {**head.value, "sites": sites} if isinstance(head.value, dict) else {"sites": sites}
    return Document(name, value, {**head.lines, **lines})


def _alone(text: str, name: str, offset: int, mistakes: list[Mistake]) -> Document:
    try:
        return read_bytes(text.encode(), name, SIZE_LIMIT)
    except KnowledgeError as error:
        mistakes += (Mistake(name, one.line + offset if one.line else 0, one.what) for one in error.mistakes)
        return Document(name, {})
