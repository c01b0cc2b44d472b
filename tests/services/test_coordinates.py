"""Coordinates typed and pasted in every form people have them, and links that are never opened."""

import pytest

from bot.core.place import Why
from bot.core.site import Point
from bot.services.coordinates import link_in, read_coordinates, read_link

HERE = Point(49.283, -123.121)


@pytest.mark.parametrize(
    "text",
    [
        "49.2827, -123.1207",
        "49.2827,-123.1207",
        "49.2827 -123.1207",
        "49.2827; -123.1207",
        "(49.2827, -123.1207)",
        "49.2827, −123.1207",
        "+49.2827, -123.1207",
        "49,2827 -123,1207",
        "49,2827; -123,1207",
        "49,2827, -123,1207",
        "49,2827,-123,1207",
        "-123.1207, 49.2827",
        "lat 49.2827 lon -123.1207",
        "Latitude: 49.2827, Longitude: -123.1207",
        "i am at 49.2827, -123.1207 please",
        "49.2827° N, 123.1207° W",
        "49.2827N 123.1207W",
        "N 49.2827 W 123.1207",
        "123.1207° W, 49.2827° N",
        "49.2827°N 123.1207°O",
        "49°16'57.7\"N 123°07'14.5\"W",
        "49° 16′ 57.7″ N, 123° 7′ 14.5″ W",
        "49°16’57.7”N 123°07’14.5”W",
        "49 16 57.7 N 123 07 14.5 W",
        "49°16.962'N 123°07.242'W",
        "４９.2827, -123.1207",
    ],
)
def test_every_form_is_read(text: str) -> None:
    """Decimal, with a decimal comma, swapped, in minutes and seconds, in other scripts' signs: one place, rounded."""
    assert read_coordinates(text) == HERE


def test_south_and_east_have_their_signs() -> None:
    """Sydney is not in the North Pacific."""
    assert read_coordinates("33°52'S 151°12'E") == Point(-33.867, 151.2)
    assert read_coordinates("-33.8688, 151.2093") == Point(-33.869, 151.209)


@pytest.mark.parametrize(
    "text", ["0.0, 0.0", "91.5, 200.1", "12.5, 181.0", "90.0, 0.0", "95.1, 96.2", "99.9N 12.1E"]
)
def test_nowhere_is_said_to_be_nowhere(text: str) -> None:
    """Null Island, the pole that lists use for "unknown", and what is off the earth."""
    assert read_coordinates(text) is Why.NOWHERE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.5 2.5 mg of which",
        "took 0.5, then 1.5",
        "10 20",
        "call 604-687-7483",
        "2026.11.27",
        "12.11.2026 10.30",
        "192.168.10.1",
        "1,2,3,4",
        "70°61'N 10°10'E",
        "49.28N 123.12N",
        "v6a 1n4",
        "24/7",
    ],
)
def test_other_numbers_are_no_coordinates(text: str) -> None:
    """Amounts, dates, telephone numbers, addresses of machines."""
    assert read_coordinates(text) is None


@pytest.mark.parametrize(
    ("link", "point"),
    [
        ("https://www.google.com/maps/@49.2827,-123.1207,15z", HERE),
        ("https://www.google.com/maps/place/49.2827,-123.1207", HERE),
        ("https://www.google.ca/maps/place/X/@49.1,-123.9,17z/data=!4m5!8m2!3d49.2827!4d-123.1207", HERE),
        ("https://maps.google.com/?q=49.2827,-123.1207", HERE),
        ("https://maps.google.com/maps?q=loc:49.2827,-123.1207", HERE),
        ("https://www.google.com/maps/search/?api=1&query=49.2827%2C-123.1207", HERE),
        ("https://www.google.com/maps/dir/?api=1&destination=49.2827,-123.1207", HERE),
        ("https://maps.apple.com/?ll=49.2827,-123.1207&q=Dropped%20Pin", HERE),
        ("https://www.openstreetmap.org/#map=17/49.2827/-123.1207", HERE),
        ("https://www.openstreetmap.org/?mlat=49.2827&mlon=-123.1207#map=5/1.1/2.2", HERE),
        ("https://yandex.ru/maps/?ll=-123.1207%2C49.2827&z=12", HERE),
        ("https://www.bing.com/maps?cp=49.2827~-123.1207&lvl=16", HERE),
        ("geo:49.2827,-123.1207?z=11", HERE),
        ("https://maps.google.com/?q=0.0,0.0", Why.NOWHERE),
        ("https://maps.google.com/?q=Vancouver", "Vancouver"),
        ("https://www.google.com/maps/place/Gastown,+Vancouver/", "Gastown, Vancouver"),
        ("https://maps.app.goo.gl/Abc123", Why.LINK),
        ("https://goo.gl/maps/Abc123", Why.LINK),
        ("goo.gl/maps/Abc", Why.LINK),
        ("https://bit.ly/3abc", Why.LINK),
        ("https://example.org/?q=Vancouver", Why.LINK),
        ("https://[bad", Why.LINK),
    ],
)
def test_links_are_read_as_text(link: str, point: object) -> None:
    """A map's link holds its point; a short link holds nothing that could be had without opening it."""
    found = link_in(f"i am here: {link} thanks")
    assert found == link
    assert read_link(found) == point


@pytest.mark.parametrize(
    "text", ["vancouver", "v6a 1n4", "49.28, -123.1", "st. john", "i need help.now", "a/b", ""]
)
def test_no_link_is_no_link(text: str) -> None:
    """A full stop between words makes no address."""
    assert link_in(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "1 " * 2_000,
        "1" * 4_000,
        "49°" * 1_300,
        "n " * 2_000,
        "1,1" * 1_300,
        "https://" + "a." * 2_000,
        "lat " * 1_000,
        "!3d1.1" * 600,
        "https://x.com/?" + "q=1&" * 900,
        "-" * 4_000,
        "1.1 1.1 " * 500,
        "n1 1 1 " * 500,
    ],
)
def test_long_nonsense_is_survived(text: str) -> None:
    """No expression goes wild on what people paste: this would run for hours if one did."""
    found = read_coordinates(text), read_link(link_in(text) or "")
    assert all(one is None or isinstance(one, (Point, Why, str)) for one in found)
