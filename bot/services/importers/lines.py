"""Changing single fields in a file that people write, line by line, so that their comments and order stay."""

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from bot.services.importers import written
from bot.services.importers.row import Record, Written

Lines: TypeAlias = Mapping[tuple[str | int, ...], int]
Edit: TypeAlias = Mapping[str, Written | None]

_START = re.compile(r"\s*(?:-\s+)?")
_ASIDE = re.compile(r"\s*(?:#.*)?")


def changed(
    text: str, lines: Lines, edits: Mapping[int, Edit], added: Sequence[Record], proposals: Mapping[str, str]
) -> str:
    """Return the file with the edits made (None takes a field out) and the records added behind its last site. What
    this gives must be read back: lines that were not written one field a line come out wrong, and are seen so."""
    page = _Page(text, lines)
    for index, edit in edits.items():
        if edit:
            page.change(index, edit, proposals)
    page.add(added, proposals)
    return page.text()


class _Page:
    """The lines of a file, changed in place so that their numbers stay."""

    def __init__(self, text: str, lines: Lines) -> None:
        kept = [line if line.endswith("\n") else f"{line}\n" for line in text.splitlines(keepends=True)]
        self._lines = ["" if line == written.FOOT or line.startswith(written.MARK) else line for line in kept]
        self._at = lines
        self._sites = sorted(
            {
                path[1]: at - 1
                for path, at in lines.items()
                if len(path) == 2 and path[0] == "sites" and isinstance(path[1], int)
            }.items()
        )
        tops = sorted(at - 1 for path, at in lines.items() if len(path) == 1)
        last = self._sites[-1][1] if self._sites else len(kept)
        self._end = next((at for at in tops if at > last), len(kept))
        self._keys: dict[int, dict[str, int]] = {}
        for path, at in lines.items():
            if len(path) == 3 and path[0] == "sites" and isinstance(path[1], int):
                self._keys.setdefault(path[1], {})[str(path[2])] = at - 1

    def text(self) -> str:
        """The whole file as it is now."""
        return "".join(self._lines)

    def change(self, index: int, edit: Edit, proposals: Mapping[str, str]) -> None:
        """Change the fields of one site."""
        keys = self._keys.get(index, {})
        site_line = self._lines[keys["id"]] if "id" in keys else ""
        was = next(
            (text for site, text in proposals.items() if re.search(rf"\b{re.escape(site)}\s*$", site_line)),
            "",
        )
        for key, value in edit.items():
            if key in keys:
                self._replace(keys[key], self._until(index, keys[key]), key, value, was)
            elif value is not None and keys:
                last = max(keys.values())
                new = "".join(
                    f"{' ' * self._indent(keys)}{line}\n"
                    for line in written.field(key, value, was if key == "hours" else "")
                )
                end = self._content_end(last, self._until(index, last))
                self._lines[end - 1] += new

    def add(self, records: Sequence[Record], proposals: Mapping[str, str]) -> None:
        """Add sites behind the last one."""
        if not records or not self._sites:
            return
        start = self._sites[-1][1]
        indent = " " * (len(self._lines[start]) - len(self._lines[start].lstrip(" ")))
        end = self._content_end(start, self._end)
        self._lines[end - 1] += "".join(
            written.site(one, proposals.get(str(one["id"]), ""), indent) for one in records
        )

    def _indent(self, keys: Mapping[str, int]) -> int:
        found = _START.match(self._lines[min(keys.values())].split("\n")[0])
        return len(found[0]) if found else 4

    def _until(self, index: int, start: int) -> int:
        """The first line after the field that begins at `start`."""
        starts = [*self._keys.get(index, {}).values(), *(at for _, at in self._sites), self._end]
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
