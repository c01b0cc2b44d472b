"""The organisation's human line: who is there, how to reach them, and when. A value only."""

from dataclasses import dataclass

from bot.core.site import Site, SiteKind


@dataclass(frozen=True, slots=True)
class HumanLine:
    """A line with people on it. `how` says how to reach them ("call 555-0123"), `hours` is an OpenStreetMap
    opening_hours expression in `timezone` (an IANA name), `holidays` a region such as "GB-SCT" (empty: the country),
    `closures` are expressions such as "2026-12-24 12:00-24:00"."""

    name: str
    how: str
    hours: str
    timezone: str
    holidays: str = ""
    closures: tuple[str, ...] = ()

    def as_site(self, country: str) -> Site:
        """The same as one who asks only for its hours sees it."""
        return Site(
            id="human-line",
            name=self.name,
            services=(),
            timezone=self.timezone,
            country=country,
            kind=SiteKind.PHONE,
            hours=self.hours,
            closures=self.closures,
            holidays=self.holidays,
        )
