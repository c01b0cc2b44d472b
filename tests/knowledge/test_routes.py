"""Every way through the whole base by tapping: each button lands where its label says."""

import pytest

from bot.app import Version
from bot.core.answers import sentence
from bot.core.browse import topic_button
from bot.core.dialogue import respond
from bot.core.menu import Action, decode
from bot.core.model import Button, Kind, Question, Reply
from bot.core.wording import fill

TURNS = ("« Before", "Next »")
# Guided steps have short labels of their own; a person read that each says what it leads to.
SHORTER = {
    "Thoughts of suicide": "suicidal-crisis-self",
    "Angry or in withdrawal": "naloxone-precipitated-withdrawal-and-anger",
    "How to inject it": "naloxone-injection-how-to",
}


def pressed(version: Version, button: Button) -> Reply:
    return respond(Question(code=button.code), version.view)


def lands(version: Version, button: Button) -> bool:
    """Whether a button leads to what its label names."""
    view, press, reply = version.view, decode(button.code), pressed(version, button)
    assert press is not None, button
    match press.action:
        case Action.TOPIC:
            topic = view.knowledge.topics[press.target]
            return (
                (button.label == topic.title or SHORTER.get(button.label) == topic.id)
                and reply.topics == (topic.id,)
                and fill(topic.answer, view.facts).strip() in reply.text
            )
        case Action.TURN:
            return button.label in (*TURNS, "All topics") or f"**{button.label}**" in reply.text
        case Action.SERVICE:
            known = view.knowledge.services[press.target]
            return button.label == known.title and fill(known.text, view.facts).strip() in reply.text
        case Action.PAGE:
            return bool(reply.text) and reply.text != sentence("old_button", view)
        case Action.RED | Action.STEP | Action.WAIT:
            return reply.kind is Kind.EMERGENCY or bool(reply.buttons)
        case _:
            return reply.text != sentence("old_button", view)


@pytest.fixture(scope="module")
def found(version: Version) -> dict[str, tuple[Button, bool]]:
    """Every button that can be reached by tapping from the first screen, by code, and whether it lands."""
    words = ("/start", *version.view.knowledge.menu.values())
    waiting = [one for text in words for one in respond(Question(text=text), version.view).buttons]
    seen: dict[str, tuple[Button, bool]] = {}
    while waiting:
        button = waiting.pop()
        if button.code not in seen:
            seen[button.code] = (button, lands(version, button))
            waiting += pressed(version, button).buttons
    return seen


def test_every_button_lands_where_its_label_says(found: dict[str, tuple[Button, bool]]) -> None:
    """Thousands of taps; a button with another label is seen as wrong."""
    assert len(found) > 350
    assert [button for button, is_right in found.values() if not is_right] == []


def test_the_walk_sees_a_wrong_label(version: Version) -> None:
    """The check can fail."""
    topic = next(iter(version.view.knowledge.topics.values()))
    right = topic_button(topic)
    assert lands(version, right)
    assert not lands(version, Button("Something else", right.code))


def test_every_entry_can_be_reached_by_tapping(
    version: Version, found: dict[str, tuple[Button, bool]]
) -> None:
    """Nobody has to type."""
    reached = {press.target for code in found if (press := decode(code)) and press.action is Action.TOPIC}
    assert version.view.knowledge.topics.keys() <= reached
