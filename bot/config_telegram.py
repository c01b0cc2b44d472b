"""The settings of Telegram: the token, the server, where it calls, how much goes out. Part of config.

The bot's token is a secret: it is read from a file of its own or a service credential, never from the settings file
itself, and its type shows stars wherever it is printed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.fields import Fields

API_URL = "SAFERBOT_TELEGRAM_API_URL"
TOKEN_FILE = "SAFERBOT_TELEGRAM_TOKEN_FILE"  # noqa: S105 - the name of a variable
CREDENTIALS = "CREDENTIALS_DIRECTORY"  # where systemd puts a service's secrets
CREDENTIAL = "telegram_token"
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+", re.ASCII)
_URL = re.compile(r"https?://[^\s/]+(/[^\s]*)?")
_HOOK = re.compile(r"https://([^\s/:@]+)(?::(\d+))?(/[^\s?#]+)", re.ASCII)
_HOME = re.compile(r"https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?", re.ASCII)
_HOOK_PORTS = ("443", "80", "88", "8443")  # the only ones Telegram calls
_LISTEN = re.compile(r"([0-9.]+|\[[0-9a-f:]+\]|localhost):(\d{1,5})", re.ASCII)
_LARGEST_PORT = 65_535
_CHANNEL = re.compile(r"@[A-Za-z][A-Za-z0-9_]{3,31}", re.ASCII)
_PER_SECOND = (1, 1_000)  # the most Telegram sells
_TOKEN_BYTES = 4_096  # a token is under 60 letters; a larger file is another file


class Secret:
    """A text that never shows: `str`, `repr` and errors print stars."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text, for the one place that needs it."""
        return self._text

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram calls (`url`, https), and the address and port we listen on behind whatever speaks TLS there."""

    url: str
    host: str
    port: int

    @property
    def path(self) -> str:
        """The part of the address behind the host."""
        return "/" + self.url.split("/", 3)[3]


def read_api_url(telegram: Fields, env: Mapping[str, str]) -> str | None:
    """Return the root of the Bot API server: the one of the environment, else of the settings (None: Telegram's)."""
    written = telegram.text("api_url", "")
    url = env.get(API_URL) or written
    if url and not _URL.fullmatch(url):
        telegram.note(f"api_url is {url!r}; write the server's root, such as http://127.0.0.1:8081")
    return url.rstrip("/") or None


def read_webhook(telegram: Fields) -> Webhook | None:
    """Return where Telegram calls and where we listen, None where it is asked instead. Mistakes are noted."""
    if not telegram.has("webhook"):
        return None
    inside = telegram.inside("webhook")
    url, listen = inside.text("url"), inside.text("listen", "127.0.0.1:8080")
    inside.finish()
    hook, at = _HOOK.fullmatch(url), _LISTEN.fullmatch(listen)
    if url and (not hook or (hook[2] or "443") not in _HOOK_PORTS):
        ports = ", ".join(_HOOK_PORTS)
        inside.note(f"must be https://, a host, a port of {ports} or none, and a path nobody guesses", "url")
    if not at or int(at[2]) > _LARGEST_PORT:
        inside.note(f"is {listen!r}; write an address of this machine and a port: 127.0.0.1:8080", "listen")
        return None
    return Webhook(url, at[1].strip("[]"), int(at[2])) if hook else None


@dataclass(frozen=True, slots=True)
class Launched:
    """The editor as a Mini App: the address that Telegram opens (`url`, https and a host), and the address and port it
    listens on behind whatever speaks TLS there."""

    url: str
    host: str
    port: int

    @property
    def name(self) -> str:
        """What the browser calls it: the host, and the port where it is not the usual one."""
        return self.url.removeprefix("https://")

    @property
    def opens(self) -> str:
        """The page that signs in with what Telegram signed."""
        return f"{self.url}/launch"


def read_editor(telegram: Fields) -> Launched | None:
    """Return where admins open the editor from the chat, None where they do not. Mistakes are noted."""
    if not telegram.has("editor"):
        return None
    inside = telegram.inside("editor")
    written, listen = inside.text("url"), inside.text("listen", "127.0.0.1:8090")
    inside.finish()
    url, at = written.lower().removesuffix("/").removesuffix(":443"), _LISTEN.fullmatch(listen)
    if written and not _HOME.fullmatch(url):
        what = "must be https:// and a host of its own without a path, such as https://edit.example.org;"
        inside.note(f"is {written!r}; it {what} Telegram opens nothing else", "url")
        return None
    if not telegram.has("admins"):
        inside.note("is for the people named under `admins:`; name them too", "url")
    if not at or int(at[2]) > _LARGEST_PORT:
        inside.note(f"is {listen!r}; write an address of this machine and a port: 127.0.0.1:8090", "listen")
        return None
    return Launched(url, at[1].strip("[]"), int(at[2])) if written else None


def read_per_second(telegram: Fields) -> int:
    """Return how many messages may go out in a second."""
    written = telegram.text("messages_per_second", "25")
    least, most = _PER_SECOND
    if written.isascii() and written.isdigit() and least <= int(written[:6]) <= most:
        return int(written)
    telegram.note(f"is {written!r}; write a whole number from {least} to {most}", "messages_per_second")
    return least


def read_channel(telegram: Fields, fields: Fields) -> str:
    """Return the channel that alerts are posted to, empty for none. It needs `state:` beside it."""
    name = telegram.text("alerts_channel", "")
    if name and not _CHANNEL.fullmatch(name):
        telegram.note(
            f'is {name!r}; write the channel\'s name with @, in quotes: "@our_alerts"', "alerts_channel"
        )
    elif name and not fields.has("state"):
        telegram.note("needs `state:` too, which remembers what was posted", "alerts_channel")
    return name


def find_token(telegram: Fields, env: Mapping[str, str], written: Path | None) -> Path | None:
    """Return where the token is: the file named in the environment, the one `written` in the settings, or the service's
    credential; None where there is none."""
    if telegram.has("token"):
        telegram.text("token", "")
        telegram.note(
            "must not stand in this file; put it alone into a file and name that under `token_file`", "token"
        )
    credential = Path(env[CREDENTIALS]) / CREDENTIAL if env.get(CREDENTIALS) else None
    path = Path(env[TOKEN_FILE]) if env.get(TOKEN_FILE) else written
    return credential if path is None and credential and credential.is_file() else path


def read_token(path: Path, telegram: Fields) -> Secret | None:
    """Return the token in a file, None where it cannot be read or holds none. What the file holds is never repeated."""
    try:
        with path.open("rb") as stream:
            text = stream.read(_TOKEN_BYTES).decode("ascii", "replace").strip()
    except OSError as error:
        telegram.note(
            f"token_file {str(path)!r} cannot be read ({error.strerror}); check the path and who may read it"
        )
        return None
    if not _TOKEN.fullmatch(text):
        telegram.note(
            f"token_file {str(path)!r} does not hold a bot token; copy it again from BotFather, alone"
        )
        return None
    return Secret(text)
