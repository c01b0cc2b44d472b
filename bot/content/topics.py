"""Reading the entries of knowledge/<lang>/topics/. An entry with a mistake is left out; the rest stay."""

import datetime as dt
import re
from collections.abc import Iterable

from bot.content.fields import Fields
from bot.content.strict_yaml import Document, refuse_hidden
from bot.core.model import Review, Source, Topic, Urgency
from bot.core.text import fold, visible
from bot.core.wording import placeholders
from bot.errors import KnowledgeError, Mistake

ANSWER_LIMIT = 3_500  # letters: one Telegram message holds 4,096, and the sources need room too
SHORT_LINES = 6
SHORT_WIDTH = 110
QUESTION_LIMIT = 120
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,58}")
_LINK = re.compile(r"https?://[^\s<>\"]+")
_RUN_TOGETHER = re.compile(r"^1\. .* 2\. ", re.MULTILINE)
_TWO_ITEMS = " - "
_NUMBERS = ("emergency_number", "crisis_line", "poison_line")
_URGENCIES = tuple(urgency.value for urgency in Urgency)


def read_topics(document: Document, lang: str, category: str) -> tuple[list[Topic], list[Mistake]]:
    """Return the good entries of one file and the mistakes of the others."""
    mistakes: list[Mistake] = []
    topics: list[Topic] = []
    names = Fields(document, (), mistakes).names()
    if document.value == {}:
        mistakes.append(Mistake(document.file, 0, "has no entries; put them back, or take the file out"))
    for topic_id in names:
        found: list[Mistake] = []
        topic = _read_topic(Fields(document, (topic_id,), found), topic_id, lang, category)
        mistakes += found
        if not found:
            topics.append(topic)
    return topics, mistakes


def _read_topic(fields: Fields, topic_id: str, lang: str, category: str) -> Topic:
    if not _ID.fullmatch(topic_id):
        fields.note("is not a good id: use at most 59 of a-z, 0-9 and -")
    topic = Topic(
        id=topic_id,
        category=category,
        lang=lang,
        title=fields.text("title"),
        urgency=Urgency(fields.choice("urgency", _URGENCIES, "none")),
        questions=fields.texts("questions", least=1),
        answer=fields.text("answer"),
        short=fields.text("short", ""),
        must_match=fields.texts("must_match"),
        must_not_match=fields.texts("must_not_match"),
        related=fields.texts("related"),
        services=fields.texts("services"),
        sources=_read_sources(fields),
        review=_read_review(fields),
    )
    fields.finish()
    _check_texts(fields, topic)
    return topic


def _read_sources(fields: Fields) -> tuple[Source, ...]:
    sources = []
    for item in fields.items("sources"):
        sources.append(read_source(item))
        item.finish()
    if not sources and (not fields.has("sources") or fields.raw("sources") == []):
        fields.note("has no source; every answer says where it comes from", "sources")
    return tuple(sources)


def read_source(fields: Fields) -> Source:
    """Return one source. `note` is for those who keep the knowledge and is not shown."""
    url = fields.text("url")
    if url and not _LINK.fullmatch(url):
        fields.note(f"is {url!r}; write the whole address, starting with https://", "url")
    fields.text("note", "")
    return Source(fields.text("publisher"), fields.text("title"), url, fields.text("year", ""))


def _read_review(fields: Fields) -> Review:
    inside = fields.inside("review", "status, date and expires")
    review = Review(
        inside.choice("status", ("drafted", "reviewed")),
        inside.date("date"),
        inside.date("expires"),
        inside.text("by", ""),
    )
    inside.finish()
    if review.status == "reviewed" and not review.by:
        inside.note("is reviewed by nobody; add `by:` with the role of the clinician, not the name", "status")
    if dt.date.min < review.expires < review.date:
        inside.note("expires before its date", "expires")
    return review


def _check_texts(fields: Fields, topic: Topic) -> None:
    if len(topic.answer) > ANSWER_LIMIT:
        fields.note(
            f"has {len(topic.answer)} letters; the most is {ANSWER_LIMIT}, so that it fits one message",
            "answer",
        )
    if _RUN_TOGETHER.search(topic.answer):
        fields.note("has steps that run together; write `answer: |` and each step on its own line", "answer")
    if topic.urgency is Urgency.EMERGENCY and not topic.short:
        fields.note("is an emergency and has no `short`; add the at most six lines that are shown first")
    check_red(fields, topic.short, "short")
    for index, question in enumerate(topic.questions):
        if said := unfit(question):
            fields.note(said, "questions", index)


def unfit(question: str, limit: int = QUESTION_LIMIT) -> str:
    """Return what makes a text unfit for a way of asking; empty where nothing does."""
    if len(question) > limit or not fold(question):
        return f"is empty or longer than {limit} letters"
    if _TWO_ITEMS in question:
        return "holds ` - `: are these two, with different spaces at the start of their lines?"
    return ""


def question_trouble(question: str, topics: Iterable[Topic]) -> str:
    """Return why `question` cannot be one more way of asking, as the end of a sentence; empty where it can."""
    if said := unfit(question):
        return said
    try:
        refuse_hidden(question, "")
    except KnowledgeError as error:
        return error.mistakes[0].what
    same = bare(question)
    other = next((topic for topic in topics if same in map(bare, topic.questions)), None)
    return f"is already a question of `{other.id}`" if other else ""


def bare(question: str) -> str:
    """Return a question as it is compared with others."""
    return fold(question).strip(" ?!.")


def check_red(fields: Fields, text: str, key: str) -> None:
    """Note what makes an emergency text unfit: too many lines, too wide, no number to call at the start."""
    lines = text.splitlines()
    if len(lines) > SHORT_LINES:
        fields.note(f"has {len(lines)} lines; in an emergency the most is {SHORT_LINES}", key)
    for line in lines:
        if len(visible(line)) > SHORT_WIDTH:
            fields.note(
                f"has a line of {len(line)} letters; the most is {SHORT_WIDTH}: {line[:40]!r}...",
                key,
            )
    if lines and not any(name in placeholders("\n".join(lines[:2])) for name in _NUMBERS):
        fields.note("does not name a number to call in its first two lines; add {emergency_number}", key)
