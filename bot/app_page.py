"""The builder of the static page: the same knowledge, places and settings as the bot's, written into a folder."""

from dataclasses import replace
from pathlib import Path

from bot import app, app_notices, app_sites
from bot.app_index import build_index
from bot.clock import Clock
from bot.config import Settings
from bot.content.atomic_folder import put_folder
from bot.content.page_words import load_page_words
from bot.core.view import View
from bot.errors import Mistake, SaferbotError
from bot.page.book import GENERATOR, Book
from bot.page.files import page_files

_INDEX = "index.html"
_MOST_READ = 4_096  # bytes of an index in which our mark stands


class PageError(SaferbotError):
    """The page cannot be written; what stood there stays."""


def write_page(
    settings: Settings,
    clock: Clock,
    folder: Path,
    bot: str = "",
) -> tuple[dict[str, bytes], tuple[Mistake, ...]]:
    """Write the page into `folder`, whole or not at all, and return its files and the mistakes of the knowledge and the
    sites that were left out of it. Raises a SaferbotError with what to do."""
    _require_number(settings)
    _refuse_foreign(folder)
    book, mistakes = make_book(settings, clock, bot)
    files = page_files(book)
    try:
        put_folder(folder, files)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise PageError(f"{folder}: cannot be written ({why}); name a folder that you may write") from None
    return files, mistakes


def make_book(settings: Settings, clock: Clock, bot: str = "") -> tuple[Book, tuple[Mistake, ...]]:
    """Read everything that the page is made from, and return it with the mistakes of what was left out."""
    from bot.content.qr import squares  # only whoever draws needs the library behind it

    version = app.build_version(settings, settings.country, clock, build_index)
    sites = app_sites.read_sites(settings, app_sites.sites_folder(settings))
    own = load_page_words(settings.knowledge, settings.language)
    book = Book(
        _with_people(version.view, settings),
        sites.sites,
        own.words,
        own.numbers,
        own.kinds,
        own.steps,
        own.leave_out,
        clock.now(),
        bot,
        squares,
    )
    return book, (*version.mistakes, *sites.mistakes)


def _with_people(view: View, settings: Settings) -> View:
    """The view with the people one can talk to, by name and number: who is there now would be false on paper."""
    human = settings.human_line
    if human is None:
        return view
    return replace(view, facts={**view.facts, app_notices.HUMAN: f"{human.name}: {human.how}"})


def _require_number(settings: Settings) -> None:
    if not settings.country and not settings.local.get("emergency_number"):
        raise PageError(
            "emergency_number: is not set, and a page that is printed must not guess it; "
            "set `country: GB` (or yours), or `emergency_number` under `local:`, in config.yaml"
        )


def _refuse_foreign(folder: Path) -> None:
    """Raise PageError unless the folder is new, empty, or a page written by this program."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise PageError(f"{folder}: is a link or a file; name a folder of its own for the page")
    try:
        if not folder.exists() or not any(folder.iterdir()):
            return
        with (folder / _INDEX).open("rb") as stream:
            is_ours = f'content="{GENERATOR}"'.encode() in stream.read(_MOST_READ)
    except OSError:
        is_ours = False
    if not is_ours:
        raise PageError(f"{folder}: holds files that are no page of ours; name an empty folder, or a new one")
