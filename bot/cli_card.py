"""`saferbot qr`: a card with a code to print and hand out."""

import os
from pathlib import Path

import click

from bot import app, app_card
from bot.content.atomic import write_whole
from bot.content.card import as_svg


@click.command()
@click.argument("topic", default="")
@click.option("--bot", "named", default="", metavar="NAME", help="The bot's name (else Telegram is asked).")
@click.option(
    "--title", default="", help="What stands on the card: two lines of 24 letters; keep it neutral."
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("card.svg"),
    show_default=True,
    help="The file to write: .svg to print at any size, .png at 300 dots an inch.",
)
@click.pass_obj
def qr(file: str | None, topic: str, named: str, title: str, out: Path) -> None:
    """Draw a card of 60 by 80 mm whose code opens the bot, and in it TOPIC (an id; else the first screen).

    The topic is in the code only, so the card in a pocket does not tell what it is about.
    """
    kind = out.suffix.lower()
    if kind not in (".svg", ".png"):
        raise click.BadParameter(f"{out.name!r} must end in .svg or .png", param_hint="--out")
    card = app_card.card(app.read_settings(file, os.environ, Path.cwd()), topic, named, title)
    if kind == ".png":
        from bot.content.card_png import draw_card  # with all it imports: only where it is drawn

        data = draw_card(card)
    else:
        data = as_svg(card).encode()
    write_whole(out, data)
    click.echo(f"{out}: {card.link}")
