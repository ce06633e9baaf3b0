"""`tribe setup`: a new code for a place that nobody can set up yet."""

from collections.abc import Callable

import click
from flask import Flask

from tribe.base.db import session
from tribe.base.errors import TribeError
from tribe.setup.queries import find_setup
from tribe.setup.services import begin, renew_code
from tribe.web.errors import words

Ready = Callable[[], Flask]


@click.group()
def setup() -> None:
    """Setting a new place up, which is done on its page /setup."""


@setup.command("code")
@click.pass_obj
def code(ready_app: Ready) -> None:
    """Print a new code for /setup; the one before is of no use any more."""
    with ready_app().app_context():
        try:
            made = begin() or renew_code()
        except TribeError as error:
            raise click.ClickException(words(error)) from error
        session.commit()
        click.echo(made)


def greet(address: str) -> str | None:
    """What `tribe serve` says of a place that is not set up: where that is done, and the code.

    None where there is nothing to set up. A code that was printed before is of no use any more.
    """
    made = begin()
    session.commit()
    if made is not None:
        return (
            f"This place is new. Set it up on {address}/setup?code={made}\n"
            "The code is of no use once the first account is made."
        )
    is_open = find_setup() is not None
    return f"Admins go on setting this place up on {address}/setup" if is_open else None
