"""A record on its way from a row into the file."""

from dataclasses import dataclass

from bot.core.site import Point
from bot.services.importers.hours_text import Hours
from bot.services.importers.row import Record

NOT_TOLD = Hours("")


@dataclass(slots=True)
class Kept:
    """One record on its way into the file, with the row it came from and the publisher's own id."""

    row: int
    record: Record
    reference: str
    point: Point | None = None
    hours: Hours = NOT_TOLD

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.record["name"])
