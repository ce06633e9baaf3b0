"""`tribe search`: the index made anew, or compared with the texts."""

from collections.abc import Callable

import click
from flask import Flask

from tribe.base.db import reading
from tribe.search.rebuilding import compare, rebuild_now


@click.group("search")
def search() -> None:
    """Keep the index by which people find texts."""


@search.command("rebuild")
@click.pass_obj
def rebuild_(ready_app: Callable[[], Flask]) -> None:
    """Read all texts anew; people go on searching meanwhile."""
    with ready_app().app_context():
        click.echo(f"{rebuild_now()} texts are found.")


@search.command("check")
@click.pass_obj
def check(ready_app: Callable[[], Flask]) -> None:
    """Compare the index with all texts; exit status 1 where they differ."""
    with ready_app().app_context(), reading():
        found = compare()
    if not found.is_good:
        raise click.ClickException(f"{found}: run tribe search rebuild")
    click.echo("The index has what the texts say.")
