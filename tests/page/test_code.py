"""A code on the page is drawn as its squares are, black on white, with the white around it that cameras need."""

import re

from bot.content.qr import squares
from bot.page.code import QUIET, drawn

LINK = "https://t.me/riverside_bot"


def test_every_square_is_drawn_where_it_is() -> None:
    """The picture, read back run by run, is the code, square by square."""
    rows = squares(LINK)
    picture = drawn(rows, LINK)
    side = len(rows) + 2 * QUIET
    found = [[False] * side for _ in range(side)]
    for at, down, wide, back in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", picture):
        assert wide == back
        for step in range(int(wide)):
            found[int(down)][int(at) + step] = True
    inside = tuple(tuple(row[QUIET:-QUIET]) for row in found[QUIET:-QUIET])
    assert inside == rows
    assert sum(map(sum, found)) == sum(map(sum, rows))
    assert f'viewBox="0 0 {side} {side}"' in picture
    assert 'fill="#fff"' in picture
    assert f'aria-label="{LINK}"' in picture


def test_a_label_cannot_leave_its_place() -> None:
    assert "<b>" not in drawn(((True,),), '"><b>')
