"""A button from an older version, from somebody else, made up or pressed again and again gets a page to go on from,
and never an error."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app import Version
from bot.core.menu import Action
from bot.transports.base import Desk, Incoming
from tests.auxil.clock import FakeClock

CODES = st.one_of(
    st.text(max_size=70),
    st.builds(
        lambda version, action, target: f"{version}:{action}:{target}",
        st.sampled_from(["0", "1", "2", "", "01"]),
        st.sampled_from([one.value for one in Action] + ["z", "", "tt"]),
        st.text("abcdefghijklmnopqrstuvwxyz0123456789-", max_size=64),
    ),
)


def desk(version: Version) -> Desk:
    return Desk(lambda: version.view, FakeClock(), lambda size: bytes(range(size)))


def test_any_code_gets_a_page(version: Version) -> None:
    """Two hundred codes of every sort, each pressed twice."""

    @settings(deadline=None, max_examples=200)
    @given(CODES.filter(bool))
    def pressed(code: str) -> None:
        ours = desk(version)
        for _ in range(2):
            reply = ours.reply(Incoming(7, code=code))
            assert reply is not None
            assert reply.text
            assert "went wrong" not in reply.text

    pressed()


def test_a_button_of_an_older_version_says_so(version: Version) -> None:
    """With the way on under it."""
    reply = desk(version).reply(Incoming(7, code="0:t:fentanyl-what-is-it"))
    assert reply is not None
    assert "older version" in reply.text
    assert reply.buttons
