"""A new import into a file that people have worked on: field by field, and what a person changed wins.

A field counts as changed by a person where it no longer has the fingerprint that the import left; a site that has a
fingerprint and is gone was taken out by a person and stays out. Nothing is ever taken out here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.services.importers import written
from bot.services.importers.lines import Edit, Lines, changed
from bot.services.importers.report import Report
from bot.services.importers.row import ImportRefused, Record, Written


@dataclass(frozen=True, slots=True)
class Before:
    """The file as it stands: its text, what it says, and the line (from 1) of each value by its path."""

    text: str
    value: Written
    lines: Lines

    def sites(self) -> list[Written]:
        """What stands in its list. Raises ImportRefused where that is no list."""
        found = self.value.get("sites", []) if isinstance(self.value, dict) else ""
        if not isinstance(found, list):
            raise ImportRefused(
                "The file to write holds no list under `sites:`; give another name with --out."
            )
        return found

    def taken_out(self) -> frozenset[str]:
        """The ids that an import wrote and that a person took out."""
        here = {str(one.get("id", "")) for one in self.sites() if isinstance(one, dict)}
        return frozenset(written.prints_in(self.text)) - here


@dataclass(frozen=True, slots=True)
class After:
    """The file as it shall be: its text, and what that must say when it is read back."""

    text: str
    value: Record


def fresh(defaults: Record, records: Sequence[Record], proposals: Mapping[str, str], report: Report) -> After:
    """A file that was not there before."""
    report.new = len(records)
    value: Record = {"version": "1", **({"defaults": defaults} if defaults else {}), "sites": list(records)}
    text = written.whole(defaults, records, proposals) + written.foot(written.prints_of(records))
    return After(text, value)


def into(
    before: Before,
    records: Sequence[Record],
    proposals: Mapping[str, str],
    report: Report,
    reads: Callable[[str], Written | None],
) -> After:
    """Merge `records` into the file. `reads` gives what a text says, None where it cannot be read."""
    prints = written.prints_in(before.text)
    incoming = {str(record["id"]): record for record in records}
    edits: dict[int, Edit] = {}
    seen: set[str] = set()
    for index, mine in enumerate(before.sites()):
        if not isinstance(mine, dict):
            continue
        site = str(mine.get("id", ""))
        if site in incoming and site not in seen:
            edits[index] = _edit(site, mine, incoming[site], prints.get(site, {}), report)
            report.updated += bool(edits[index])
            report.same += not edits[index]
        elif site in prints and site not in incoming:
            report.note("gone", 0, str(mine.get("name", "")), site)
        seen.add(site)
    added = [record for site, record in incoming.items() if site not in seen]
    report.new = len(added)
    return _after(before, edits, added, {**prints, **written.prints_of(records)}, proposals, report, reads)


def _edit(site: str, mine: Record, new: Record, prints: Mapping[str, str], report: Report) -> Edit:
    """What changes in one site: only fields as the import left them, or that neither the import nor a person wrote."""
    edit: dict[str, Written | None] = {}
    for key in dict.fromkeys((*new, *prints)):
        if key == "id" or mine.get(key) == new.get(key):
            continue
        is_untouched = written.fingerprint(mine[key]) == prints.get(key) if key in mine else key not in prints
        if is_untouched:
            edit[key] = new.get(key)
        elif key in new:
            theirs = f"the source says {written.value(new[key])}"
            report.note("person", 0, f"{mine.get('name', site)} ({site})", f"{key}: {theirs}")
    return edit


def _after(
    before: Before,
    edits: Mapping[int, Edit],
    added: Sequence[Record],
    prints: written.Prints,
    proposals: Mapping[str, str],
    report: Report,
    reads: Callable[[str], Written | None],
) -> After:
    sites = [_edited(one, edits.get(index, {})) for index, one in enumerate(before.sites())]
    top = before.value if isinstance(before.value, dict) else {}
    value: Record = {**top, "sites": [*sites, *added]}
    if not added and not any(edits.values()):
        return After(written.without_foot(before.text) + written.foot(prints), value)
    new = "".join(written.site(one, proposals.get(str(one["id"]), ""), "") for one in added)
    ids = {index: str(one.get("id", "")) for index, one in enumerate(sites) if isinstance(one, dict)}
    was = {index: proposals[site] for index, site in ids.items() if site in proposals}
    text = changed(before.text, before.lines, edits, was, new)
    if reads(text) != value:
        rest = {key: one for key, one in top.items() if key not in ("version", "defaults", "sites")}
        defaults = top.get("defaults", {})
        records = [one for one in value["sites"] if isinstance(one, dict)]
        text = written.whole(defaults if isinstance(defaults, dict) else {}, records, proposals, rest)
        report.remarks.append(
            "the file was written anew without its comments, since its lines could not be changed one by one"
        )
    return After(text + written.foot(prints), value)


def _edited(mine: Written, edit: Edit) -> Written:
    if not edit or not isinstance(mine, dict):
        return mine
    kept = {key: edit.get(key, one) for key, one in mine.items()} | dict(edit)
    return {key: one for key, one in kept.items() if one is not None}
