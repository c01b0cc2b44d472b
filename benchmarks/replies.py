"""What unseen messages get in the end, danger and mixes looked at first, and how long judging danger takes.

    python -m benchmarks.replies

Asks every line of tests/knowledge/data/questions_test.jsonl as a conversation of its own. Prints the share of each kind
of reply, in scope and out of it, then the time of judging danger over these and the emergency lines.
"""

import json
import time
from collections import Counter
from pathlib import Path

from bot import app
from bot.app import Version
from bot.clock import RealClock
from bot.config import Settings
from bot.core.dialogue import respond
from bot.core.model import Kind, Question

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests" / "knowledge" / "data"
ROUNDS = 3


def rows(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def shares(version: Version, asked: list[dict[str, object]], title: str) -> None:
    kinds: Counter[str] = Counter()
    right = under = 0
    sources = version.view.knowledge.sentences["sources"].strip()  # stands under an answer alone
    for row in asked:
        reply = respond(Question(str(row["text"])), version.view)
        kinds[reply.kind.value] += 1
        also = row.get("also")
        wanted = {row["topic"], *(also if isinstance(also, list) else ())}
        is_right = bool(reply.topics) and reply.topics[0] in wanted
        right += is_right and reply.kind is Kind.ANSWER
        has_answer = reply.kind is Kind.CHECK and sources in reply.notes
        under += is_right and has_answer
        kinds["check with an answer"] += has_answer
    told = ", ".join(f"{kind} {count / len(asked):.1%}" for kind, count in kinds.most_common())
    print(f"{title} ({len(asked)}): {told}")
    print(
        f"  answered right {right / len(asked):.1%}, and under a question about danger {under / len(asked):.1%}"
    )


def times(version: Version, texts: list[str]) -> None:
    taken = []
    for text in texts * ROUNDS:
        began = time.perf_counter()
        version.view.assess(text, frozenset())
        taken.append(1_000 * (time.perf_counter() - began))
    taken.sort()
    middle, slow = taken[len(taken) // 2], taken[int(len(taken) * 0.99)]
    quick = sum(one < 1 for one in taken) / len(taken)
    print(f"danger: p50 {middle:.2f} ms, p99 {slow:.2f} ms, under 1 ms {quick:.1%} of {len(texts)} messages")


def main() -> None:
    version = app.build_version(Settings(ROOT / "knowledge"), "GB", RealClock())
    questions = rows("questions_test.jsonl")
    shares(version, [row for row in questions if row["topic"]], "in scope")
    shares(version, [row for row in questions if not row["topic"]], "out of scope")
    times(version, [str(row["text"]) for row in (*questions, *rows("emergency_heldout.jsonl"))])


if __name__ == "__main__":
    main()
