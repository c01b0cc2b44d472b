"""Taking fields out of a document one by one, noting every mistake with its line instead of stopping at the first."""

from collections.abc import Iterator, Sequence
from datetime import date
from difflib import get_close_matches

from bot.content.strict_yaml import Document, Path_, Value
from bot.errors import Mistake


class Fields:
    """A mapping of a document being read. Asking for a field marks it as known; `finish` reports the others."""

    def __init__(self, document: Document, path: Path_, mistakes: list[Mistake]) -> None:
        self._document, self._path, self._mistakes = document, path, mistakes
        self._called = ""
        value = self._at(document.value, path)
        self._fields: dict[str, Value] = value if isinstance(value, dict) else {}
        self._asked: set[str] = set()
        if not isinstance(value, dict):
            self.note("should be `key: value` lines, each on its own line")
            self._mistakes = []  # what is missing inside is not a second mistake

    @staticmethod
    def _at(value: Value, path: Path_) -> Value:
        for part in path:
            value = value[part]  # type: ignore[index]
        return value

    def note(self, what: str, *path: str | int) -> None:
        """Note a mistake at `path` below this mapping."""
        full = (*self._path, *path)
        shown = (self._called, *path) if self._called else full
        named = "`" + ".".join(str(part) for part in shown) + "` " if shown else ""
        self._mistakes.append(Mistake(self._document.file, self._document.line(full), named + what))

    def called(self, name: str) -> None:
        """Name this mapping `name` in mistakes, which says more than its place in a long list."""
        self._called = name

    def line(self) -> int:
        """The line on which this mapping begins."""
        return self._document.line(self._path)

    def names(self) -> tuple[str, ...]:
        """The keys that are written, in order."""
        return tuple(self._fields)

    def has(self, key: str) -> bool:
        """Whether `key` is written at all."""
        return key in self._fields

    def raw(self, key: str) -> Value:
        """The value of `key` as it was read, for parts that look at it themselves."""
        self._asked.add(key)
        return self._fields.get(key, "")

    def text(self, key: str, default: str | None = None) -> str:
        """The text of `key`; a mistake where it is missing (unless there is a default), empty or not text."""
        self._asked.add(key)
        value = self._fields.get(key)
        if value is None:
            if default is None:
                self.note(f"has no `{key}`; add a line `{key}: ...`")
            return default or ""
        if not isinstance(value, str) or not value.strip():
            self.note("should be text after the colon, in quotes where it starts with [ or {", key)
            return default or ""
        return value.strip()

    def texts(self, key: str, least: int = 0) -> tuple[str, ...]:
        """The list of texts of `key`, at least `least` of them."""
        self._asked.add(key)
        value = self._fields.get(key, [])
        if not isinstance(value, list):
            self.note("should be a list: one `- ...` a line", key)
            return ()
        good = [item.strip() if isinstance(item, str) else "" for item in value]
        if "" in good:
            self.note("is empty or not text; put a text that has `:` in it in quotes", key, good.index(""))
        elif len(good) < least:
            self.note(f"needs at least {least} and has {len(good)}; add a line `- ...`", key)
        return tuple(item for item in good if item)

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        """The text of `key`, one of `choices`."""
        value = self.text(key, default)
        if value and value not in choices:
            self.note(f"is {value!r}; it must be one of: {', '.join(choices)}", key)
            return default or choices[0]
        return value

    def date(self, key: str) -> date:
        """The date of `key`, written 2026-11-23."""
        value = self.text(key)
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = date.min
        if value and day.isoformat() != value:
            self.note(f"is {value!r}; write a date as 2026-11-23", key)
        return day

    def items(self, key: str) -> Iterator["Fields"]:
        """The mappings in the list of `key`; each must be finished by the caller."""
        self._asked.add(key)
        value = self._fields.get(key, [])
        if not isinstance(value, list):
            self.note("should be a list: one `- ...` for each", key)
            return
        for index in range(len(value)):
            item = Fields(self._document, (*self._path, key, index), self._mistakes)
            if self._called:
                item.called(f"{self._called}.{key}.{index}")
            yield item

    def inside(self, key: str, what: str = "it") -> "Fields":
        """The mapping of `key`; where it is missing, a mistake that says to add `what`."""
        self._asked.add(key)
        if key not in self._fields:
            self.note(f"has no `{key}`; add {what}")
            return Fields(Document(self._document.file, {}), (), [])
        return Fields(self._document, (*self._path, key), self._mistakes)

    def finish(self) -> None:
        """Report keys that nobody asked for, with the nearest known one where it looks like a slip."""
        for key in self._fields:
            if key not in self._asked:
                near = get_close_matches(key, sorted(self._asked), 1)
                known = f"did you mean `{near[0]}`?" if near else f"I know: {', '.join(sorted(self._asked))}"
                self.note(f"is not a key I know; {known}", key)
