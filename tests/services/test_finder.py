"""What a conversation is shown: pages without gaps or doubles, and nothing of a place that must stay hidden."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import Version
from bot.core.place import Why
from bot.core.search import LAST_PAGE, Local, Search, Shown, Spot
from bot.core.site import Point, Precision, Sites
from bot.services.directory import Directory
from bot.services.finder import Finder
from bot.services.places import Places
from tests.auxil.clock import FakeClock
from tests.auxil.near import NOON, make_local, write_sites
from tests.auxil.sites import site

TARTU = Point(58.38, 26.72)


@pytest.fixture(scope="module")
def local(version: Version, tmp_path_factory: pytest.TempPathFactory) -> Local:
    return make_local(version.view, write_sites(tmp_path_factory.mktemp("town")))


def all_pages(find: Local | Finder, spot: Spot, search: Search) -> list[Shown]:
    pages = [find.find(spot, search)]
    while pages[-1].has_more:
        search = search.more()
        pages.append(find.find(spot, search))
    return pages


def test_every_site_is_on_one_page_and_the_last_has_no_more(local: Local) -> None:
    """Measured ones first; what is by mail or phone is in the plan."""
    pages = all_pages(local, Spot("", TARTU), Search(("naloxone",)))
    shown = [card.site for page in pages for card in page.cards]
    assert sorted(shown) == ["corner-house", "hill-shop", "mill-shop", "river-room", "sand-shop"]
    assert [len(page.cards) for page in pages] == [3, 2]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    spots=st.lists(
        st.tuples(st.integers(0, 60), st.sampled_from(["24/7", "Mo-Su 16:00-22:00", "", "off"])), max_size=25
    )
)
def test_no_page_repeats_or_leaves_out(version: Version, spots: list[tuple[int, str]]) -> None:
    """Whatever is open, wherever it lies: each site once."""
    found = tuple(
        site(f"s{number}", point=Point(49 + step / 100, -123.0), hours=hours, services=("naloxone",))
        for number, (step, hours) in enumerate(spots)
    )
    directory = Directory(Sites(found))
    clock = FakeClock(NOON)
    finder = Finder(directory, PLACES, version.view.knowledge.sites, "en", "CA", clock.now)
    pages = all_pages(finder, Spot("", Point(49.0, -123.0)), Search(("naloxone",)))
    shown = [card.site for page in pages for card in page.cards]
    assert len(shown) == len(set(shown)) == min(len(found), 3 * (LAST_PAGE + 1))


PLACES: Places = None  # type: ignore[assignment]  # no place is typed here


def test_a_hidden_site_is_found_by_its_town_without_distance_or_pin(local: Local) -> None:
    """By the town's name, and by a pin near it."""
    for spot in (Spot("Tartu, Estonia", TARTU), Spot("", TARTU)):
        (card,) = local.find(spot, Search(("shelter",))).cards
        assert card.site == "quiet-house"
        assert card.pin is None
        assert " km" not in card.text
        assert " m\n" not in card.text
    assert local.find(Spot("", Point(10.0, 10.0)), Search(("shelter",))).cards == ()


def test_a_pin_leads_to_the_site(local: Local) -> None:
    """Its name, its address, its own coordinates."""
    card = local.find(Spot("", TARTU), Search(("needle_exchange",))).cards[0]
    assert card.pin is not None
    assert (card.pin.title, card.pin.address, card.pin.point) == (
        "Corner House",
        "Corner 1",
        Point(58.378, 26.729),
    )


def test_the_plan_is_there_where_nothing_is_open(local: Local, version: Version, tmp_path: Path) -> None:
    """And only there, and only on the first page."""
    assert local.find(Spot("", TARTU), Search(("naloxone",))).plan == ""
    far = local.find(Spot("", Point(10.0, 10.0)), Search(("naloxone",)))
    assert "Post Kits" in far.plan
    assert "Night Line" in far.plan
    assert "100 km" in far.none


def test_what_a_text_means(local: Local) -> None:
    """A town, an area, an alias, coordinates, or why none."""
    for text in ("tartu", "Kesklinn", "the station", "58.37, 26.72"):
        spots = local.resolve(text)
        assert isinstance(spots, tuple)
        assert len(spots) == 1
    assert local.resolve("i need help") is Why.UNKNOWN
    assert local.resolve("https://maps.example/x") is Why.LINK


def test_a_hidden_site_is_not_crowded_out_by_those_with_a_distance(version: Version) -> None:
    """Many open sites in its town, all of them measured."""
    open_ones = tuple(
        site(f"s{number}", services=("shelter",), hours="24/7", city="Town", point=Point(49 + number, -123.0))
        for number in range(20)
    )
    hidden = site(
        "quiet", services=("shelter",), city="Town", point=None, precision=Precision.HIDDEN, phone=("1",)
    )
    finder = Finder(
        Directory(Sites((*open_ones, hidden))),
        PLACES,
        version.view.knowledge.sites,
        "en",
        "CA",
        FakeClock(NOON).now,
    )
    shown = finder.find(Spot("", Point(49.0, -123.0)), Search(("shelter",)))
    assert [card.site for card in shown.cards] == ["s0", "quiet"]
