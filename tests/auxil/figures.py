"""What a promise's test has measured: one line with `-s`, and one of JSON where SAFERBOT_FIGURES names a file."""

import json
import os
import sys
from pathlib import Path

FILE = "SAFERBOT_FIGURES"


def tell(promise: str, what: str, **figures: object) -> None:
    """Say how much was tried and what came of it. README's table quotes these lines."""
    line = f"{promise}: {what}; " + ", ".join(
        f"{name.replace('_', ' ')} {one}" for name, one in figures.items()
    )
    sys.stdout.write(f"\n{line}\n")
    if os.environ.get(FILE):
        with Path(os.environ[FILE]).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"promise": promise, "what": what, "figures": figures}) + "\n")
