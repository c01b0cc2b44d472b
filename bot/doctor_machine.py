"""What doctor looks at on this machine: the token's file, the database, places and sites, the disk, the hardening, and
whether a running bot says that it is well. Part of doctor; changes nothing.
"""

import http.client
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from bot import app_sites
from bot.config import Settings
from bot.finding import Finding, advice, right, wrong
from bot.health.place import Place
from bot.privacy.hardening import SCRUB_HOW, freed_memory_is_scrubbed
from bot.services.geonames import PlacesError
from bot.services.places_file import PlacesFile
from bot.store.look import trouble_of

COUNTS = "counts.sqlite3"
LEAST_FREE = 100 * 1024 * 1024  # bytes; the totals of ten years need less than a tenth of that
LEAST_NAMES = 1_000  # files that can still be made
_MIB = 1024 * 1024
_SECONDS = 5.0
_SWAPS = Path("/proc/swaps")


def token_file(settings: Settings) -> Iterator[Finding]:
    """Yield whether others on this machine can read the token."""
    path = settings.token_file
    if path is None or settings.token is None:
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        yield wrong(f"token file: others can read it (mode {mode:03o}); chmod 600 {path}")
    else:
        yield right("token file: only its owner can read it")


def database(settings: Settings) -> Iterator[Finding]:
    """Yield the state of the daily totals."""
    if settings.state is None:
        yield advice("totals: none are kept; set `state:` to a folder if you want to know what is asked")
        return
    path = settings.state / COUNTS
    try:
        if theirs := _belongs_to_others(settings.state, path):
            yield wrong(f"totals: {theirs}")
        elif not path.exists():
            yield advice(f"totals: none yet in {settings.state}; they begin when the bot runs")
        elif trouble := trouble_of(path):
            yield wrong(f"totals: {trouble}")
        else:
            yield right(f"totals: {path} is sound")
    except OSError as error:
        yield advice(f"totals: {settings.state} cannot be looked at ({error.strerror}); ask as root")


def _belongs_to_others(state: Path, file: Path) -> str:
    """Why the bot cannot write its totals, empty where it can. Root may look at a service's folder, whose owner is the
    bot's user; anybody else is taken for that user."""
    if os.name != "posix" or not state.exists():
        return ""
    owner, us = state.stat().st_uid, os.geteuid()
    if us not in (0, owner):
        return f"{state} belongs to user {owner}, so you cannot write there; chown it to the bot's user, or ask as root"
    if file.exists() and file.stat().st_uid != owner:
        theirs = f"{file.name} belongs to user {file.stat().st_uid}, its folder to user {owner}"
        return f"{theirs}, so the bot cannot use it; chown --reference={state} {file}"
    return ""


def editable(settings: Settings) -> Iterator[Finding]:
    """Yield whether the bot may write what its admins change in the chat. Its user is ours, or, where root looks, the
    owner of the folder of totals."""
    if not settings.admins or os.name != "posix":
        return
    bot, folder = _user_of_the_bot(settings), settings.knowledge
    owners = (path.stat().st_uid for path in (folder, *folder.rglob("*")))
    other = next((owner for owner in owners if owner != bot), None)
    if bot == 0 or other is None:
        yield right(f"admins: the bot can change {folder}")
    else:
        whose = f"the bot (user {bot}) cannot change {folder}, which belongs to user {other}"
        yield wrong(f"admins: {whose}; chown -R {bot}:{bot} {folder}")


def _user_of_the_bot(settings: Settings) -> int:
    us, state = os.geteuid(), settings.state
    return state.stat().st_uid if us == 0 and state and state.exists() else us


def places(settings: Settings) -> Iterator[Finding]:
    """Yield the state of the list of sites and of the imported places."""
    folder = app_sites.sites_folder(settings)
    found = app_sites.read_sites(settings, folder)
    for mistake in found.mistakes:
        yield wrong(str(mistake))
    if found.sites.example:
        yield advice("sites: only an example list is in force; name your own under `sites:`")
    elif found.sites.sites:
        yield right(f"sites: {len(found.sites.sites)} in {folder}")
    elif not found.mistakes:
        yield advice(
            f"sites: none in {folder}; without them people are sent to the lines and services of the settings"
        )
    if not settings.places.exists():
        yield advice(
            "places: none imported; what people type is looked for among the names of your sites only"
        )
        return
    try:
        PlacesFile.open(settings.places)
        yield right(f"places: {settings.places} can be read")
    except PlacesError as error:
        yield wrong(f"places: {error}")


def disk(settings: Settings) -> Iterator[Finding]:
    """Yield whether there is room where the bot writes."""
    wanted = [one for one in (settings.state, settings.cache, settings.knowledge) if one]
    folders = dict.fromkeys(_there(one) for one in wanted)
    tight = [one for one in folders if _is_tight(one)]
    for folder in tight:
        yield wrong(f"disk: under {LEAST_FREE // _MIB} MB or {LEAST_NAMES} files left at {folder}; make room")
    if not tight and folders:
        least = min(_free(os.statvfs(one)) for one in folders)
        yield right(f"disk: {least // _MIB} MB free")


def _there(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())


def _is_tight(folder: Path) -> bool:
    about = os.statvfs(folder)
    has_few = about.f_files > 0 and about.f_favail < LEAST_NAMES  # 0: the file system does not count them
    return _free(about) < LEAST_FREE or has_few


def _free(about: os.statvfs_result) -> int:
    return about.f_bavail * about.f_frsize


def hardening() -> Iterator[Finding]:
    """Yield what of the hardening is in force for a program started as this one was."""
    if freed_memory_is_scrubbed():
        yield right("memory: what is freed is overwritten")
    else:
        yield advice(
            f"memory: freed memory is not overwritten here; the service's unit does that, or {SCRUB_HOW}"
        )
    if has_swap():
        yield advice(
            "swap: is on, so memory may reach the disk; the service's unit forbids it, else swapoff -a"
        )
    else:
        yield right("swap: off")


def has_swap() -> bool:
    """Whether the machine swaps to a disk; memory that is compressed in memory (zram) does not count."""
    try:
        lines = _SWAPS.read_text("ascii").splitlines()[1:]
    except OSError:
        return False
    return any(not line.startswith("/dev/zram") for line in lines)


def running(place: Place | None) -> Iterator[Finding]:
    """Yield what a running bot says of itself, where the settings let it be asked."""
    if place is None:
        return
    connection = http.client.HTTPConnection(place.host, place.port, timeout=_SECONDS)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        said = answer.read(4_096).decode("utf-8", "replace").strip()
    except (OSError, http.client.HTTPException):
        yield advice(f"health: nothing answers on {place.host}:{place.port}; is the bot running?")
        return
    finally:
        connection.close()
    if answer.status == http.client.OK and said == "ok":
        yield right("health: the running bot says that it is well")
    else:
        yield wrong(f"health: the running bot says: {said.splitlines()[0][:100] if said else answer.status}")
