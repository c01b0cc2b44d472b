"""An outreach worker drops an answer into another chat: the whole bot with the real words, over the wire."""

from bot.app import Version
from bot.privacy.limits import PER_TAG
from tests.auxil.served import PERSON, ask, served


async def test_every_answer_of_the_base_fits_and_is_taken(version: Version) -> None:
    """Some of each category, as Telegram takes them: none refused, all with text and sources."""
    topics = list(version.view.knowledge.topics.values())[::20]
    async with served(version.view) as api:
        for number, topic in enumerate(topics):
            person = api.user(PERSON + number)  # one person alone would soon be over the limit
            answer = await person.inline_answer(person.asks_inline(topic.questions[0]), timeout=30)
            assert answer["results"], topic.id
            assert all(one["text"] for one in answer["results"])


async def test_the_link_above_the_list_opens_the_first_screen(version: Version) -> None:
    """Whoever has no answer there is not left alone."""
    async with served(version.view) as api:
        person = api.user(PERSON)
        answer = await person.inline_answer(person.asks_inline("what is the wifi password"))
        assert answer["results"] == []
        sent = await ask(person, f"/start {answer['button']['start_parameter']}")
        assert "Ask me anything" in sent.text


async def test_a_flood_of_queries_is_not_answered_but_danger_is(version: Version) -> None:
    """Over the limit there is silence; whoever types danger gets the steps, and the private chat is not held back."""
    async with served(version.view) as api:
        person = api.user(PERSON)
        for _ in range(PER_TAG.burst + 5):
            person.asks_inline("what is fentanyl")
        await api.wait_for(lambda: not api.unconfirmed(), timeout=60)
        assert len(api.called("answerInlineQuery")) == PER_TAG.burst
        answer = await person.inline_answer(person.asks_inline("he is not breathing"))
        assert "999" in answer["results"][0]["text"]
        assert "Hi" in (await ask(person, "hello")).text
