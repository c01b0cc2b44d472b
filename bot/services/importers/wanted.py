"""What the admin says of the whole list: its name, its country, its clocks, and what is given at every site."""

import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass

from bot.services.importers.clean import said
from bot.services.importers.row import ImportRefused
from bot.services.importers.week import is_plain

_COUNTRIES = {
    "usa": "US",
    "united states": "US",
    "united states of america": "US",
    "canada": "CA",
    "france": "FR",
    "uk": "GB",
    "united kingdom": "GB",
    "australia": "AU",
    "ireland": "IE",
    "deutschland": "DE",
    "germany": "DE",
}
_ONE_ZONE = {
    "FR": "Europe/Paris",
    "BE": "Europe/Brussels",
    "NL": "Europe/Amsterdam",
    "DE": "Europe/Berlin",
    "CH": "Europe/Zurich",
    "AT": "Europe/Vienna",
    "IT": "Europe/Rome",
    "GB": "Europe/London",
    "IE": "Europe/Dublin",
    "DK": "Europe/Copenhagen",
    "NO": "Europe/Oslo",
    "SE": "Europe/Stockholm",
    "FI": "Europe/Helsinki",
    "EE": "Europe/Tallinn",
    "LV": "Europe/Riga",
    "LT": "Europe/Vilnius",
    "PL": "Europe/Warsaw",
    "CZ": "Europe/Prague",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the admin says of the whole list. `source` is a name as ids use it; `services` are given at every site."""

    source: str
    services: tuple[str, ...] = ()
    country: str = ""
    timezone: str = ""
    is_valid_hours: Callable[[str], bool] = is_plain


def checked(wanted: Wanted) -> Wanted:
    """Return what the admin said after looking whether it can be so. Raises ImportRefused."""
    if wanted.country and country_of(wanted.country) != wanted.country:
        right = country_of(wanted.country)
        hint = f"write {right}" if right else "write its two capital letters, such as CA"
        raise ImportRefused(f"--country {wanted.country} is no country code; {hint}.")
    if wanted.timezone:
        try:
            zoneinfo.ZoneInfo(wanted.timezone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            raise ImportRefused(
                f"--timezone {wanted.timezone} is not known; write it as America/Toronto."
            ) from None
    return wanted


def country_of(cell: str) -> str:
    """Return the two letters of a country, empty where the cell names none."""
    text = said(cell)
    code = _COUNTRIES.get(text.casefold(), text.upper())
    return code if len(code) == 2 and code.isalpha() and code.isascii() else ""


def zone_of(country: str) -> str:
    """Return the time zone of a country that has one only, else nothing."""
    return _ONE_ZONE.get(country, "")
