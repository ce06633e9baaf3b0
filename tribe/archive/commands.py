"""`tribe backup`, `tribe restore`, `tribe export`, and what `tribe import tribe` does."""

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask

from tribe.archive import services
from tribe.archive.errors import ArchiveError
from tribe.archive.manifest import Manifest
from tribe.base.migrations import CannotMigrate

Make = Callable[[], Flask]
new_file = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command()
@new_file
@click.pass_context
def backup(context: click.Context, file: Path) -> None:
    """Write database and files into one new FILE while others go on writing.

    It is checked before it gets its name. Whoever has it can read everything.
    """
    with _bare(context).app_context():
        try:
            manifest = services.back_up(file)
        except ArchiveError as error:
            _fail(error)
    click.echo(f"{file}: {_told(manifest)}, checked.")
    _tell_lost(manifest)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace a tribe, of which a backup is kept first.")
@click.pass_context
def restore(context: click.Context, file: Path, replace: bool) -> None:
    """Make an empty place what FILE, a backup, says; all of it or nothing.

    The place is the one that TRIBE_DATA_DIR names, or for the database TRIBE_DATABASE_URL; it is
    named again when it is done.
    """
    with _bare(context).app_context():
        try:
            taken = services.restore(file, replace=replace)
        except (ArchiveError, CannotMigrate) as error:
            _fail(error)
    if taken.before is not None:
        click.echo(f"What was here is kept: {taken.before}")
    click.echo(
        f"Restored into {taken.place}: {_told(taken.manifest)}, of {taken.manifest.made_at}."
    )
    for words in taken.said:
        click.echo(words)
    _tell_lost(taken.manifest)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.pass_context
def export(context: click.Context, folder: Path) -> None:
    """Write the whole tribe into a new folder DIR, in an open form that another Tribe imports.

    Its README says what is in it. Sign-ins, tokens and mails that wait are left out.
    """
    make: Make = context.obj
    with make().app_context():
        try:
            manifest = services.export_to(folder)
        except ArchiveError as error:
            _fail(error)
    click.echo(f"{folder}: {_told(manifest)}, checked.")
    for name, why in sorted(manifest.left_out.items()):
        click.echo(f"Left out: {name} ({why})")
    _tell_lost(manifest)


@click.command("tribe")
@click.argument(
    "folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.pass_context
def import_tribe(context: click.Context, folder: Path) -> None:
    """A whole tribe that `tribe export` wrote into DIR, into an empty place.

    Lines that are wrong are named and left out, with what refers to them; the rest is taken over,
    and the command ends with status 1.
    """
    with _bare(context).app_context():
        try:
            taken = services.import_from(folder)
        except (ArchiveError, CannotMigrate) as error:
            _fail(error)
    click.echo(f"Imported: {_told(taken.manifest)}, of {taken.manifest.made_at}.")
    for flaw in taken.flaws:
        click.echo(f"Left out or changed: {flaw}", err=True)
    for words in taken.said:
        click.echo(words)
    _tell_lost(taken.manifest)
    if taken.flaws:
        raise click.exceptions.Exit(1)


def _bare(context: click.Context) -> Flask:
    """The application on its database as it is: whoever backs up or restores migrates nothing."""
    make: Make = context.find_root().meta["tribe.bare_app"]
    return make()


def _fail(error: Exception) -> NoReturn:
    raise click.ClickException(str(error)) from error


def _told(manifest: Manifest) -> str:
    rows = sum(table.rows for table in manifest.tables)
    return f"{rows} rows of {len(manifest.tables)} tables"


def _tell_lost(manifest: Manifest) -> None:
    for digest in manifest.lost_files:
        click.echo(f"The storage has lost the file {digest}; nothing else is missing.", err=True)
