"""The builder of backups: gathers what a deployment is made of, and puts it back as one folder, whole or not at all."""

import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot import app_sites
from bot.backup.archive import BackupError, pack, unpack
from bot.backup.settings_text import with_folders
from bot.config import Settings
from bot.content.atomic import write_whole
from bot.content.atomic_folder import put_folder
from bot.store.look import copied

_COUNTS = "counts.sqlite3"
_CONFIG, _PLACES = "config.yaml", "places.sqlite"
_KINDS = (".yaml", ".txt", ".json", ".md", "")  # of the files that knowledge and sites are made of
_SKIPPED = "__pycache__"
_PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700


def backup(settings: Settings, file: Path) -> tuple[str, ...]:
    """Write the knowledge, the settings without the token, the sites, the imported places and the totals into `file`,
    which only its owner can read, and return the names of what it holds. BackupError where that cannot be: then an
    old file is as it was."""
    try:
        parts = dict(_gathered(settings))
        _refuse_token(settings, parts)
        write_whole(file, pack(parts), _PRIVATE_FILE)
    except (OSError, sqlite3.Error) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise BackupError(
            f"{file}: cannot be made ({why}); look at the disk and at who may read what is backed up"
        ) from None
    return tuple(parts)


def restore(file: Path, folder: Path) -> tuple[str, ...]:
    """Put what a backup holds into a new `folder`, readable for its owner only, and return the names of its files.
    BackupError where the backup or the folder cannot be used: then nothing is there that was not before."""
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise BackupError(f"{folder}: is not empty; name a new folder, so that nothing in use is overwritten")
    try:
        parts = unpack(file.read_bytes())
    except OSError as error:
        raise BackupError(f"{file}: cannot be read ({error.strerror})") from None
    except BackupError as error:
        raise BackupError(f"{file}: {error}") from None
    try:
        put_folder(folder, parts, _PRIVATE_FILE, _PRIVATE_FOLDER)
    except OSError as error:
        raise BackupError(f"{folder}: cannot be written ({error.strerror}); nothing was restored") from None
    return tuple(parts)


def _gathered(settings: Settings) -> Iterator[tuple[str, bytes]]:
    sites = app_sites.sites_folder(settings)
    has_sites, has_places = settings.sites is not None, settings.places.exists()
    counts = settings.state / _COUNTS if settings.state else None
    yield from _below(settings.knowledge, "knowledge")
    if has_sites:
        yield from _below(sites, "sites")
    if has_places:
        yield _PLACES, _database(settings.places)
    if counts and counts.exists():
        yield f"state/{_COUNTS}", _database(counts)
    names = {"knowledge": True, "sites": has_sites, _PLACES: has_places, "state": counts is not None}
    present = [name for name, is_there in names.items() if is_there]
    absent = [name.partition(".")[0] for name, is_there in names.items() if not is_there]
    text = settings.file.read_text("utf-8") if settings.file else ""
    yield _CONFIG, with_folders(text, present, absent).encode()


def _below(folder: Path, name: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        is_ours = path.is_file() and not path.is_symlink() and path.suffix in _KINDS
        if is_ours and _SKIPPED not in path.parts:
            yield f"{name}/{path.relative_to(folder).as_posix()}", path.read_bytes()


def _database(path: Path) -> bytes:
    """A database as of one moment, also while a running bot writes it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        copied(path, copy)
        return copy.read_bytes()


def _refuse_token(settings: Settings, parts: Mapping[str, bytes]) -> None:
    """Whoever finds a backup must not find the token: not even where somebody put it among the answers."""
    if settings.token is None:
        return
    secret = settings.token.reveal().encode()
    if name := next((name for name, data in parts.items() if secret in data), None):
        raise BackupError(
            f"{name}: holds the bot's token; take it out, and let @BotFather make a new one (/revoke)"
        )
