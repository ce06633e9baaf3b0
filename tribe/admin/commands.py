"""`tribe place`: the settings of the place from a terminal."""

from collections.abc import Callable

import click
from flask import Flask

from tribe.access import SYSTEM
from tribe.admin import services
from tribe.base.db import session
from tribe.base.text import clean
from tribe.settings import current
from tribe.settings.declared import declared_settings
from tribe.settings.kinds import Unfit


@click.group()
def place() -> None:
    """See and change what this place is called, speaks and allows."""


@place.command("show")
@click.argument("key", required=False)
@click.pass_obj
def show(ready_app: Callable[[], Flask], key: str | None) -> None:
    """Print every setting, one a line: key and value; or the value of KEY alone."""
    with ready_app().app_context():
        if key is not None:
            _check(key)
            click.echo(declared_settings()[key].kind.spell(current()[key]))
            return
        for name, setting in declared_settings().items():
            click.echo(f"{name}\t{setting.kind.spell(current()[name])}")


@place.command("set")
@click.argument("key")
@click.argument("value")
@click.pass_obj
def set_(ready_app: Callable[[], Flask], key: str, value: str) -> None:
    """Give the setting KEY a VALUE; running servers heed it within two seconds."""
    with ready_app().app_context():
        _check(key)
        kind = declared_settings()[key].kind
        try:
            services.change_settings(SYSTEM, {key: kind.parse(clean(value))})
        except Unfit as unfit:
            raise click.ClickException(f"{key}: {unfit}") from unfit
        session.commit()
        click.echo(f"{key}\t{kind.spell(current()[key])}")


def _check(key: str) -> None:
    if key not in declared_settings():
        known = ", ".join(declared_settings())
        raise click.ClickException(f"There is no setting called {key}. There are: {known}.")
