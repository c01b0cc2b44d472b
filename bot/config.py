"""The settings: read once, checked whole, never changed. Every mistake is reported at once, with what to do."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.config_admins import Admin, read_admins
from bot.config_telegram import (
    Launched,
    Secret,
    Webhook,
    find_token,
    read_api_url,
    read_channel,
    read_editor,
    read_per_second,
    read_token,
    read_webhook,
)
from bot.content.fields import Fields
from bot.content.human_line import read_human_line
from bot.content.strict_yaml import Document, read_file
from bot.core.human import HumanLine
from bot.errors import KnowledgeError, Mistake, SettingsError
from bot.health.place import Place, read_place

CONFIG = "SAFERBOT_CONFIG"

DEFAULT_NAME = "config.yaml"
PLACES = "places.sqlite"  # beside the settings
_COUNTRY = re.compile(r"[a-z]{2,3}_([A-Z]{2})\b")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator chose. `local` are facts that win over the country's preset; `state` is where the daily totals
    are kept (None: no totals are written); `api_url` is the root of a Bot API server (None: Telegram's own); `webhook`
    is where Telegram calls (None: we ask it); `per_second` is how many messages we send; `cache` is where the knowledge
    is kept as it was read (None: it is read anew at every start); `places` is the file of postcodes and towns that
    `saferbot places import` writes (there need be none); `sites` is the folder of places where help is (None: `sites`
    in the knowledge); `health` is where this machine may ask how the bot is (None: nowhere); `token_file` is where the
    token was found, `file` the settings file; `alerts_channel` is the channel that alerts are posted to (none
    where it is empty), `human_line` the people one can talk to, if there are any; `admins` are those who may change the
    knowledge in the chat, `editor` is where they open the editor from it (None: nowhere); `keep_questions`: people are
    asked whether a question without an answer may be kept."""

    knowledge: Path
    country: str = ""
    language: str = "en"
    local: Mapping[str, str] = field(default_factory=dict)
    token: Secret | None = None
    api_url: str | None = None
    webhook: Webhook | None = None
    per_second: int = 25
    state: Path | None = None
    cache: Path | None = None
    places: Path = Path(PLACES)
    sites: Path | None = None
    keep_questions: bool = False
    health: Place | None = None
    token_file: Path | None = None
    file: Path | None = None
    alerts_channel: str = ""
    human_line: HumanLine | None = None
    admins: tuple[Admin, ...] = ()
    editor: Launched | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What may be chosen: the country codes and the names of local facts that the knowledge has."""

    countries: Collection[str]
    facts: Collection[str]


def knowledge_beside(package: Path) -> Path:
    """Return where knowledge/ is: beside the package in a checkout, inside it when installed."""
    beside = package.parent / "knowledge"
    return beside if beside.is_dir() else package / "_knowledge"


def find_file(chosen: str | None, env: Mapping[str, str], here: Path) -> Path | None:
    """Return the settings file: the one named, else SAFERBOT_CONFIG, else config.yaml here, else none."""
    named = chosen or env.get(CONFIG)
    if named:
        return Path(named)
    default = here / DEFAULT_NAME
    return default if default.exists() else None


def read(
    file: Path | None,
    env: Mapping[str, str],
    knowledge: Path,
    catalogue: Callable[[Path], Catalogue],
) -> Settings:
    """Read the settings. `knowledge` is the default folder; `catalogue` reads what may be chosen from a folder.

    Raises SettingsError with every mistake: file, line, key, value and what to do.
    """
    mistakes: list[Mistake] = []
    try:
        document = read_file(file, str(file)) if file else Document("settings", {})
    except KnowledgeError as error:
        raise SettingsError(map(str, error.mistakes)) from None
    home = file.parent if file else Path()
    fields = Fields(document, (), mistakes)
    folder = _path(fields, "knowledge", home) or knowledge
    if not folder.is_dir():
        fields.note(
            f"is {str(folder)!r}, which is not a folder; name the folder that holds the answers", "knowledge"
        )
        raise SettingsError(map(str, mistakes))
    choices = catalogue(folder)
    telegram = (
        fields.inside("telegram")
        if fields.has("telegram")
        else Fields(Document("telegram", {}), (), mistakes)
    )
    token_file = find_token(telegram, env, _path(telegram, "token_file", home))
    settings = Settings(
        knowledge=folder,
        country=_country(fields, choices.countries),
        language=fields.choice("language", _languages(folder), "en"),
        local=_local(fields, choices.facts),
        token=read_token(token_file, telegram) if token_file else None,
        api_url=read_api_url(telegram, env),
        webhook=read_webhook(telegram),
        per_second=read_per_second(telegram),
        state=_path(fields, "state", home),
        cache=_cache(env),
        places=_path(fields, "places", home) or home / PLACES,
        sites=_sites(fields, home),
        keep_questions=_keep_questions(fields),
        health=read_place(fields),
        token_file=token_file,
        file=file,
        alerts_channel=read_channel(telegram, fields),
        human_line=read_human_line(fields),
        admins=read_admins(telegram),
        editor=read_editor(telegram),
    )
    telegram.finish()
    fields.finish()
    if mistakes:
        raise SettingsError(map(str, sorted(mistakes)))
    return settings


def country_of(env: Mapping[str, str]) -> str:
    """Return the country of the machine's locale ("en_GB.UTF-8" is GB), or an empty string where it says nothing."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = env.get(name, "")
        if value:
            match = _COUNTRY.match(value)
            return match[1] if match else ""
    return ""


def _cache(env: Mapping[str, str]) -> Path | None:
    """The folder for what can be made again: a service's own, else the person's."""
    if own := env.get("CACHE_DIRECTORY"):  # set by systemd; several are separated by colons
        return Path(own.split(":")[0]).resolve()  # with DynamicUser= it is a link to the service's own folder
    if root := env.get("XDG_CACHE_HOME"):
        return Path(root) / "saferbot"
    return Path(env["HOME"]) / ".cache" / "saferbot" if env.get("HOME") else None


def _languages(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in folder.glob("*/wording.yaml"))) or ("en",)


def _path(fields: Fields, key: str, home: Path) -> Path | None:
    """A path as written, from the folder of the settings file."""
    written = fields.text(key, "")
    try:
        return home / Path(written).expanduser() if written else None
    except RuntimeError:  # ~somebody who is not on this machine
        fields.note(f"is {written!r}; write the whole path, without ~", key)
        return None


def _sites(fields: Fields, home: Path) -> Path | None:
    folder = _path(fields, "sites", home)
    if folder is not None and not folder.is_dir():
        fields.note(
            f"is {str(folder)!r}, which is not a folder; name the folder that holds your sites", "sites"
        )
    return folder


def _keep_questions(fields: Fields) -> bool:
    written = fields.choice("keep_questions", ("true", "false"), "false")
    if written == "true" and not fields.has("state"):
        fields.note("needs a place to keep them; set `state:` as well", "keep_questions")
    return written == "true"


def _country(fields: Fields, known: Collection[str]) -> str:
    code = fields.text("country", "").upper()
    if code and code not in known:
        codes = ", ".join(sorted(known))
        instead = "or leave it out and set `emergency_number` under `local`"
        fields.note(f"is {code!r}; use one of: {codes}; {instead}", "country")
    return code


def _local(fields: Fields, known: Collection[str]) -> dict[str, str]:
    if not fields.has("local"):
        return {}
    inside = fields.inside("local")
    facts = {name: inside.text(name) for name in inside.names()}
    for name in facts:
        if name not in known:
            inside.note("is not a fact that any answer asks for; see the list in config.example.yaml", name)
        elif "\n" in facts[name] or "{" in facts[name]:
            inside.note("must be one line without { and }", name)
    return facts
