"""The topic browser: every entry is reached, a page at a time, and old buttons lead on."""

from bot.app import Version
from bot.core import browse
from bot.core.dialogue import respond
from bot.core.menu import Action, code
from bot.core.model import Kind, Question, Reply


def pressed(version: Version, reply: Reply, label: str) -> Reply:
    (found,) = [one.code for one in reply.buttons if one.label == label]
    return respond(Question(code=found), version.view)


def test_every_entry_is_reached_by_tapping(version: Version) -> None:
    """From /topics, through all pages, to each of them."""
    waiting, seen = [respond(Question("/topics"), version.view)], set()
    while waiting:
        reply = waiting.pop()
        for button in reply.buttons:
            if button.code not in seen:
                seen.add(button.code)
                if button.code.startswith(code(Action.TURN)):
                    waiting.append(respond(Question(code=button.code), version.view))
    assert {code(Action.TOPIC, topic) for topic in version.view.knowledge.topics} <= seen


def test_a_page_fits_a_small_screen_and_says_where_one_is(version: Version) -> None:
    """Eight to choose from, the ways on under them, and which page of how many."""
    first = respond(Question("Topics"), version.view)
    assert len(first.buttons) == browse.PAGE + 1
    assert "(1 of 4)" in first.text
    second = pressed(version, first, "Next »")
    assert [one.label for one in second.buttons[-2:]] == ["« Before", "Next »"]
    assert second.in_place
    assert not first.in_place


def test_a_category_leads_back(version: Version) -> None:
    """Into a category, to its second page, and back to all."""
    inside = pressed(version, browse.topics(version.view), "Naloxone")
    assert inside.text.startswith("**Naloxone**")
    last = pressed(version, pressed(version, inside, "Next »"), "Next »")
    assert "Next »" not in [one.label for one in last.buttons]
    assert pressed(version, last, "All topics").text == browse.topics(version.view).text


def test_a_page_that_is_gone_leads_on_kindly(version: Version) -> None:
    """A category that was taken out, a page past the end, a code nobody wrote."""
    view = version.view
    assert respond(Question(code="1:b:0-no-such-category"), view).text.startswith("That button is from")
    assert "(4 of 4)" in respond(Question(code="1:b:99"), view).text
    assert respond(Question(code="1:b:x"), view).kind is Kind.ANSWER
    assert respond(Question(code="1:c:naloxone"), view).text.startswith("**Naloxone**")
