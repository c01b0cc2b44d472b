"""Learning finds what the formula says, block by block as well as at once, and from some of the phrases nearly so."""

import numpy as np
import pytest

from bot.matching import between, build, learn, rank
from bot.matching.learn import solve
from bot.matching.model import Floats, likeness
from bot.matching.rank import ranking

PAIRS = [(f"{verb} the {thing} {when}", thing)
         for verb in ("open", "close", "wash", "find") for thing in ("door", "window", "spray")
         for when in ("now", "before night", "with care")]  # fmt: skip


def _square(size: int) -> Floats:
    chance = np.random.default_rng(1)
    half = chance.normal(size=(size, size)).astype(np.float32)
    return half @ half.T / np.float32(size)


def halved(square: Floats) -> between.Half:
    return [square[block, : block.stop] for block in between.blocks(len(square))]


@pytest.mark.parametrize("size", [7, 64, 150])
def test_blocks_solve_what_the_formula_says(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """(square + r I) times what is found is the target, where one block is enough and where several are needed."""
    monkeypatch.setattr(between, "BLOCK", 64)
    square, target = _square(size), np.random.default_rng(2).normal(size=(size, 3)).astype(np.float32)
    found = solve(halved(square.copy()), target)
    assert np.allclose((square + 0.3 * np.eye(size)) @ found, target, atol=1e-3)
    assert not np.allclose(square @ found, target, atol=1e-3)


def test_only_the_lower_half_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands above the diagonal changes nothing, not even what is no number."""
    monkeypatch.setattr(between, "BLOCK", 64)
    square, target = _square(150), np.ones((150, 2), np.float32)
    half = np.where(np.tri(150, dtype=bool), square, np.float32(np.nan))
    assert np.array_equal(solve(halved(half), target), solve(halved(square), target))


@pytest.mark.parametrize("rows", [1, 5, 1_000])
def test_phrases_compared_in_parts_are_as_alike(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few or many at once, common features or rare, the kernel of two phrases is what asking one gives."""
    monkeypatch.setattr(between, "BLOCK", rows)
    monkeypatch.setattr(between, "_ROWS", rows)
    monkeypatch.setattr(between, "_COMMON", 4)
    index = build(PAIRS)
    queries = [index.query(index.read(phrase.asked)) for phrase in index.phrases]
    runs = between.by_feature(queries, len(index.rarity))
    found = [row for part in between.between_all(runs) for row in part]
    for row, query in enumerate(queries):
        like = likeness(index.model, query)
        right = like.near
        assert np.allclose(found[row][: row + 1], right[: row + 1], atol=1e-5)
        assert np.allclose(between.with_some([query], runs)[0], right, atol=1e-5)


def test_common_and_rare_features_add_up_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """A feature counts the same whether it is added phrase by phrase or as a column."""
    one = build(PAIRS)
    monkeypatch.setattr(between, "_COMMON", 1)
    other = build(PAIRS)
    for text, _ in PAIRS:
        left, right = dict(rank(one, text)), dict(rank(other, text))
        assert left.keys() == right.keys()
        assert all(abs(left[topic] - right[topic]) < 0.01 for topic in left)


def test_some_phrases_stand_for_all_where_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a limit as many phrases of each topic are learned from, and the others still teach and are still found."""
    monkeypatch.setattr(learn, "_MOST", 21)
    monkeypatch.setattr(learn, "_HAND", 21)
    monkeypatch.setattr(learn, "_TAUGHT", 7)
    index = build(PAIRS)
    assert np.frombuffer(index.model.firsts, np.int32).tolist() == [0, 6, 11, 16]
    assert index.model.learns == 16 < index.model.phrases
    assert all(rank(index, text, 1)[0][0] == topic for text, topic in PAIRS)


def test_the_more_phrases_the_fewer_stand_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Learning from many takes no longer than from as many as are all learned from, and every topic has a phrase."""
    monkeypatch.setattr(learn, "_MOST", 4)
    monkeypatch.setattr(learn, "_HAND", 4)
    index = build(PAIRS, strangers=[("mind the gap", ""), ("open sesame", "")])
    assert index.model.learns == 4
    assert np.diff(np.frombuffer(index.model.firsts, np.int32)).tolist() == [1, 1, 1]


@pytest.mark.parametrize("most", [7, 13])
def test_each_hand_learns_what_those_before_it_leave_unsaid(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dealt into hands, phrases say as much together as at once, and hardly more than there is to say (1)."""
    whole = build(PAIRS)
    monkeypatch.setattr(learn, "_HAND", most)
    monkeypatch.setattr(learn, "_TAUGHT", 4)
    dealt = build(PAIRS)
    assert dealt.model.says != whole.model.says
    for text, topic in PAIRS:
        first, at_once = (ranking(one, text).topics[0] for one in (dealt, whole))
        assert first.topic == topic
        assert at_once.learned - 0.1 < first.learned < 1.1


def test_a_phrase_stays_in_its_hand_when_others_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit changes what its own phrases say; the others are not dealt anew."""
    monkeypatch.setattr(learn, "_HAND", 13)
    before, after = build(PAIRS), build([*PAIRS, ("a window of time", "window")])
    for text, topic in PAIRS:
        one, other = (ranking(index, text).topics[0] for index in (before, after))
        assert one.topic == other.topic == topic
        assert abs(one.learned - other.learned) < 0.03
