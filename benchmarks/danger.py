"""What messages get first that nothing was learned from: the steps, a question about danger, or neither.

    python -m benchmarks.danger

A line for each set of tests/knowledge/data and each label in it. Of those in danger (`red`) everything but the steps is
too little; of calm ones (`calm`, `none`, `green`, and questions about entries that are no emergency) the steps and a
question are too much, and an answer under one line of what to do in danger a little.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot import app
from bot.app import Version
from bot.clock import RealClock
from bot.config import Settings
from bot.core.dialogue import respond
from bot.core.menu import Action, code
from bot.core.model import Kind, Question, Reply

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests" / "knowledge" / "data"
SETS = (
    "emergency_heldout",
    "danger_blind",
    "questions_dev",
    "questions_test",
    "questions_blind",
    "outside_blind",
    "danger_fresh",
    "questions_fresh",
)


def lines(name: str, version: Version) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield the label of each message of a set, the message, and the signs of those that came just before it."""
    topics = version.view.knowledge.topics
    for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        topic = topics.get(row.get("topic") or "")
        label = row.get("level") or (topic.urgency.value if topic else "no entry")
        recent = frozenset[str]()
        for earlier in row.get("split", ()):
            recent |= version.view.assess(earlier, recent).signs
        yield label, row["text"], recent


def first(reply: Reply) -> str:
    """Return what a reply begins with."""
    if reply.kind is Kind.EMERGENCY:
        return "steps"
    if reply.kind is Kind.CHECK:
        return "question"
    leads = reply.buttons[0].code if reply.buttons and reply.kind in (Kind.ANSWER, Kind.MIX) else ""
    return "a line, then an answer" if leads.startswith(code(Action.RED, "")) else "neither"


def main() -> None:
    """Print the table."""
    version = app.build_version(Settings(ROOT / "knowledge"), "GB", RealClock())
    for name in SETS:
        found: dict[str, Counter[str]] = {}
        for label, text, recent in lines(name, version):
            kind = first(respond(Question(text, recent=recent), version.view))
            found.setdefault(label, Counter())[kind] += 1
        for label, counts in sorted(found.items()):
            told = ", ".join(f"{kind} {count}" for kind, count in counts.most_common())
            print(f"{name}, {label} ({counts.total()}): {told}")


if __name__ == "__main__":
    main()
