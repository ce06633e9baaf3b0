"""`tribe member suspend` and `unsuspend`: with a statement of reasons, as on a page."""

from collections.abc import Callable

import click
from flask import Flask
from flask_babel import gettext as _

from tribe.access import SYSTEM
from tribe.accounts.commands import member
from tribe.members.commands import change
from tribe.members.models import Member
from tribe.moderation import services

__all__ = ["member"]
Ready = Callable[[], Flask]


@member.command("suspend")
@click.argument("name")
@click.option("--why", required=True, help="They read it, and it is kept in the audit.")
@click.option("--rule", default="", help="Which rule of the place, as its page says it.")
@click.pass_obj
def suspend(ready_app: Ready, name: str, why: str, rule: str) -> None:
    """Close the account of NAME for now; what they wrote stays, and they are told why."""

    def close(found: Member) -> str:
        services.suspend_account(SYSTEM, found, why, rule or str(_("The rules of this place")))
        return f"{found.name} is suspended and signed out."

    change(ready_app, name, close)


@member.command("unsuspend")
@click.argument("name")
@click.option("--why", default="", help="They read it, and it is kept in the audit.")
@click.pass_obj
def unsuspend(ready_app: Ready, name: str, why: str) -> None:
    """Open the account of NAME again, whatever closed it."""

    def reopen(found: Member) -> str:
        services.reopen_account(SYSTEM, found, why or str(_("The account is open again.")))
        return f"{found.name} can take part again."

    change(ready_app, name, reopen)
