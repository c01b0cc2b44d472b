"""Those who wait for their turn in a flood, in the order of their chats' first message; bounded by who puts them in."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Backlog(Generic[T]):
    """What waits, by chat. A chat is forgotten when its turn comes."""

    def __init__(self) -> None:
        self._waiting: dict[int, list[T]] = {}  # a dict keeps the order in which chats came

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, chat: int, one: T) -> None:
        """Keep one behind the others of its chat."""
        self._waiting.setdefault(chat, []).append(one)

    def of(self, chat: int) -> int:
        """How many of this chat wait."""
        return len(self._waiting.get(chat, ()))

    def pop(self, chat: int) -> list[T]:
        """Take out all that wait of one chat, in order."""
        return self._waiting.pop(chat, [])

    def pop_first(self) -> list[T]:
        """Take out all of the chat that waits longest; empty where nobody does."""
        return self.pop(next(iter(self._waiting), 0))
