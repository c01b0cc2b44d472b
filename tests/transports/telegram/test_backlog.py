"""Who waits keeps the order of chats, and of the messages of each."""

from bot.transports.telegram.backlog import Backlog


def test_the_chat_that_came_first_is_first_with_all_it_wrote() -> None:
    """Also where another wrote in between."""
    waiting: Backlog[str] = Backlog()
    for chat, text in ((7, "a"), (3, "b"), (7, "c")):
        waiting.put(chat, text)
    assert (len(waiting), waiting.of(7), waiting.of(9)) == (2, 2, 0)
    assert [waiting.pop_first(), waiting.pop_first(), waiting.pop_first()] == [["a", "c"], ["b"], []]


def test_one_in_danger_is_taken_out_of_the_middle() -> None:
    """And nothing of the chat is left."""
    waiting: Backlog[str] = Backlog()
    waiting.put(1, "a")
    waiting.put(2, "b")
    assert waiting.pop(2) == ["b"]
    assert (waiting.pop(2), len(waiting)) == ([], 1)
