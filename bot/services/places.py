"""Where somebody is who says it in words: coordinates, a map's link, a name the admin gave, a postcode, a town.

Asked only where a place is expected, after emergency words were looked for. What is no place must not become one: in
doubt it is Unknown, and where two places are meant it asks. Every answer is rounded, and nothing is remembered.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from bot.core.place import MOST_CANDIDATES, Candidates, Found, How, Place, Unknown, Why, kilometres, rounded
from bot.core.site import Point, Site
from bot.core.text import MATCH_LIMIT, fold
from bot.core.wanted import PlaceWords
from bot.services.codes import Codes, codes_of_sites
from bot.services.coordinates import link_in, read_coordinates, read_link
from bot.services.gazetteer import COVERED, SAME, Town, build_gazetteer, name_key, site_points
from bot.services.names import Names, Run, Talk
from bot.services.nearby import Nearby
from bot.services.places_file import PlacesFile
from bot.services.postcodes import Code, KnownCode, codes_in, is_rough, shown
from bot.services.regions import build_regions

_CALLED = ("postcode", "code", "zip", "zipcode", "plz", "postleitzahl", "postal", "is", "its")
_NO_YEAR = 5  # letters and figures: "in 2010" is no place
_MOST_BESIDE = 3  # words beside a postcode that nothing is known of


@dataclass(frozen=True, slots=True)
class Places:
    """All that is known of places here. `countries`: whose postcodes are read, the one with most sites first."""

    names: Names
    codes: Codes = field(default_factory=Codes)
    aliases: Mapping[str, Place] = field(default_factory=dict)
    countries: tuple[str, ...] = ()

    def resolve(self, text: str) -> Found:
        """Return the place a person means. Pure but for a look-up in the imported file; well under 10 ms."""
        if link := link_in(text):
            given = read_link(link)
            if isinstance(given, str):
                found = self._by_words(given)
                return Unknown(Why.LINK) if found == Unknown() else found
            return _pin(given)
        given_here = read_coordinates(text)
        return _pin(given_here) if given_here is not None else self._by_words(text[:MATCH_LIMIT])

    def is_place(self, text: str) -> bool:
        """Whether `text` is exactly a place's name or code, with nothing guessed: for `core.wanted`."""
        found = self.resolve(text)
        places = found.places if isinstance(found, Candidates) else (found,)
        return all(isinstance(one, Place) and one.how is not How.SPELLING for one in places)

    def _by_words(self, text: str) -> Found:
        talk = self.names.talk(text)
        return self._alias(talk) or self._postcode(text, talk) or self._named(talk) or Unknown()

    def _alias(self, talk: Talk) -> Place | None:
        """A name the admin gave, as the whole message or, of two words and more, anywhere in it."""
        for run in self.names.runs(talk) if self.aliases else ():
            found = self.aliases.get(" ".join(talk.of(run)))
            is_all = talk.bare in (run, Run(0, 0)) or run == Run(0, len(talk.said))
            if found and (
                is_all or self.names.follows_near(talk, run) or self.names.is_place_talk(talk, run)
            ):
                return found
        return None

    def _named(self, talk: Talk) -> Found | None:
        towns, how = self.names.find(talk)
        apart = _apart(towns)[:MOST_CANDIDATES]
        if len(apart) < 2:
            return next(
                (Place(self.names.regions.label(town), rounded(town.point), how) for town in apart), None
            )
        labels = self._told_apart(apart)
        found = zip(labels, apart, strict=True)
        return Candidates(tuple(Place(label, rounded(town.point), how) for label, town in found))

    def _told_apart(self, towns: tuple[Town, ...]) -> list[str]:
        """Names with the region, and where that is the same too, with a larger town nearby."""
        labels = [self.names.regions.full_label(town) for town in towns]
        return [
            f"{label} (near {beside})"
            if labels.count(label) > 1 and (beside := self.names.gazetteer.beside(town))
            else label
            for label, town in zip(labels, towns, strict=True)
        ]

    def _postcode(self, text: str, talk: Talk) -> Found | None:
        """The postcode in a text. One that exists in two of the countries asks which; one that exists in none says so,
        unless it is the name of a town."""
        upper = fold(text).strip(" .,!?").upper()
        found: dict[str, tuple[Code, str, KnownCode]] = {}
        is_code = False
        for code in codes_in(upper, self.countries):
            if code.country in found or not self._is_meant(code, upper):
                continue
            is_code = is_code or (code.start == 0 and code.end == len(upper))
            if known := self.codes.find(code.country, code.letters):
                found[code.country] = (code, *known)
        if not found:
            return Unknown(Why.POSTCODE) if is_code and not self.names.find(talk)[0] else None
        places = [self._at(*found[country], len(found) > 1) for country in self.countries if country in found]
        return places[0] if len(places) == 1 else Candidates(tuple(places[:MOST_CANDIDATES]))

    def _is_meant(self, code: Code, upper: str) -> bool:
        """Whether letters and figures inside a message are a postcode and not an amount: by their shape, by the word
        before them, or because nothing but places is spoken of."""
        before, after = self.names.talk(upper[: code.start]), self.names.talk(upper[code.end :])
        if code.is_plain or not (before.said or after.said):
            return True
        talk = Talk((*before.said, *after.said), (*before.words, *after.words), Run(0, 0))
        cut = Run(len(before.said), len(before.said))
        calls = (*_CALLED, *self.names.words.near) if len(code.letters) >= _NO_YEAR else _CALLED
        is_named = bool(before.said) and before.said[-1] in calls
        return is_named or self.names.is_place_talk(talk, cut) or self._are_names(talk.said)

    def _are_names(self, said: tuple[str, ...]) -> bool:
        """A few words none of which is a word of the language: "10115 berlin"."""
        return len(said) <= _MOST_BESIDE and not any(
            word in self.names.english or len(word) < 3 for word in said
        )

    def _at(self, code: Code, letters: str, known: KnownCode, is_one_of: bool) -> Place:
        country = self.names.regions.countries.get(code.country, code.country) if is_one_of else ""
        name = ", ".join(filter(None, (shown(code.country, code.letters), known.place, country)))
        is_far = is_rough(code.country, letters) or known.is_guess
        return Place(name, rounded(known.point), How.POSTCODE, is_far)


def build_places(
    sites: Iterable[Site],
    words: PlaceWords,
    english: Container[str] = frozenset(),
    aliases: Mapping[str, Point] | None = None,
    file: PlacesFile | None = None,
    countries: Iterable[str] = (),
) -> Places:
    """Make a resolver for these sites. `aliases` are the admin's names; `file` the imported lists, if any; `countries`
    whose postcodes are read beside those of the sites (where there are none at all, those imported)."""
    sites = tuple(sites)
    cells = Nearby(site_points(sites)).cells(COVERED)
    gazetteer = build_gazetteer(sites, file.towns(cells) if file else ())
    names = Names(gazetteer, build_regions(words.regions, words.countries), words, english)
    named = {
        name_key(name): Place(name, rounded(point), How.ALIAS) for name, point in (aliases or {}).items()
    }
    counted = [country for country, _ in Counter(site.country for site in sites).most_common()]
    enabled = tuple(dict.fromkeys(filter(None, (*counted, *countries))))
    if not enabled and file:
        enabled = tuple(sorted(file.countries()))
    return Places(names, Codes(codes_of_sites(sites), file), named, enabled)


def _pin(given: Point | Why) -> Found:
    return Unknown(given) if isinstance(given, Why) else Place("", given, How.COORDINATES)


def _apart(towns: Iterable[Town]) -> tuple[Town, ...]:
    """Those that are not one place under two names."""
    kept: list[Town] = []
    for town in towns:
        if not any(kilometres(town.point, other.point) <= SAME for other in kept):
            kept.append(town)
    return tuple(kept)
