"""Finding the topic a question is about. For people who script, two calls are enough, and no knowledge base is needed:
`index = build([(phrase, topic id), ...])`, then `rank(index, question, 3)` gives (topic id, score), best first,
and the first score is the probability that it is right."""

import os

# One question is too little work to share: several threads would wait for each other longer than they compute.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from bot.matching.index import Index, build
from bot.matching.public import rank

__all__ = ["Index", "build", "rank"]
