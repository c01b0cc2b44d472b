"""What an import did, in counts that add up and in sentences: nothing is lost without a line that says so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

SHOWN = 12  # lines of one part on a screen; the report file has them all


@dataclass(frozen=True, slots=True)
class Note:
    """One line of the report: the row as a spreadsheet counts (0: not a row of this list), whose it is, what to say."""

    row: int
    name: str
    what: str

    def __str__(self) -> str:
        name = self.name if len(self.name) <= 60 else f"{self.name[:59]}…"
        where = f"row {self.row}" if self.row else ""
        return ": ".join(filter(None, (where, name, self.what)))


_PARTS = (
    ("rejected", "left out"),
    ("merged", "say the same place again and were merged"),
    ("duplicates", "may be the same place twice: compare them"),
    ("no_point", "have no usable point (found by name and area, never by distance)"),
    ("far", "lie far from all others: a head office, or a slip"),
    ("hidden", "have a confidential address: no point and no address was taken"),
    ("confidential", "hold words such as confidential or staff only; nothing of the text was taken"),
    ("refusals", "say that something is NOT given there; those services were not taken"),
    ("police", "are police stations: marked police_on_site"),
    ("timetables", "read like the timetable of a van: write `stops:` by hand"),
    ("strange_services", "name services that were not understood"),
    ("hours_proposed", "have hours put into the standard form: confirm each"),
    ("hours_text", "have hours that stay text"),
    ("notes", "had free text, which was not taken: read it and write your own `notes:`"),
    ("letters", "held a text with mixed alphabets, which was not taken"),
    ("own_notes", "come from an export of ours with their notes: read them again"),
    ("person", "were changed by a person, whose words stay"),
    ("gone", "are no longer in the source but stay in the file: set `status: closed` or take them out"),
)


@dataclass(slots=True)
class Report:
    """The tally of one import. `read` = `kept` + rejected + merged, always. `remarks` are about the whole file."""

    source: str
    shape: str
    read: int = 0
    kept: int = 0
    zeros: int = 0
    hours_same: int = 0
    hours_none: int = 0
    new: int = 0
    updated: int = 0
    same: int = 0
    remarks: list[str] = field(default_factory=list)
    parts: dict[str, list[Note]] = field(default_factory=lambda: {name: [] for name, _ in _PARTS})

    def note(self, part: str, row: int, name: str, what: str) -> None:
        """Add one line to a part."""
        self.parts[part].append(Note(row, name, what))

    def count(self, part: str) -> int:
        """How many lines a part has."""
        return len(self.parts[part])

    @property
    def adds_up(self) -> bool:
        """Is every row that was read accounted for, and every kept one either new, updated or as before?"""
        rows = self.read == self.kept + self.count("rejected") + self.count("merged")
        hours = self.kept == self.hours_same + self.hours_none + self.count("hours_proposed") + self.count(
            "hours_text"
        )
        return rows and hours

    def text(self, shown: int | None = SHOWN) -> str:
        """The report as lines; at most `shown` of each part, all where it is None."""
        return "\n".join([*self._head(), *self._tail(shown)])

    def _head(self) -> Iterator[str]:
        yield f"{self.source} ({self.shape})"
        yield (
            f"  read {self.read} = kept {self.kept} + left out {self.count('rejected')} + "
            f"merged {self.count('merged')}"
        )
        yield f"  new {self.new}, updated {self.updated}, as before {self.same}"
        yield (
            f"  hours: {self.hours_same} already standard, {self.count('hours_proposed')} put into the standard form, "
            f"{self.count('hours_text')} kept as text, {self.hours_none} not told"
        )
        if self.zeros:
            yield f"  {self.zeros} ZIP codes got back the leading zero that a spreadsheet took"
        for remark in self.remarks:
            yield f"  note: {remark}"

    def _tail(self, shown: int | None) -> Iterator[str]:
        for name, what in _PARTS:
            notes = self.parts[name]
            if notes:
                yield f"{len(notes)} {what}:"
                yield from (f"  {note}" for note in _first(notes, shown))
                if shown is not None and len(notes) > shown:
                    yield f"  … and {len(notes) - shown} more; `--report FILE` writes them all"


def _first(notes: Sequence[Note], shown: int | None) -> Sequence[Note]:
    return notes if shown is None else notes[:shown]
