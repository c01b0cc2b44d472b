"""`saferbot export` and `import`: the entries as a spreadsheet, and the edits of one back into their files."""

import os
from pathlib import Path

import click

from bot import app, app_sheets
from bot.admin.changes import Book
from bot.admin.submitting import submit_all
from bot.cli_waiting import say_waiting
from bot.clock import RealClock
from bot.config import Settings
from bot.content.atomic import write_whole
from bot.content.differences import differences
from bot.content.sheets import csv_file
from bot.content.sheets.plan import Plan, export_rows, plan
from bot.content.sheets.table import read_table

_XLSX, _CSV = ".xlsx", ".csv"


def _settings(file: str | None) -> Settings:
    return app.read_settings(file, os.environ, Path.cwd())


@click.command()
@click.argument("sheet", metavar="FILE.csv|FILE.xlsx", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.pass_obj
def export(file: str | None, sheet: Path, force: bool) -> None:
    """Write all entries into a spreadsheet, one a row; `saferbot import` reads it back.

    Ways of asking, test phrases, links and sources stand one a line in their cell. Leave the columns `id` and
    `exported` as they are.
    """
    ending = sheet.suffix.lower()
    if ending not in (_CSV, _XLSX):
        raise click.UsageError(f"{sheet.name} must end in {_CSV} or {_XLSX}")
    if sheet.exists() and not force:
        raise click.UsageError(f"{sheet.name} is there already; choose another name, or say --force")
    settings = _settings(file)
    rows = export_rows(settings.knowledge, settings.language)
    data = csv_file.write(rows) if ending == _CSV else _workbook(rows)
    try:
        write_whole(sheet, data)
    except OSError as error:
        raise click.ClickException(f"{sheet.name} cannot be written ({error.strerror})") from None
    click.echo(f"Written: {sheet}, {len(rows) - 1} entries.")


def _workbook(rows: list[list[str]]) -> bytes:
    from bot.content.sheets import xlsx_file  # only whoever wants a workbook needs the library behind it

    return xlsx_file.write(rows, RealClock().now().date())


@click.command("import")
@click.argument("sheet", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.option(
    "--quick", is_flag=True, help="Do not look at what questions find with it, which takes some seconds."
)
@click.option("--role", default="editor", show_default=True, help="Who changes it: a role, never a name.")
@click.pass_obj
def import_(file: str | None, sheet: Path, yes: bool, quick: bool, role: str) -> None:
    """Take the edits of a spreadsheet over into the entries, all of them or none.

    Shows what differs and what questions it takes from other entries, then asks. Only what was edited in the sheet
    changes; an entry that is not in the sheet stays; a row with a new `id` is a new entry. Where anything in it needs a
    second person all of it waits, file by file (`saferbot waiting`).
    """
    settings = _settings(file)
    today = RealClock().now().date()
    planned = plan(settings.knowledge, settings.language, read_table(sheet), sheet.name, today)
    for remark in planned.remarks:
        click.echo(remark)
    if not planned.texts:
        click.echo("The sheet changes nothing.")
        return
    _show(settings, planned, quick)
    if not (yes or _agreed()):
        click.echo("Nothing was written.")
        return
    book = Book(
        settings.knowledge, settings.language, role, RealClock(), tell=lambda said: click.echo(said, err=True)
    )
    count = len(planned.topics)
    outcome = submit_all(
        book, planned.texts, "import", planned.topics[0] if count == 1 else f"{count} entries"
    )
    if outcome.is_waiting:
        say_waiting(settings, outcome)
        return
    files = len(outcome.entries)
    click.echo(f"Written: {count} entries in {files} files; `saferbot undo` takes all of it back.")


def _show(settings: Settings, planned: Plan, is_quick: bool) -> None:
    before, after = planned.before.knowledge.topics, planned.after.knowledge.topics
    found = "\n".join(map(str, differences(before, after)))
    click.echo(found or "What differs is not shown to people (such as a note on a source).")
    if is_quick:
        return
    click.echo("What questions find with it (it takes some seconds):")
    for line in app_sheets.effect_lines(app_sheets.effect_of(settings, planned), {**before, **after}):
        click.echo(line)


def _agreed() -> bool:
    try:
        return click.confirm("Write this?", default=False)
    except click.Abort:
        click.echo()
        return False
