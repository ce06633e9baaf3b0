"""`tribe member`: accounts from a terminal, so that the first admin needs no mail."""

import click

from tribe.members.models import Role


@click.group()
def member() -> None:
    """Add people by hand."""


@member.command("add")
@click.argument("name")
@click.option("--email", required=True)
@click.option("--role", type=click.Choice([role.value for role in Role]), default="member")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(name: str, email: str, role: str, password_stdin: bool) -> None:
    """Add a member."""
