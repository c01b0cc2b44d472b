"""Ids that stay the same from import to import: made of the source and the publisher's own id, never of the order."""

import re
from hashlib import blake2b

from bot.core.text import fold
from bot.services.importers.row import ImportRefused

LONGEST = 40  # an id goes into the code of a button, which has 64 bytes
ID = re.compile(r"[a-z0-9-]{1,40}")
_SIMPLE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_OSM = re.compile(r"(?:node|way|relation)/\d+")
_HEAD = 16


def slug(text: str) -> str:
    """Return `text` in small letters, digits and single hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def source_name(text: str) -> str:
    """Return the name of a source as it stands in ids. Raises ImportRefused where nothing is left of it."""
    name = slug(text)[:_HEAD].strip("-")
    if not name:
        raise ImportRefused("The source needs a name of letters or digits: --source city-health")
    return name


def site_id(source: str, reference: str) -> str:
    """Return the id of what `source` calls `reference`: readable where that is short and plain, else a fingerprint."""
    plain = reference.replace("/", "-") if _OSM.fullmatch(reference) else reference
    whole = f"{source}-{plain}"
    if _SIMPLE.fullmatch(plain) and len(whole) <= LONGEST:
        return whole
    return f"{source}-{blake2b(reference.encode('utf-8', 'replace'), digest_size=6).hexdigest()}"
