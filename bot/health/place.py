"""Where this machine may ask how the bot is, as the settings say it: on the loopback, nowhere else."""

import re
from dataclasses import dataclass

from bot.content.fields import Fields

LOOPBACK = ("127.0.0.1", "::1", "localhost")  # nobody on another machine can ask there
_PLACE = re.compile(r"([0-9.]+|\[[0-9a-f:]+\]|localhost):(\d{1,5})", re.ASCII)
_LARGEST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Place:
    """An address and port of this machine."""

    host: str
    port: int


def read_place(fields: Fields) -> Place | None:
    """Return what `health` says, None where it says nothing; a mistake is noted."""
    written = fields.text("health", "")
    found = _PLACE.fullmatch(written)
    host = found[1].strip("[]") if found else ""
    if found and host in LOOPBACK and 0 < int(found[2]) <= _LARGEST_PORT:
        return Place(host, int(found[2]))
    if written:
        fields.note(f"is {written!r}; write 127.0.0.1 and a port, such as 127.0.0.1:9100", "health")
    return None
