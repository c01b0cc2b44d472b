"""One line of `saferbot doctor`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether it is right, and what was found or what to do."""

    is_right: bool
    text: str
    is_advice: bool = False

    def __str__(self) -> str:
        mark = "note" if self.is_advice else "ok  " if self.is_right else "FIX "
        return f"{mark}  {self.text}"


def right(text: str) -> Finding:
    """What is as it should be."""
    return Finding(True, text)


def wrong(text: str) -> Finding:
    """What has to be mended, and how."""
    return Finding(False, text)


def advice(text: str) -> Finding:
    """What is no mistake and still worth knowing."""
    return Finding(True, text, is_advice=True)
