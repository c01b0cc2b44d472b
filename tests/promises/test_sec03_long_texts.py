"""However long an answer is, all of it arrives, in order, in messages that Telegram takes; no step is cut in two."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.model import Kind, Reply
from bot.core.text import MESSAGE_LIMIT, visible
from tests.auxil.botapi_html import utf16_length
from tests.transports.telegram.test_outbound import WORDS, shown


@settings(deadline=None)
@given(
    st.integers(1, 20_000),
    st.sampled_from(["word ", "🙂", "e\u0301 ", "**bold** ", "1. step\n", "par\n\n"]),
    WORDS,
)
def test_pieces_fit_and_hold_every_word_in_order(length: int, unit: str, notes: str) -> None:
    """From 1 to 20,000 characters, whatever they are made of."""
    text = (unit * length)[:length]
    pieces = shown(Reply(Kind.ANSWER, text, notes=notes))
    assert all(0 < utf16_length(piece) <= MESSAGE_LIMIT for piece in pieces)
    together = "".join("".join(pieces).split())
    assert together == "".join((visible(text) + visible(notes)).split())


def test_a_step_is_never_cut() -> None:
    """Each numbered line stays whole."""
    steps = [f"{n}. {'do this carefully ' * 10}".strip() for n in range(1, 60)]
    pieces = shown(Reply(Kind.EMERGENCY, "\n".join(steps)))
    assert len(pieces) > 1
    assert [line for piece in pieces for line in piece.splitlines()] == steps
