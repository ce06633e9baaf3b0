"""`tribe import`: bringing a community in from elsewhere."""

import json
from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask

from tribe.archive.commands import import_tribe
from tribe.importers import meetup as meetup_groups
from tribe.importers import texts
from tribe.importers.runs import Run
from tribe.importers.stackexchange import reading, writing
from tribe.importers.stackexchange.site import find_site
from tribe.members.queries import find_member

MAX_SOURCE_LENGTH = 60
Ready = Callable[[], Flask]
directory = click.argument(
    "directory", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
dry_run = click.option("--dry-run", is_flag=True, help="Count and check, and write nothing.")
measure = click.option(
    "--measure/--no-measure",
    default=False,
    show_default=True,
    help="Whether those who come along are measured, in aggregates only, until they decide.",
)


@click.group("import")
def import_() -> None:
    """Bring a community in from elsewhere.

    A run that was interrupted is taken up again by the next; one that is complete adds nothing.
    """


@import_.command()
@directory
@click.option("--site", help="Host name of the site, when the directory does not say it.")
@click.option("--with-readers", is_flag=True, help="Also the accounts that never wrote anything.")
@measure
@dry_run
@click.pass_obj
def stackexchange(
    ready_app: Ready, directory: Path, site: str | None, with_readers: bool, measure: bool,
    dry_run: bool,
) -> None:  # fmt: skip
    """Questions, answers and comments of a Stack Exchange data dump.

    DIRECTORY holds Posts.xml, and Users.xml, Comments.xml and Votes.xml where there are any,
    plain or gzipped.
    """
    files = reading.need_files(directory, ("Posts.xml",), "a Stack Exchange dump")
    place = find_site(directory, site)
    if place is None:
        raise click.ClickException("Which site is it? Say it by --site HOST.")
    dump = reading.read(directory, place, files)
    people = dump.everyone if with_readers else dump.writers
    app = ready_app()
    with app.app_context():
        run = Run(place.host, is_dry=dry_run)
        run.read_map()
        new_people, items = writing.count(run, dump, people)
        if not dry_run:
            writing.write(run, place, new_people, items, is_measured=measure)
        run.finish(app.config["SETTINGS"].data_dir, writing.COUNTED, writing.PAGES)


@import_.command()
@directory
@click.option("--source", help="Name of this data set, when the directory's will not stay.")
@click.option("--zone", help="IANA time zone of the groups, when guessing it would be wrong.")
@measure
@dry_run
@click.pass_obj
def meetup(
    ready_app: Ready, directory: Path, source: str | None, zone: str | None, measure: bool,
    dry_run: bool,
) -> None:  # fmt: skip
    """Members, gatherings and answers of Meetup groups.

    DIRECTORY holds groups.csv, memberships.csv, events.csv and rsvps.csv, plain or gzipped.
    """
    if source is not None and not 0 < len(source) <= MAX_SOURCE_LENGTH:
        raise click.BadParameter(f"from 1 to {MAX_SOURCE_LENGTH} characters", param_hint="--source")
    files = meetup_groups.need_files(directory)
    groups = meetup_groups.read(files, zone)
    app = ready_app()
    with app.app_context():
        run = Run(source or directory.resolve().name[:MAX_SOURCE_LENGTH], is_dry=dry_run)
        run.read_map()
        new_people, events = meetup_groups.count(run, groups)
        if not dry_run:
            meetup_groups.write(run, new_people, events, is_measured=measure)
        run.finish(app.config["SETTINGS"].data_dir, meetup_groups.COUNTED, meetup_groups.PAGES)


@import_.command("texts-of")
@click.argument("name")
@click.pass_obj
def texts_of(ready_app: Ready, name: str) -> None:
    """What was imported of one member, as JSON: for whoever asks for their own texts.

    NAME is what they are called here.
    """
    with ready_app().app_context():
        member = find_member(name)
        if member is None:
            raise click.ClickException(f"There is no member {name!r}.")
        click.echo(json.dumps(texts.imported_texts(member), ensure_ascii=False, indent=2))


import_.add_command(import_tribe)
