"""Changing single fields in a file that people write, line by line, so that their comments and order stay."""

import re
from collections.abc import Mapping
from typing import TypeAlias

from bot.services.importers import written
from bot.services.importers.row import Written

Lines: TypeAlias = Mapping[tuple[str | int, ...], int]
Edit: TypeAlias = Mapping[str, Written | None]

_START = re.compile(r"\s*(?:-\s+)?")
_ASIDE = re.compile(r"\s*(?:#.*)?")


def changed(text: str, lines: Lines, edits: Mapping[int, Edit], was: Mapping[int, str], added: str) -> str:
    """Return the file with the edits made (None takes a field out) and `added`, whole sites, put behind its last one.
    `was`: by site the text that its new hours came from. What this gives must be read back: lines that were not written
    one field a line come out wrong, and are seen so."""
    page = _Page(text, lines)
    for index, edit in edits.items():
        if edit:
            page.change(index, edit, was.get(index, ""))
    page.add(added)
    return page.text()


class _Page:
    """The lines of a file, changed in place so that their numbers stay."""

    def __init__(self, text: str, lines: Lines) -> None:
        kept = [line if line.endswith("\n") else f"{line}\n" for line in text.splitlines(keepends=True)]
        self._lines = ["" if line == written.FOOT or line.startswith(written.MARK) else line for line in kept]
        self._at = lines
        self._sites = {
            path[1]: at - 1
            for path, at in lines.items()
            if len(path) == 2 and path[0] == "sites" and isinstance(path[1], int)
        }
        last = self._sites[max(self._sites)] if self._sites else len(kept)
        tops = (at - 1 for path, at in lines.items() if len(path) == 1)
        self._end = min((at for at in tops if at > last), default=len(kept))
        self._keys: dict[int, dict[str, int]] = {}
        for path, at in lines.items():
            if len(path) == 3 and path[0] == "sites" and isinstance(path[1], int):
                self._keys.setdefault(path[1], {})[str(path[2])] = at - 1

    def text(self) -> str:
        """The whole file as it is now."""
        return "".join(self._lines)

    def change(self, index: int, edit: Edit, was: str) -> None:
        """Change the fields of one site."""
        keys = self._keys.get(index, {})
        for key, value in edit.items():
            if key in keys:
                self._replace(keys[key], self._until(index, keys[key]), key, value, was)
            elif value is not None and keys:
                last = max(keys.values())
                end = self._content_end(last, self._until(index, last))
                fields = written.field(key, value, was if key == "hours" else "")
                self._lines[end - 1] += "".join(f"{' ' * self._indent(keys)}{line}\n" for line in fields)

    def add(self, sites: str) -> None:
        """Add sites behind the last one, indented as it is."""
        if not sites or not self._sites:
            return
        start = self._sites[max(self._sites)]
        indent = len(self._lines[start]) - len(self._lines[start].lstrip(" "))
        end = self._content_end(start, self._end)
        self._lines[end - 1] += "".join(f"{' ' * indent}{line}" for line in sites.splitlines(keepends=True))

    def _indent(self, keys: Mapping[str, int]) -> int:
        found = _START.match(self._lines[min(keys.values())].split("\n")[0])
        return len(found[0]) if found else 4

    def _until(self, index: int, start: int) -> int:
        """The first line after the field that begins at `start`."""
        starts = (*self._keys.get(index, {}).values(), self._sites.get(index + 1, self._end))
        return min((at for at in starts if at > start), default=self._end)

    def _content_end(self, start: int, end: int) -> int:
        """Behind the last line of a field: blank lines and comments that follow are not part of it."""
        while end > start + 1 and _ASIDE.fullmatch(self._lines[end - 1].rstrip("\n")):
            end -= 1
        return end

    def _replace(self, start: int, end: int, key: str, value: Written | None, was: str) -> None:
        end = self._content_end(start, end)
        head = _START.match(self._lines[start])
        prefix = head[0] if head else ""
        if value is None:
            new = ""
        else:
            fields = list(written.field(key, value, was if key == "hours" else ""))
            new = prefix + f"\n{' ' * len(prefix)}".join(fields) + self._aside(start, end, key) + "\n"
        self._lines[start] = new
        for at in range(start + 1, end):
            self._lines[at] = ""

    def _aside(self, start: int, end: int, key: str) -> str:
        """A comment that a person wrote behind the value, where the value stands on one line and holds no `#`."""
        line = self._lines[start].rstrip("\n")
        if key == "hours" or end != start + 1 or line.count("#") != 1:
            return ""
        quoted, comment = line.split("#")
        return f"  #{comment}" if quoted.count('"') % 2 == 0 and quoted.endswith(" ") else ""
