"""Postcodes as people type them, country by country: which codes a text may hold, how they are looked up and shown.

A code is looked up whole, then by the part that names its area ("V6A 1N4", then "V6A"). Shapes from the Universal
Postal Union's addressing sheets; whether a code exists is for the table to say.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.core.site import Point

_CA1, _CA2 = "[ABCEGHJ-NPRSTVXY]", "[ABCEGHJ-NPRSTV-Z]"
_FIVE, _FOUR, _SIX = r"\d{5}", r"\d{4}", r"\d{6}"


@dataclass(frozen=True, slots=True)
class Shape:
    """How the codes of a country look. `area` is how many letters name the area (negative: all but so many; 0: there
    is none); `alone` is an area typed without the rest; `gap` where a blank is shown; `is_rough`: areas are large."""

    whole: str
    area: int = 0
    alone: str = ""
    gap: int = 0
    is_rough: bool = False


SHAPES = {
    "CA": Shape(rf"{_CA1}\d{_CA2}[ -]?\d{_CA2}\d", 3, rf"{_CA1}\d{_CA2}", 3),
    "GB": Shape(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", -3, r"[A-Z]{1,2}\d[A-Z\d]?", -3),
    "US": Shape(r"\d{5}-\d{4}", 5, _FIVE, 5),
    "NL": Shape(r"\d{4} ?[A-Z]{2}", 4, _FOUR, 4),
    "IE": Shape(
        r"[AC-FHKNPRTV-Y]\d[\dW] ?[\dAC-FHKNPRTV-Y]{4}", 3, r"[AC-FHKNPRTV-Y]\d[\dW]", 3, is_rough=True
    ),
    "MT": Shape(r"[A-Z]{3} ?\d{4}", 3, gap=3, is_rough=True),
    "PT": Shape(r"\d{4}-\d{3}", 4, _FOUR),
    "BR": Shape(r"\d{5}-?\d{3}", 5, _FIVE, is_rough=True),
    "PL": Shape(r"\d{2}-?\d{3}"),
    "JP": Shape(r"\d{3}-?\d{4}"),
    **dict.fromkeys(("CZ", "GR", "SE", "SK"), Shape(r"\d{3} ?\d{2}", gap=3)),
    **dict.fromkeys(("DE", "EE", "ES", "FI", "FR", "HR", "IT", "LT", "MX", "MY", "TH", "TR", "UA"), Shape(_FIVE)),
    **dict.fromkeys(
        ("AT", "AU", "BE", "BG", "CH", "CY", "DK", "HU", "LI", "LU", "LV", "MD", "NO", "NZ", "PH", "SI", "ZA"),
        Shape(_FOUR),
    ),
    **dict.fromkeys(("CN", "IN", "KZ", "RO", "RS", "RU", "SG"), Shape(_SIX)),
}  # fmt: skip
_OTHER = Shape(r"(?=[A-Z -]{0,6}\d)[A-Z0-9][A-Z0-9 -]{1,8}[A-Z0-9]")
_PREFIXED = re.compile(r"^(?:[A-Z]{1,2})[- ](?=\d{4,6}$)")
_SLIPS = str.maketrans("OIL", "011")  # letters typed for figures
_SLIPPED = re.compile(r"[A-Z][0-9OIL][A-Z] ?[0-9OIL][A-Z][0-9OIL]")


@dataclass(frozen=True, slots=True)
class Code:
    """A code a text may hold: of which country, its letters and figures alone, where it stands in the text (folded,
    upper case), and whether its shape is plain enough ("V6A 1N4") not to be a number of something else."""

    country: str
    letters: str
    start: int
    end: int
    is_plain: bool

    @property
    def area(self) -> str:
        """The part that names the area, empty where the whole code does or there is none."""
        return area_of(self.country, self.letters)


@dataclass(frozen=True, slots=True)
class KnownCode:
    """Where a postcode is, and what place and region it belongs to (empty where not known). `is_guess`: only the middle
    of those of our sites that lie in it."""

    point: Point
    place: str = ""
    region: str = ""
    is_guess: bool = False


def letters_of(country: str, written: str) -> str:
    """Return a code as it is looked up: upper case, nothing but letters and figures, without "LV-" in front."""
    upper = _PREFIXED.sub("", written.strip().upper())
    return re.sub(r"[^A-Z0-9]", "", upper.removeprefix(f"{country}-"))


def area_of(country: str, letters: str) -> str:
    """Return the area's part of a whole code, empty where `letters` are an area already or codes have no areas."""
    shape = SHAPES.get(country, _OTHER)
    area = letters[: shape.area] if shape.area else ""
    if country == "GB" and not re.fullmatch(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}", letters):
        return ""
    return area if area != letters and len(letters) > len(area) else ""


def shown(country: str, letters: str) -> str:
    """Return a code as its country writes it: "V6A 1N4"."""
    shape = SHAPES.get(country, _OTHER)
    if not shape.gap or len(letters) <= abs(shape.gap) or (shape.gap < 0 and not area_of(country, letters)):
        return letters
    return f"{letters[: shape.gap]}{'-' if country == 'US' else ' '}{letters[shape.gap :]}"


def is_rough(country: str, letters: str) -> bool:
    """Whether the middle of this area says little: rural Canada (second character 0; the middle of X0A is 600 km from
    most of its people), and countries whose table knows only large areas."""
    if area_of(country, letters):
        return False
    return letters[1:2] == "0" if country == "CA" else SHAPES.get(country, _OTHER).is_rough


def codes_in(upper: str, countries: Collection[str]) -> Iterator[Code]:
    """Yield the codes that a text (folded, upper case) may hold in these countries, whole ones first."""
    for country in countries:
        if country == "CA" and _SLIPPED.fullmatch(upper) and re.search(r"\d", upper):
            yield _code(country, _mended(upper), 0, len(upper))
        shape = SHAPES.get(country, _OTHER)
        patterns = (shape.whole, shape.alone) if country in SHAPES else ()
        for pattern in filter(None, patterns):
            for found in re.finditer(rf"(?<![A-Z0-9])(?:{country}-|[A-Z]-)?({pattern})(?![A-Z0-9])", upper):
                yield _code(country, found[1], found.start(), found.end())
        if country not in SHAPES and (found_whole := re.fullmatch(shape.whole, upper)):
            yield _code(country, found_whole[0], 0, len(upper))


def _mended(upper: str) -> str:
    """A Canadian code with O and I for 0 and 1 put right: letters and figures take turns."""
    letters = upper.replace(" ", "")
    return "".join(one.translate(_SLIPS) if at % 2 else one for at, one in enumerate(letters))


def _code(country: str, written: str, start: int, end: int) -> Code:
    letters = letters_of(country, written)
    is_plain = not letters.isdecimal() and len(letters) > 4
    return Code(country, letters, start, end, is_plain)
