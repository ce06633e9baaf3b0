"""`tribe member …` for ways in: what members do on their own pages, done for them and audited."""

from collections.abc import Callable

import click
from flask import Flask, current_app

from tribe import audit, tokens
from tribe.access import SYSTEM, require
from tribe.accounts import policy, purposes, queries, services
from tribe.base.db import session
from tribe.base.errors import TribeError
from tribe.base.paging import LARGEST
from tribe.members import naming, staff
from tribe.members.commands import ARGUMENTS, change, member, refused
from tribe.members.models import Member
from tribe.members.policy import SIGN_IN

__all__ = ["member"]
Ready = Callable[[], Flask]
WAYS = {"link": purposes.LINK, "password": purposes.PASSWORD}
APPLICANT = {"name": "the applicant's name", "email": "the applicant's address"}
PATHS = {"link": "/sign-in/link/", "password": "/reset/"}


def address_of(path: str) -> str:
    """The whole address of a page, as far as the server knows it."""
    return f"{str(current_app.config['BASE_URL'] or '').rstrip('/')}{path}"


@member.command("confirm")
@click.argument("name")
@click.pass_obj
def confirm(ready_app: Ready, name: str) -> None:
    """Take the address of NAME as confirmed, where mail does not reach them."""

    def take(found: Member) -> str:
        services.prove_address(found)
        audit.record("accounts.address.confirmed", "member", found.id, actor_id=None)
        return f"The address of {found.name} is confirmed."

    change(ready_app, name, take)


@member.command("link")
@click.argument("name")
@click.option("--for", "way", type=click.Choice(list(WAYS)), default="link", show_default=True)
@click.pass_obj
def link(ready_app: Ready, name: str, way: str) -> None:
    """Print a link by which NAME signs in, or chooses a new password.

    It works once, for half an hour or two hours. Give it to them alone.
    """

    def make(found: Member) -> str:
        require(found, SIGN_IN)
        purpose = WAYS[way]
        lifetime = purposes.LIFETIMES[purpose]
        secret = tokens.issue(purpose, lifetime, found.id, address=found.email)
        audit.record("accounts.link.made", "member", found.id, actor_id=None, facts={"way": way})
        return address_of(PATHS[way] + secret)

    change(ready_app, name, make)


@member.command("ways-in")
@click.argument("name")
@click.pass_obj
def ways_in(ready_app: Ready, name: str) -> None:
    """Print what lets NAME in, one a line: the kind, its number, what it is called, last use."""

    def tell(found: Member) -> str:
        lines = [["password", "-", "set", "-"]] if found.password_hash else []
        if found.email:
            state = "confirmed" if found.email_confirmed_at else "not confirmed"
            lines.append(["link", "-", f"{found.email} ({state})", "-"])
        for key in queries.list_passkeys(found):
            lines.append(["passkey", str(key.id), key.name, str(key.last_used_on or "-")])
        for one in queries.list_provider_accounts(found):
            called = one.shown_as or one.subject
            lines.append(["brand", str(one.id), called, str(one.last_used_on or "-")])
        if services.has_second_step(found):
            lines.append(["second step", "-", "app for codes", "-"])
        return "\n".join("\t".join(line) for line in lines)

    change(ready_app, name, tell)


@member.command("unlink")
@click.argument("name")
@click.argument("number", type=click.IntRange(0, LARGEST))
@click.option("--why", default="", help="Kept in the audit.")
@click.pass_obj
def unlink(ready_app: Ready, name: str, number: int, why: str) -> None:
    """Let the account of the brand of that NUMBER open NAME's no longer; `ways-in` has numbers."""

    def take(found: Member) -> str:
        services.unlink(SYSTEM, found, number, why)
        return f"It lets {found.name} in no longer."

    change(ready_app, name, take)


@member.command("sign-out")
@click.argument("name")
@click.pass_obj
def sign_out(ready_app: Ready, name: str) -> None:
    """Sign NAME out everywhere."""

    def end(found: Member) -> str:
        staff.end_sign_ins(found)
        audit.record("accounts.sign_ins.ended", "member", found.id, actor_id=None)
        return f"{found.name} is signed out everywhere."

    change(ready_app, name, end)


@member.command("reset-second-step")
@click.argument("name")
@click.option("--why", default="", help="Kept in the audit.")
@click.pass_obj
def reset_second_step(ready_app: Ready, name: str, why: str) -> None:
    """Take the app for codes and the passkeys from NAME, who lost them."""

    def reset(found: Member) -> str:
        services.reset_second_steps(SYSTEM, found, why)
        return f"The password of {found.name} alone lets them in."

    change(ready_app, name, reset)


@member.command("rename")
@click.argument("name")
@click.argument("new_name")
@click.option("--why", default="", help="Kept in the audit.")
@click.pass_obj
def rename(ready_app: Ready, name: str, new_name: str, why: str) -> None:
    """Give NAME another name; the old one leads to it."""

    def give(found: Member) -> str:
        before = found.name
        naming.rename(SYSTEM, found, new_name)
        audit.record("members.member.renamed", "member", found.id, actor_id=None, why=why)
        return f"{before} is {found.name} from now on."

    change(ready_app, name, give, ARGUMENTS | {"name": "NEW_NAME"})


@member.command("invite")
@click.argument("name")
@click.option("--email", default="", help="Mail the link there.")
@click.option("--words", "said", default="", help="A word of NAME to whoever is invited.")
@click.pass_obj
def invite(ready_app: Ready, name: str, email: str, said: str) -> None:
    """Make an invitation in the name of NAME, and print its link."""

    def make(found: Member) -> str:
        invitation, secret = services.invite(found, said, email)
        audit.record("accounts.invitation.made", "invitation", invitation.id, actor_id=None)
        return address_of(f"/invitations/{secret}")

    change(ready_app, name, make)


@member.command("applications")
@click.pass_obj
def applications(ready_app: Ready) -> None:
    """Print who asks to come in, one a line: number, name, address, since when, their words."""
    with ready_app().app_context():
        for one in queries.list_applications().rows:
            said = " ".join(one.words.split())
            since = one.asked_at.date().isoformat()
            click.echo("\t".join([str(one.id), one.name, one.email, since, said]))


@member.command("approve")
@click.argument("number", type=click.IntRange(0, LARGEST))
@click.pass_obj
def approve(ready_app: Ready, number: int) -> None:
    """Let the applicant of that NUMBER in."""
    _answer(ready_app, lambda: f"{services.approve(SYSTEM, number).name} is let in.")


@member.command("decline")
@click.argument("number", type=click.IntRange(0, LARGEST))
@click.option("--words", "said", default="", help="For them to read.")
@click.pass_obj
def decline(ready_app: Ready, number: int, said: str) -> None:
    """Do not let the applicant of that NUMBER in, and forget them."""

    def do() -> str:
        services.decline(SYSTEM, number, said)
        return "That is answered, and forgotten."

    _answer(ready_app, do)


def _answer(ready_app: Ready, verb: Callable[[], str]) -> None:
    with ready_app().app_context():
        require(SYSTEM, policy.DECIDE)
        try:
            said = verb()
        except TribeError as error:
            raise refused(error, APPLICANT) from error
        session.commit()
        click.echo(said)
