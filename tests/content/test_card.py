"""Cards to hand out: what a phone reads from the code is the link, from the print shop's file and from the picture."""

import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from bot.content.card import CODE, LETTERS, Card, as_svg, bot_name, make_card
from bot.content.card_png import draw_card
from bot.content.qr import QUIET, squares
from bot.errors import SaferbotError

LINKS = ("https://t.me/a_bot", "https://t.me/riverside_help_bot?start=topic-" + "x" * 58)
SVG = "{http://www.w3.org/2000/svg}"


def read(picture: NDArray[np.uint8]) -> list[str]:
    """What another program reads in a picture."""
    return [one.text for one in zxingcpp.read_barcodes(picture)]


def from_svg(svg: str, dots: int = 8) -> NDArray[np.uint8]:
    """The code as the path of the SVG draws it, `dots` for each square, with the white around."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own text
    path = root.find(f"{SVG}path")
    assert path is not None
    places = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", path.get("d", ""))]
    side = max(map(max, places)) + 1 + 2 * QUIET
    picture = np.full((side, side), 255, np.uint8)
    for x, y in places:
        picture[y + QUIET, x + QUIET] = 0
    scale = float(re.findall(r"scale\(([\d.]+)\)", path.get("transform", ""))[0])
    assert scale * side == pytest.approx(CODE, abs=0.01)
    return picture.repeat(dots, 0).repeat(dots, 1)


@pytest.mark.parametrize("link", LINKS)
def test_the_code_reads_as_the_link(link: str) -> None:
    """By a reader that is not of the same hand as the writer."""
    card = Card(("Questions?",), link, "t.me/a_bot")
    assert read(from_svg(as_svg(card))) == [link]
    assert read(np.asarray(Image.open(io.BytesIO(draw_card(card))).convert("L"))) == [link]


def test_a_stain_does_not_hurt() -> None:
    """A tenth of the code lost to a fold or rain is still read; half of it is not."""
    whole = from_svg(as_svg(make_card("a_bot", "naloxone-what-is-it", "Questions?")))
    size = len(whole)
    stained, torn = whole.copy(), whole.copy()
    stained[size * 5 // 10 : size * 7 // 10, size * 5 // 10 : size * 7 // 10] = 255
    torn[size // 2 :] = 255
    assert len(read(stained)) == 1
    assert read(torn) == []


def test_a_card_says_no_more_than_its_title_and_where() -> None:
    """The topic stands in the code and nowhere in print; no shape but the code, nothing that is fetched."""
    svg = as_svg(make_card("a_bot", "naloxone-what-is-it", "Questions & <answers>"))
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own text
    assert [one.text for one in root.iter(f"{SVG}text")] == ["Questions & <answers>", "t.me/a_bot"]
    assert {one.tag.removeprefix(SVG) for one in root.iter()} == {"svg", "rect", "path", "text"}
    assert "naloxone" not in svg
    assert "href" not in svg


def test_a_long_topic_keeps_to_telegrams_limit() -> None:
    """What stands after ?start= is at most 64 letters, and still the topic."""
    for topic in ("a" * 58, "a" * 60):
        payload = make_card("a_bot", topic, "Questions?").link.partition("?start=")[2]
        assert len(payload) <= 64
        assert payload.removeprefix("topic-") == topic


@pytest.mark.parametrize("written", ["a_bot", "@a_bot", "t.me/a_bot", "https://t.me/a_bot", " a_bot "])
def test_a_name_is_taken_as_people_write_it(written: str) -> None:
    """With or without what Telegram puts before it."""
    assert bot_name(written) == "a_bot"


@pytest.mark.parametrize(
    "written", ["", "x", "a bot", "5bots", "a_bot?start=x", "https://evil.test/a_bot", "b" * 33]
)
def test_what_is_no_name_is_refused(written: str) -> None:
    """In words; a card cannot lead anywhere else."""
    with pytest.raises(SaferbotError, match="no bot's name"):
        bot_name(written)


@pytest.mark.parametrize("title", ["", "  ", "w" * (LETTERS + 1), "word " * 20])
def test_a_title_that_does_not_fit_is_refused(title: str) -> None:
    """Before anything is printed."""
    with pytest.raises(SaferbotError, match="does not fit"):
        make_card("a_bot", "", title)


def test_the_standards_marks_are_in_their_corners() -> None:
    """Three finder squares of seven by seven (ISO/IEC 18004, 6.3.3)."""
    rows = squares(LINKS[0])
    for top, left in ((0, 0), (0, -7), (-7, 0)):
        corner = [row[left:][:7] for row in rows[top:][:7]]
        assert all(corner[0])
        assert all(corner[6])
        assert [sum(row) for row in corner] == [7, 2, 5, 5, 5, 2, 7]
