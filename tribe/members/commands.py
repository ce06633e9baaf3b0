"""`tribe member`: accounts from a terminal, so that the first admin needs no mail."""

import sys
from collections.abc import Callable, Mapping

import click
from flask import Flask

from tribe.access import SYSTEM, Role
from tribe.base.db import session
from tribe.base.errors import TribeError
from tribe.members import staff
from tribe.members.models import Member, State
from tribe.members.queries import find_member, list_accounts
from tribe.members.services import Unfit, join, suggest_password
from tribe.web.errors import words

Ready = Callable[[], Flask]
# what was typed on the command line, by the field that it is elsewhere
ARGUMENTS = {"name": "NAME", "email": "--email", "password": "the password"}


def refused(error: TribeError, named: Mapping[str, str] = ARGUMENTS) -> click.ClickException:
    """Why a command did nothing, with the argument that each reason is about.

    `named` has what each field is called on the command line.
    """
    if not isinstance(error, Unfit):
        return click.ClickException(words(error))
    faults = error.faults.items()
    return click.ClickException(
        "\n".join(f"{named.get(field, field)}: {words(fault)}" for field, fault in faults)
    )


@click.group()
def member() -> None:
    """Accounts: add, trust, suspend and list them by hand."""


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
def add(ready_app: Ready, name: str, email: str, role: str, password_stdin: bool) -> None:
    """Add a member called NAME.

    Without --password-stdin a password is made and printed, this once. They are not measured
    until they say so themselves.
    """
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else suggest_password()
    with ready_app().app_context():
        try:
            added = join(name, email, password, is_measured=False, role=Role(role))
        except TribeError as error:
            raise refused(error) from error
        session.commit()
        click.echo(f"{added.name} ({added.role.value}) can sign in.")
    if not password_stdin:
        click.echo(f"Password: {password}")


def change(
    ready_app: Ready,
    name: str,
    verb: Callable[[Member], str],
    named: Mapping[str, str] = ARGUMENTS,
) -> None:
    """Do something with the account of that name, and say what; `named` is as for `refused`."""
    with ready_app().app_context():
        found = find_member(name)
        if found is None:
            raise click.ClickException(f"There is no member called {name}.")
        try:
            said = verb(found)
        except TribeError as error:
            raise refused(error, named) from error
        session.commit()
        click.echo(said)


@member.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--why", default="", help="Kept in the audit.")
@click.pass_obj
def role_(ready_app: Ready, name: str, role: str, why: str) -> None:
    """Give NAME a ROLE; `member` takes any other away."""

    def give(found: Member) -> str:
        staff.give_role(SYSTEM, found, Role(role), why)
        return f"{found.name} ({role})"

    change(ready_app, name, give)


@member.command("brand")
@click.argument("name")
@click.option("--off", is_flag=True, help="Make it a member's account again.")
@click.option("--why", default="", help="Kept in the audit.")
@click.pass_obj
def brand(ready_app: Ready, name: str, off: bool, why: str) -> None:
    """Let NAME speak for the brand, which every post of theirs shows."""

    def mark(found: Member) -> str:
        staff.set_brand(SYSTEM, found, not off, why)
        return f"{found.name} {'no longer speaks' if off else 'speaks'} for the brand."

    change(ready_app, name, mark)


@member.command("password")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.pass_obj
def password_(ready_app: Ready, name: str, password_stdin: bool) -> None:
    """Give NAME a new password and sign them out everywhere.

    Without --password-stdin a password is made and printed, this once.
    """
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else suggest_password()

    def give(found: Member) -> str:
        staff.set_password(SYSTEM, found, password)
        said = f"{found.name} has a new password and is signed out everywhere."
        return said if password_stdin else f"{said}\nPassword: {password}"

    change(ready_app, name, give)


@member.command("list")
@click.option("--role", type=click.Choice([role.value for role in Role]))
@click.option("--brand", "is_brand", is_flag=True, help="Accounts of the brand alone.")
@click.option("--suspended", is_flag=True, help="Suspended accounts alone.")
@click.pass_obj
def list_(ready_app: Ready, role: str | None, is_brand: bool, suspended: bool) -> None:
    """Print accounts, one a line: name, role, state, since when, and whether of the brand."""
    with ready_app().app_context():
        chosen = list_accounts(
            Role(role) if role else None, is_brand, State.SUSPENDED if suspended else None
        )
        for found in chosen:
            joined = found.joined_at.date().isoformat()
            line = [found.name, found.role.value, found.state.value, joined]
            click.echo("\t".join([*line, *(["brand"] if found.is_brand else [])]))
