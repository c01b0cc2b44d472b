"""Reading a form that a browser sent, with the standard library: names and texts, bounded, each name once."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

MOST_FIELDS = 400
BODY_BYTES = 256 * 1024  # as large as a file of entries may be


class FormError(ValueError):
    """What was sent is no form of ours."""


def read_form(body: bytes) -> Mapping[str, str]:
    """Return the fields of an urlencoded form. Lines end in a line feed, as in our files. Raises FormError."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise FormError from None
    found = {name: value.replace("\r\n", "\n").replace("\r", "\n") for name, value in pairs}
    if len(found) != len(pairs):
        raise FormError
    return found


def read_query(query: bytes) -> Mapping[str, str]:
    """Return what stands behind the question mark. Raises FormError."""
    return read_form(query) if query else {}
