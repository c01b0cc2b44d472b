"""The static page as somebody gets it: whole, safe, readable anywhere, and true to the knowledge."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from bot.app import Version
from bot.content.page_words import load_page_words
from bot.core.site import Precision, Site, SiteKind, Sites
from bot.core.text import visible
from bot.page.book import Book
from bot.page.files import page_files
from bot.services.directory import Directory
from tests.auxil.clock import FakeClock
from tests.auxil.sites import site
from tests.conftest import KNOWLEDGE

EMPTY = {"br", "meta", "hr"}
CODE = 'd="M4 4h2v1h-2zM5 5h1v1h-1z"'
SECRET = "SECRET-SHELTER"
INDEX_BYTES = 60_000


class Outline(HTMLParser):
    """What a browser makes of a file; an element closed in the wrong order is an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[int] = []
        self.text: list[str] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data)

    @property
    def ids(self) -> list[str]:
        return [str(attrs["id"]) for _, attrs in self.tags if "id" in attrs]

    @property
    def seen(self) -> str:
        return " ".join("".join(self.text).split())


def place(id_: str, name: str, **fields: Any) -> Site:
    """A site with a name of its own."""
    return replace(site(id_, **fields), name=name)


SITES = Sites(
    (
        place(
            "open-door",
            "Open <b>Door</b> & Co",
            city="Leeds",
            hours="Mo-Fr 09:00-17:00",
            phone=("0113 496 0000",),
        ),
        place(
            "hidden-one",
            SECRET,
            precision=Precision.HIDDEN,
            point=None,
            city="Leeds",
            phone=("0113 496 0999",),
        ),
        place("line", "Night line", kind=SiteKind.PHONE, point=None, phone=("116 123",)),
        place("corner", "Corner pharmacy", city="York", address="5591 West Boulevard"),
    )
)


@pytest.fixture(scope="module")
def book(version: Version) -> Book:
    own = load_page_words(KNOWLEDGE, "en")
    words = own.words, own.numbers, own.kinds, own.steps, own.leave_out
    return Book(
        version.view,
        SITES,
        *words,
        FakeClock().now(),
        "riverside_bot",
        lambda link: ((True, True), (False, True)),
    )


@pytest.fixture(scope="module")
def files(book: Book) -> dict[str, str]:
    return {name: data.decode() for name, data in page_files(book).items()}


@pytest.fixture(scope="module")
def outlines(files: dict[str, str]) -> dict[str, Outline]:
    return {name: Outline(text) for name, text in files.items()}


def test_every_link_stays_inside_and_leads_somewhere(outlines: dict[str, Outline]) -> None:
    """A link is a place on the page, or a number to call; nothing leads to or is taken from another site."""
    links = [
        (name, str(attrs["href"]))
        for name, one in outlines.items()
        for tag, attrs in one.tags
        if "href" in attrs
    ]
    assert len(links) > 1_000
    for name, href in links:
        if re.fullmatch(r"tel:\+?\d{2,}", href):
            continue
        file, _, place = href.partition("#")
        assert not place or place in outlines[file or name].ids, f"{name}: {href}"
        assert (file or name) in outlines, f"{name}: {href}"


def test_nothing_runs_and_nothing_is_asked_for(outlines: dict[str, Outline]) -> None:
    """No scripts, pictures from elsewhere, forms or frames; and a policy that would stop one that got in."""
    for name, one in outlines.items():
        tags = {tag for tag, _ in one.tags}
        assert not tags & {"script", "img", "iframe", "object", "form", "link", "base", "input", "audio"}, (
            name
        )
        for _, attrs in one.tags:
            assert not [key for key in attrs if key.startswith("on") or key in ("src", "srcset", "style")]
        policies = [str(attrs.get("content")) for _, attrs in one.tags if "http-equiv" in attrs]
        assert len(policies) == 1
        assert policies[0].startswith("default-src 'none'; style-src 'sha256-")


def test_the_style_asks_for_nothing(files: dict[str, str]) -> None:
    """Fonts of the system, and no address in the style."""
    style = files["index.html"].partition("<style>")[2].partition("</style>")[0]
    assert "system-ui" in style
    assert "url(" not in style
    assert "@import" not in style
    assert "prefers-color-scheme:dark" in style
    assert "@media print" in style


def test_a_reader_aloud_finds_the_way(outlines: dict[str, Outline]) -> None:
    """One main part and one first heading, no level skipped, every id once, a language, a way past the menu."""
    for name, one in outlines.items():
        tags = [tag for tag, _ in one.tags]
        assert (tags.count("main"), tags.count("h1")) == (1, 1), name
        assert {"header", "nav", "footer", "title"} <= set(tags), name
        assert all(b <= a + 1 for a, b in zip(one.headings, one.headings[1:], strict=False)), name
        assert len(one.ids) == len(set(one.ids)), name
        assert ("html", {"lang": "en"}) in one.tags, name
        assert next(attrs["href"] for tag, attrs in one.tags if tag == "a") == "#main", name


def test_colours_can_be_read(files: dict[str, str]) -> None:
    """Text against its ground: 4.5 to 1 at least (WCAG 2.2, 1.4.3), light and dark."""
    style = files["index.html"]
    pairs = [
        ("#1a1a1a", "#fff"), ("#0b4f9c", "#fff"), ("#0b4f9c", "#fdf1f1"), ("#8f0016", "#fdf1f1"), ("#555", "#fdf1f1"),
        ("#e8e8e8", "#121212"), ("#8ab9ff", "#2a1416"), ("#aaa", "#2a1416"), ("#ff9aa3", "#2a1416"),
    ]  # fmt: skip
    for one, other in pairs:
        assert one in style
        assert other in style
        assert contrast(one, other) >= 4.5, (one, other)
    assert contrast("#aaa", "#fff") < 4.5


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2 for two colours."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_emergency_stands_first_and_whole(
    files: dict[str, str], outlines: dict[str, Outline], book: Book
) -> None:
    """The start page is small, and whoever saved only that file has the steps of every emergency."""
    assert len(files["index.html"].encode()) < INDEX_BYTES
    seen = outlines["index.html"].seen
    assert seen.index("Call 999 or 112") < seen.index("naloxone") < seen.rindex("Numbers to call")
    for kind in book.view.knowledge.guidance.values():
        for line in visible(book.tell(kind.red)).split("\n"):
            assert line.rstrip(",") in seen, kind.kind
    assert '<a href="tel:999">999</a> or <a href="tel:112">112</a>' in files["index.html"]


def test_every_answer_is_there_with_sources_and_review(outlines: dict[str, Outline], book: Book) -> None:
    """Each entry of the knowledge: its title, its text, where it comes from, and who has checked it."""
    everything = " ".join(one.seen for name, one in outlines.items() if name.startswith("topic-"))
    for topic in book.view.knowledge.topics.values():
        assert topic.title in everything
        assert all(source.url in everything for source in topic.sources), topic.id
        first = visible(book.tell(topic.answer)).split("\n")[0]
        assert first.removeprefix("1. ").removeprefix("- ") in everything, topic.id
    assert everything.count("Not yet checked by a clinician.") == len(book.view.knowledge.topics)


def test_every_step_and_every_mix_is_there(outlines: dict[str, Outline], book: Book) -> None:
    """No step of guided help and no class of drugs is left out, and a pair nobody rated is told as unknown."""
    assert set(book.view.knowledge.steps) <= set(outlines["steps.html"].ids)
    mixing = book.view.mixing
    assert mixing is not None
    for family in mixing.families.values():
        seen = outlines[f"mix-{family.id}.html"].seen
        assert all(other.name in seen for other in mixing.families.values())
    assert "Nobody knows what this mix does, so treat it as dangerous." in outlines["mixes.html"].seen


def test_what_only_the_conversation_can_say_is_not_on_paper(outlines: dict[str, Outline], book: Book) -> None:
    """A page cannot hear anybody; each sentence left out still stands in the knowledge, word for word."""
    knowledge = book.view.knowledge
    written = " ".join(
        [
            *(one.red for one in knowledge.guidance.values()),
            *(one.text for one in knowledge.steps.values()),
            *(f"{one.short} {one.answer}" for one in knowledge.topics.values()),
        ]
    )
    for sentence in book.leave_out:
        assert sentence in written, sentence
        assert not any(sentence in one.seen for one in outlines.values()), sentence
    assert "I am a bot" not in outlines["index.html"].seen


def test_the_page_names_every_kind_and_every_step(book: Book) -> None:
    """A new emergency or step gets a name on the page before it is shown."""
    assert set(book.kinds) == set(book.view.knowledge.guidance)
    assert set(book.steps) == set(book.view.knowledge.steps)


def test_hidden_places_are_nowhere(files: dict[str, str]) -> None:
    """The others are listed by town, escaped, with hours of the week and a number to tap."""
    assert not [name for name, text in files.items() if SECRET in text or "0999" in text]
    places = files["places.html"]
    assert "Open &lt;b&gt;Door&lt;/b&gt; &amp; Co" in places
    assert 'href="tel:01134960000"' in places
    assert "Tue 09:00-17:00" in places
    assert "<p>5591 West Boulevard</p>" in places
    assert places.index("Night line") < places.index("Leeds") < places.index("York")
    assert "open now" not in places.lower()
    assert Directory(SITES).site("hidden-one") is not None


def test_a_long_list_of_places_is_cut_into_pages(book: Book) -> None:
    """No file grows with the list, and every place stands on one of them."""
    many = tuple(place(f"s{n}", f"Place {n:03}", city=f"Town {n % 7}") for n in range(150))
    made = page_files(replace(book, sites=Sites(many)))
    names = [name for name in made if name.startswith("places")]
    assert names == ["places.html", "places-2.html", "places-3.html"]
    text = b"".join(made[name] for name in names).decode()
    assert all(text.count(f"Place {n:03}<") == 1 for n in range(150))


@pytest.mark.parametrize(
    "evil", ["<script>alert(1)</script>", '"><img src=x onerror=1>', "</style><b>", "&lt;b&gt;"]
)
def test_nothing_in_the_data_becomes_markup(book: Book, evil: str) -> None:
    """Texts of the knowledge, of sites and of settings are text, whatever they hold."""
    topic = next(iter(book.view.knowledge.topics.values()))
    bad = replace(topic, title=evil, answer=f"- {evil}\n\n1. **{evil}**", short=evil)
    knowledge = replace(book.view.knowledge, topics={**book.view.knowledge.topics, topic.id: bad})
    view = replace(book.view, knowledge=knowledge, facts={**book.view.facts, "crisis_line": evil})
    shady = place("shady", evil, address=evil, city=evil, url=evil, notes={"en": evil}, phone=(evil,))
    made = page_files(replace(book, view=view, sites=Sites((shady,))))
    for name, data in made.items():
        one = Outline(data.decode())
        assert not {tag for tag, _ in one.tags} & {"script", "img", "b"}, name
    assert evil in Outline(made["places.html"].decode()).seen


def test_the_same_knowledge_makes_the_same_bytes(book: Book) -> None:
    """So that two pages can be compared."""
    assert page_files(book) == page_files(book)


def test_the_posters_carry_a_code_where_one_can_be_drawn(files: dict[str, str], book: Book) -> None:
    """Without a drawer the link stands there in words; without a bot's name nothing leads to one."""
    assert CODE in files["posters.html"]
    assert files["cards.html"].count(CODE) == 4
    assert "t.me/riverside_bot" in files["posters.html"]
    assert b"t.me/riverside_bot" in page_files(replace(book, squares=None))["posters.html"]
    nameless = page_files(replace(book, bot="", squares=None))
    assert not [
        name for name, data in nameless.items() if b"t.me" in data and name in ("cards.html", "posters.html")
    ]
