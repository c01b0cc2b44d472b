"""The whole page as files: names and bytes, the same for the same knowledge and day."""

from collections.abc import Iterator

from bot.page.book import Book, Page, document
from bot.page.index import index_page
from bot.page.mixes import mix_pages
from bot.page.paper import cards_page, posters_page
from bot.page.places import place_pages
from bot.page.steps import steps_page
from bot.page.topics import topic_pages


def page_files(book: Book) -> dict[str, bytes]:
    """Return every file by its name."""
    return {page.name: document(page, book).encode() for page in _pages(book)}


def _pages(book: Book) -> Iterator[Page]:
    yield index_page(book)
    yield steps_page(book)
    yield from topic_pages(book)
    yield from mix_pages(book)
    yield from place_pages(book)
    yield cards_page(book)
    yield posters_page(book)
