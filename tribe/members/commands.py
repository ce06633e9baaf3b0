"""`tribe member`: accounts from a terminal, so that the first admin needs no mail."""

import sys
from collections.abc import Callable

import click
from flask import Flask

from tribe.db import session
from tribe.errors import TribeError
from tribe.members.models import Role
from tribe.members.services import join, suggest_password


@click.group()
def member() -> None:
    """Add people by hand."""


@member.command("add")
@click.argument("name")
@click.option("--email", required=True, help="Where they can be written to; shown to nobody.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.MEMBER.value,
    show_default=True,
)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.pass_obj
def add(
    ready_app: Callable[[], Flask], name: str, email: str, role: str, password_stdin: bool
) -> None:
    """Add a member called NAME.

    Without --password-stdin a password is made and printed, this once. They are not measured
    until they say so themselves.
    """
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else suggest_password()
    with ready_app().app_context():
        try:
            added = join(name, email, password, is_measured=False, role=Role(role))
        except TribeError as error:
            raise click.ClickException(error.message) from error
        session.commit()
        click.echo(f"{added.name} ({added.role.value}) can sign in.")
    if not password_stdin:
        click.echo(f"Password: {password}")
