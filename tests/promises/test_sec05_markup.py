"""No text can break out of a message: whatever an editor writes is shown as it is written, with bold as the only mark,
and what a person wrote is never said back."""

from pathlib import Path

from hypothesis import given

from bot.app import Version
from bot.core.text import visible
from bot.transports.telegram.outbound import to_html
from tests.auxil.botapi import FakeBotApi
from tests.auxil.botapi_html import parse_html
from tests.auxil.canaries import FIRST, STEMS
from tests.auxil.crowd import talk
from tests.auxil.program import service_here
from tests.transports.telegram.test_outbound import WORDS


@given(WORDS)
def test_any_text_is_markup_telegram_accepts_and_reads_as_written(text: str) -> None:
    """Parsed by a parser that is not ours: the same words, and no entity but bold."""
    said = parse_html(to_html(text))
    assert said.text == visible(text).strip()
    assert {one["type"] for one in said.entities} <= {"bold"}


async def test_nobodys_words_are_said_back(tmp_path: Path, version: Version) -> None:
    """Not in a text, a button or a caption of any call, whatever was asked, tapped or shown."""
    async with FakeBotApi() as api:
        async with service_here(tmp_path, api, version):
            await talk(api, range(50))
        sent = repr(api.calls)
    assert len(api.called("sendMessage")) > 40
    assert [stem for stem in STEMS.values() if stem in sent] == []
    assert str(FIRST + 1) in sent  # the look finds what is there: where an answer goes
