"""Writing HTML so that nothing gets in unescaped: every text is escaped here, unless this module made it itself.

No templates and no library: a page is a few elements in each other, and one function that escapes is easy to trust.
"""

from html import escape

_EMPTY = frozenset({"br", "meta", "hr"})


class Html(str):
    """Text that is HTML already. Only this module makes it from plain text."""

    __slots__ = ()


def el(name: str, /, *inside: str, **attributes: str) -> Html:
    """Return an element. A child that is not Html is escaped; `class_` and `http_equiv` are written `class` and
    `http-equiv`; an attribute without a value is left out."""
    pairs = ((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items() if value)
    head = name + "".join(f' {key}="{escape(value)}"' for key, value in pairs)
    return Html(f"<{head}>") if name in _EMPTY else Html(f"<{head}>{many(*inside)}</{name}>")


def many(*parts: str) -> Html:
    """Return parts one after another, each escaped unless it is Html."""
    return Html("".join(part if isinstance(part, Html) else escape(part) for part in parts))


def verbatim(text: str) -> Html:
    """Take text of our own making (a style sheet) as it is. Never for anything read from a file of the
    knowledge or of sites."""
    return Html(text)
