"""The same text is thought about once, and no text is held."""

import gc
import secrets

from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.alike import KEY_BYTES, Alike


class Thinker:
    """Counts how often it had to think."""

    times = 0

    def __call__(self) -> str:
        self.times += 1
        return f"thought {self.times}"


def test_the_same_text_is_thought_about_once() -> None:
    """And another one anew."""
    alike, think = Alike[str](secrets.token_bytes, 10), Thinker()
    assert alike.of(think, "hello") == alike.of(think, "hello") == "thought 1"
    assert alike.of(think, "Hello") == "thought 2"


@given(st.lists(st.text(), max_size=3), st.lists(st.text(), max_size=3))
def test_different_texts_are_told_apart(one: list[str], other: list[str]) -> None:
    """However they are cut, and whatever they are made of."""
    alike = Alike[tuple[str, ...]](lambda count: b"k" * count, 10)
    assert alike.of(lambda: tuple(one), *one) == tuple(one)
    assert alike.of(lambda: tuple(other), *other) == tuple(other)


def test_half_a_letter_is_a_text_too() -> None:
    """JSON can hold half a surrogate pair."""
    assert Alike[int](secrets.token_bytes, 10).of(lambda: 1, "\ud83d") == 1


def test_no_more_is_held_than_allowed() -> None:
    """The oldest makes room."""
    alike, think = Alike[str](secrets.token_bytes, 2), Thinker()
    for text in ("a", "b", "c", "b", "a"):
        alike.of(think, text)
    assert (len(alike), think.times) == (2, 4)


def test_what_may_not_be_held_is_made_again() -> None:
    """The caller says what."""
    alike, think = Alike[str](secrets.token_bytes, 10), Thinker()
    for _ in range(2):
        alike.of(think, "hello", keeps=lambda made: made == "thought 2")
    assert (alike.of(think, "hello"), len(alike)) == ("thought 2", 1)


def test_no_text_is_held() -> None:
    """Neither the words nor a digest that can be made without the key."""
    alike, secret = Alike[int](secrets.token_bytes, 10), "canary " * 3
    alike.of(lambda: 1, secret)
    held = repr(gc.get_referents(alike)) + repr(alike.__dict__)
    assert "canary" not in held
    (digest,) = alike._found
    other = Alike[int](secrets.token_bytes, 10)
    other.of(lambda: 1, secret)
    assert digest not in other._found


def test_the_key_is_as_long_as_it_says() -> None:
    """All of it from the source of chance that is passed in."""
    asked: list[int] = []

    def random_bytes(count: int) -> bytes:
        asked.append(count)
        return bytes(count)

    Alike[int](random_bytes, 1)
    assert asked == [KEY_BYTES]
