"""The `tribe` command: what an operator does from a terminal.

What a command stands on is imported when it is called: whoever measures a file does not wait for
the pages of a community.
"""

import os
from typing import TYPE_CHECKING

import click

from tribe import __version__
from tribe.base.commands import CommandAt

if TYPE_CHECKING:
    from flask import Flask

OWN_FILES = 0o077  # the umask: what we write is for our own account alone
OWN = (
    CommandAt("check", "tribe.operating:check_"),
    CommandAt("measure", "tribe.graph.command:measure"),
    CommandAt("migrate", "tribe.operating:migrate"),
    CommandAt("serve", "tribe.operating:serve"),
    CommandAt("worker", "tribe.operating:worker"),
)


class Commands(click.Group):
    """Our own commands and those that features declare; says in words what is wrong in the world.

    Exit status 1 for that, 2 for wrong usage.
    """

    def list_commands(self, context: click.Context) -> list[str]:
        """The names of all of them."""
        return sorted(one.name or "" for one in (*OWN, *_of_features()))

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The one of a name; features are asked only where it is none of our own."""
        found = next((one for one in OWN if one.name == name), None) or next(
            (one for one in _of_features() if one.name == name), None
        )
        return found.load() if isinstance(found, CommandAt) else found

    def invoke(self, context: click.Context) -> object:
        """Run the command and say on stderr why it could not be done."""
        os.umask(OWN_FILES)
        try:
            return super().invoke(context)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            words = _why(error)
            if words is None:
                raise
            raise click.ClickException(words) from error


def _of_features() -> list[click.Command | CommandAt]:
    from tribe.features import FEATURES

    return [command for feature in FEATURES for command in feature.commands]


def _why(error: Exception) -> str | None:
    from tribe.surroundings import why

    return why(error)


@click.group(cls=Commands)
@click.version_option(__version__)
@click.pass_context
def main(context: click.Context) -> None:
    """Tribe: a community where a brand's customers relate to each other."""
    context.obj = _ready_app  # what a feature's command calls for an application at head
    context.meta["tribe.bare_app"] = _bare_app  # and for one on the database as it is


def _ready_app() -> "Flask":
    from tribe.operating import ready_app

    return ready_app()


def _bare_app() -> "Flask":
    from tribe.operating import bare_app

    return bare_app()
