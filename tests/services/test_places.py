"""Where somebody is, from what they type. What is no place never becomes one, and what may be two asks."""

from collections.abc import Iterator

import pytest

from bot.content.places import read_places
from bot.content.strict_yaml import read_file
from bot.core.place import Candidates, How, Place, Unknown, Why, kilometres
from bot.core.site import Point, Precision, Site
from bot.core.wanted import PlaceWords, wanted
from bot.core.wordlist import WordList, word_list
from bot.services.places import Places, build_places
from bot.services.places_file import PlacesFile
from bot.services.places_import import import_places
from tests.conftest import KNOWLEDGE
from tests.core.test_wanted import lines
from tests.services import geonames as gn

ALIASES = {"dtes": Point(49.2814, -123.0976), "Main and Hastings": Point(49.28141, -123.09991)}


@pytest.fixture(scope="module")
def words() -> PlaceWords:
    return read_places(read_file(KNOWLEDGE / "en/places.yaml"), [])


@pytest.fixture(scope="module")
def english() -> WordList:
    return word_list((KNOWLEDGE / "words/en.txt").read_text("utf-8").split())


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlacesFile]:
    folder = tmp_path_factory.mktemp("places")
    import_places(gn.lists(folder), folder / "places.sqlite")
    opened = PlacesFile.open(folder / "places.sqlite")
    yield opened
    opened.close()


class Make:
    """Builds a resolver for some sites."""

    def __init__(self, words: PlaceWords, english: WordList, file: PlacesFile) -> None:
        self._words, self._english, self._file = words, english, file

    def __call__(self, *sites: Site, imported: bool = True) -> Places:
        file = self._file if imported else None
        return build_places(sites, self._words, self._english, ALIASES, file)


@pytest.fixture(scope="module")
def make(words: PlaceWords, english: WordList, file: PlacesFile) -> Make:
    return Make(words, english, file)


@pytest.fixture(scope="module")
def vancouver(make: Make) -> Places:
    return make(*gn.VANCOUVER)


def named(places: Places, text: str) -> str:
    """What is said back; several with a stroke between, and why where there is none."""
    match places.resolve(text):
        case Place(name):
            return name
        case Candidates(found):
            return " | ".join(place.name for place in found)
        case Unknown(why):
            return why.value


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("V6A 1N4", "V6A 1N4, Vancouver"),
        ("v6a1n4", "V6A 1N4, Vancouver"),
        ("V6A-1N4", "V6A 1N4, Vancouver"),
        ("v6a in4", "V6A 1N4, Vancouver"),
        ("my postcode is v6a 1n4 thanks", "V6A 1N4, Vancouver"),
        ("V6A", "V6A, Vancouver (Strathcona / Chinatown / Downtown Eastside)"),
        ("near v6a", "V6A, Vancouver (Strathcona / Chinatown / Downtown Eastside)"),
        ("V6A 9Z9", "V6A 9Z9, Vancouver (Strathcona / Chinatown / Downtown Eastside)"),
        ("Vancouver", "Vancouver, British Columbia"),
        ("im in vancouver", "Vancouver, British Columbia"),
        ("vancouver bc", "Vancouver, British Columbia"),
        ("Vancouver, British Columbia, Canada", "Vancouver, British Columbia"),
        ("vancuver", "Vancouver, British Columbia"),
        ("vancovuer bc", "Vancouver, British Columbia"),
        ("Ванкувер", "Vancouver, British Columbia"),
        ("ВАНКУВЕР", "Vancouver, British Columbia"),
        ("温哥华", "Vancouver, British Columbia"),
        ("vancouver ok", "Vancouver, British Columbia"),
        ("Vancouver downtown eastside", "Downtown Eastside, Vancouver"),
        ("the downtown eastside", "Downtown Eastside, Vancouver"),
        ("downtwon eastside", "Downtown Eastside, Vancouver"),
        ("gastown", "Gastown, Vancouver"),
        ("Kitsilano", "Kitsilano, Vancouver"),
        ("E Hastings St", "E Hastings St, Vancouver"),
        ("140 east hastings street", "E Hastings St, Vancouver"),
        ("west brodway", "West Broadway, Vancouver"),
        ("victoria", "Victoria, British Columbia"),
        ("hope", "Hope, British Columbia"),
        ("in hope", "Hope, British Columbia"),
        ("hope bc", "Hope, British Columbia"),
        ("surey", "Surrey, British Columbia"),
        ("DTES", "dtes"),
        ("near main and hastings please", "Main and Hastings"),
        ("burnaby or surrey", "Burnaby, British Columbia"),
    ],
)
def test_places_near_the_sites_are_found(text: str, name: str, vancouver: Places) -> None:
    """Codes, towns, quarters, streets, the admin's names; with slips, in other scripts, among small words."""
    if text == "burnaby or surrey":
        assert named(vancouver, text) in (
            name,
            "Burnaby, British Columbia | Surrey, British Columbia",
            "Surrey, British Columbia",
        )
        return
    assert named(vancouver, text) == name


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("vancouver, wa", Why.UNKNOWN),
        ("vancouver washington", Why.UNKNOWN),
        ("paris", Why.UNKNOWN),
        ("H0H 0H0", Why.POSTCODE),
        ("h0h", Why.POSTCODE),
        ("T9Z 1A1", Why.POSTCODE),
        ("90210", Why.UNKNOWN),
        ("bc", Why.UNKNOWN),
        ("canada", Why.UNKNOWN),
        ("i hope", Why.UNKNOWN),
        ("i hope so", Why.UNKNOWN),
        ("there is no hope for him", Why.UNKNOWN),
        ("0.0, 0.0", Why.NOWHERE),
        ("https://maps.app.goo.gl/abc", Why.LINK),
        ("https://maps.google.com/?q=atlantis", Why.LINK),
        ("", Why.UNKNOWN),
        ("?", Why.UNKNOWN),
    ],
)
def test_what_is_not_here_is_not_known(text: str, why: Why, vancouver: Places) -> None:
    """The other Vancouver, Santa's code, a code of no enabled country, a short link: said, never guessed."""
    assert vancouver.resolve(text) == Unknown(why)


def test_coordinates_and_links_need_no_list(make: Make) -> None:
    """A pin, typed or pasted, works with no site and nothing imported."""
    nowhere = make(imported=False)
    for text in ("49.28271, -123.12072", "https://www.google.com/maps/@49.28271,-123.12072,15z"):
        found = nowhere.resolve(text)
        assert found == Place("", Point(49.283, -123.121), How.COORDINATES)
    assert named(nowhere, "vancouver") == "unknown"


def test_a_name_in_a_link_is_looked_up(vancouver: Places) -> None:
    """A map's link that only searches for a name gives that name."""
    assert named(vancouver, "https://www.google.com/maps/place/Gastown/") == "Gastown, Vancouver"


def test_without_any_list_the_sites_themselves_are_known(make: Make) -> None:
    """Cities, areas, streets and postcodes of the sites' own records, and slips in them."""
    places = make(*gn.VANCOUVER, imported=False)
    expected = {
        "vancouver": "Vancouver, British Columbia",
        "vancuver": "Vancouver, British Columbia",
        "downtown eastside": "Downtown Eastside, Vancouver",
        "kitsilano vancouver": "Kitsilano, Vancouver",
        "west broadway": "West Broadway, Vancouver",
        "V6A 1N5": "V6A 1N5, Vancouver",
        "v6a": "V6A, Vancouver",
        "surrey": "unknown",
    }
    assert {text: named(places, text) for text in expected} == expected


def test_an_area_known_only_from_sites_is_rough(make: Make) -> None:
    """The middle of two sites is no postcode's middle."""
    places = make(*gn.VANCOUVER, imported=False)
    found = {text: places.resolve(text) for text in ("v6a", "v6a 1n5")}
    assert {text: place.is_rough for text, place in found.items() if isinstance(place, Place)} == {
        "v6a": True,
        "v6a 1n5": False,
    }


def test_rural_canada_is_rough(vancouver: Places) -> None:
    """The middle of X0A is 1,700 km from Iqaluit; the whole code is exact."""
    area, exact = vancouver.resolve("X0A"), vancouver.resolve("X0A 0A1")
    assert isinstance(area, Place)
    assert isinstance(exact, Place)
    assert (area.is_rough, exact.is_rough) == (True, False)
    assert kilometres(area.point, exact.point) > 1_700
    assert vancouver.resolve("X0A 9Z9") == Place(
        "X0A 9Z9, Outer Nunavut (Iqaluit)", area.point, How.POSTCODE, True
    )


def test_null_island_and_the_pole_are_in_no_table(make: Make) -> None:
    """Military codes of the United States stand at 0/0 in some lists, Santa's at the pole."""
    assert make(*gn.NEW_YORK).resolve("09001") == Unknown(Why.POSTCODE)
    assert make(*gn.VANCOUVER).resolve("H0H 0H0") == Unknown(Why.POSTCODE)


def test_a_code_of_two_countries_asks(make: Make) -> None:
    """10115 is Berlin and New York: with sites in both, the person says which; with sites in one, it is that one."""
    both = make(*gn.BERLIN, *gn.NEW_YORK).resolve("10115")
    assert isinstance(both, Candidates)
    assert {place.name for place in both.places} == {
        "10115, Berlin, Germany",
        "10115, New York, United States",
    }
    assert named(make(*gn.BERLIN), "10115") == "10115, Berlin"
    assert named(make(*gn.NEW_YORK), "10115") == "10115, New York"
    assert named(make(*gn.BERLIN, *gn.NEW_YORK), "10003") == "10003, New York"


@pytest.mark.parametrize(
    ("sites", "text", "name"),
    [
        (gn.VANCOUVER, "vancouver", "Vancouver, British Columbia"),
        (gn.PORTLAND, "vancouver", "Vancouver, Washington"),
        (gn.PORTLAND, "vancouver wa", "Vancouver, Washington"),
        (gn.PORTLAND, "vancouver bc", "unknown"),
        (gn.NEW_YORK, "harlem", "Harlem, New York"),
        (gn.AMSTERDAM, "harlem", "Haarlem, Netherlands"),
        (gn.NEW_YORK, "new york", "New York, New York"),
        (gn.NEW_YORK, "nyc", "New York City, New York"),
        (gn.NEW_YORK, "10003", "10003, New York"),
        (gn.NEW_YORK, "10003-1234", "10003-1234, New York"),
        (gn.NEW_YORK, "near 10003", "10003, New York"),
        (gn.NEW_YORK, "10003 new york", "10003, New York"),
        (gn.NEW_YORK, "brooklyn", "Brooklyn, New York"),
        (gn.BERLIN, "kreuzberg", "Kreuzberg, Germany"),
        (gn.BERLIN, "D-10115 Berlin", "10115, Berlin"),
        (gn.LYON, "Lyon 7e", "Lyon 07, France"),
        (gn.LYON, "69007", "69007, Lyon 07"),
        (gn.TARTU, "Тарту", "Tartu, Estonia"),
        (gn.TARTU, "tartu, estonia", "Tartu, Estonia"),
        (gn.TARTU, "kesklinn", "Kesklinn, Tartu"),
        (gn.LONDON, "SW1A 1AA", "SW1A 1AA, London"),
        (gn.LONDON, "sw1a1aa", "SW1A 1AA, London"),
        (gn.LONDON, "SW1A 2AB", "SW1A 2AB, London"),
        (gn.LONDON, "sw1a", "SW1A, London"),
        (gn.LONDON, "m30", "M30, Eccles"),
        (gn.LONDON, "i took an m30", "unknown"),
        ((gn.site("IE", 53.33, -6.27),), "D08 X2A3", "D08 X2A3, Dublin 8"),
        ((gn.site("SE", 59.33, 18.05),), "111 22", "111 22, Stockholm"),
        ((gn.site("AU", -33.88, 151.2),), "2010", "2010, Darlinghurst"),
        ((gn.site("AU", -33.88, 151.2),), "died in 2010 i think he did", "unknown"),
        ((gn.site("GB", 55.95, -3.19),), "edinburgh", "Édimbourg, Scotland"),
    ],
)
def test_what_a_name_means_depends_on_where_the_sites_are(
    make: Make, sites: tuple[Site, ...], text: str, name: str
) -> None:
    """Vancouver, Harlem and Lyon 7e, each by the deployment; codes of eight countries."""
    assert named(make(*sites), text) == name


def test_two_towns_of_one_name_ask(make: Make) -> None:
    """Springfield with sites near both asks, with the region; with the region typed it does not ask."""
    places = make(gn.site("US", 42.1, -72.6), gn.site("US", 39.8, -89.6))
    assert named(places, "springfield") == "Springfield, Massachusetts | Springfield, Illinois"
    assert named(places, "springfeild") == "Springfield, Massachusetts | Springfield, Illinois"
    assert named(places, "springfield il") == "Springfield, Illinois"
    assert named(places, "springfield, illinois") == "Springfield, Illinois"


def test_at_most_five_are_asked_about_and_told_apart(make: Make) -> None:
    """A screen holds five buttons, and no two read the same."""
    sites = [
        gn.site("CA", 50.0 + n, -100.0, city="Newton", area=f"Quarter {n}", holidays="CA-BC", id=str(n))
        for n in range(8)
    ] + [gn.site("CA", 50.2 + n, -100.0, city=f"Bigtown {n}", holidays="CA-BC", id=f"b{n}") for n in range(8)]
    found = make(*sites, imported=False).resolve("newton")
    assert isinstance(found, Candidates)
    assert len({place.name for place in found.places}) == len(found.places) == 5
    assert all("near Bigtown" in place.name for place in found.places)


def test_hidden_sites_name_nothing(make: Make) -> None:
    """The city of a hidden shelter is not made findable by it, and its address less."""
    hidden = Site(
        "h",
        "H",
        ("shelter",),
        "UTC",
        "CA",
        precision=Precision.HIDDEN,
        city="Secretville",
        address="1 Quiet Rd, V6A 1N9",
    )
    places = make(hidden, gn.VANCOUVER[0], imported=False)
    assert named(places, "secretville") == "unknown"
    assert named(places, "quiet road") == "unknown"


NO_PLACES = [
    "i need help", "he is not breathing", "help", "od", "is it open now", "hello", "hi there", "thank you", "overdose",
    "overdosed", "my friend overdosed", "narcan", "naloxone", "nalaxone", "where can i get narcan", "what is fentanyl",
    "she wont wake up", "he's blue", "call an ambulance", "i dont know", "no", "yes", "ok", "stop", "menu",
    "help me please", "im scared", "can you hear me", "what should i do", "how long does it take", "is this anonymous",
    "who are you",
    "i took too much", "he took 5 pills", "heroin", "fent", "xanax bars", "not sure", "somewhere safe", "my house",
    "at home", "in bed", "in the bathroom", "on the street", "in my car", "outside", "idk", "lol", "nothing works",
    "please hurry", "need it now", "2mg", "10 mg", "24/7", "12345678", "m30s", "i feel sick", "chest pain", "no pulse",
    "in trouble", "in pain", "at work", "from my dealer", "the pharmacy was closed", "any", "near me", "here",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_PLACES)
def test_what_is_no_place_is_never_one(text: str, make: Make) -> None:
    """Sixty messages that come in the place of a place, in nine deployments with all the lists: none is a place."""
    for sites in (
        gn.VANCOUVER,
        gn.PORTLAND,
        gn.NEW_YORK,
        gn.BERLIN,
        gn.AMSTERDAM,
        gn.TARTU,
        gn.LYON,
        gn.LONDON,
    ):
        assert isinstance(make(*sites).resolve(text), Unknown), (sites[0].country, text)


def test_questions_are_no_places(vancouver: Places) -> None:
    """Nor is any question that is no request for a place, but for those that name one."""
    name = ("vancouver", "v6a")
    asked = [line for line in lines("not_wanted.txt") if not any(one in line for one in name)]
    assert len(asked) > 95
    assert [text for text in asked if vancouver.resolve(text) != Unknown()] == []


def test_one_slip_is_forgiven(vancouver: Places) -> None:
    """Every name of five letters and more, with each letter dropped and each pair swapped, is found again."""
    wrong = []
    for key, town in ((key, towns[0]) for key, towns in vancouver.names.gazetteer.first.items()):
        for typed in slips(key):
            found = vancouver.resolve(typed)
            places = found.places if isinstance(found, Candidates) else (found,)
            if not any(isinstance(one, Place) and kilometres(one.point, town.point) < 25 for one in places):
                wrong.append((key, typed))
    tried = sum(len(list(slips(key))) for key in vancouver.names.gazetteer.first)
    assert tried > 200
    assert len(wrong) / tried < 0.06, wrong


def slips(name: str) -> Iterator[str]:
    if len(name) >= 5:
        for at in range(1, len(name)):
            yield name[:at] + name[at + 1 :]
            yield name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]


def test_requests_find_their_place(vancouver: Places, words: PlaceWords) -> None:
    """From the whole message to the point: what is wanted, then where."""
    asked = wanted("where can i get naloxone in vancouver downtown eastside", words, vancouver.is_place)
    assert asked is not None
    assert named(vancouver, asked.place) == "Downtown Eastside, Vancouver"
    bare = wanted("naloxone vancouver", words, vancouver.is_place)
    assert bare is not None
    assert bare.place == "vancouver"
    assert wanted("naloxone atlantis", words, vancouver.is_place) is None


def test_every_answer_is_rounded_and_does_not_show(vancouver: Places) -> None:
    """Three decimals at most, and nothing of a place in what is printed of it."""
    for text in ("V6A 1N4", "vancouver", "dtes", "49.28271, -123.12072", "kitsilano", "surey"):
        found = vancouver.resolve(text)
        assert isinstance(found, Place)
        assert found.point == Point(round(found.point.lat, 3), round(found.point.lon, 3))
        assert not any(part in repr(found) for part in ("49", "123", "V6A", "ancouver", "dtes"))


@pytest.mark.parametrize(
    "text",
    [
        "x" * 5_000,
        "vancouver " * 500,
        "1 " * 2_000,
        "\ud800",
        "\x00",
        "🙂" * 300,
        "é" * 4_000,
        "V6A " * 900,
        "near " * 900,
    ],
)
def test_whatever_is_sent_is_survived(text: str, vancouver: Places) -> None:
    """Long, broken or repeated: an answer, never an error."""
    assert isinstance(vancouver.resolve(text), (Place, Candidates, Unknown))
