"""`tribe privacy`: for operators who answer somebody's letter; each act is kept in the audit."""

from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask, current_app

from tribe import audit
from tribe.access import SYSTEM
from tribe.base.db import reading, session
from tribe.base.errors import TribeError
from tribe.base.paging import LARGEST
from tribe.members.models import Member
from tribe.members.queries import find_by_login
from tribe.personal_data import queries, services
from tribe.personal_data import words as said
from tribe.personal_data.archive import write_archive
from tribe.personal_data.models import Words
from tribe.personal_data.reading import count_held
from tribe.personal_data.services import claiming
from tribe.web.errors import words

Ready = Callable[[], Flask]
WHY = click.option("--why", required=True, help="By what letter, kept in the audit.")
ENGLISH = "en"


@click.group("privacy")
def privacy() -> None:
    """What is held of a member: show it, give it out, erase it."""


@privacy.command("show")
@click.argument("name")
@WHY
@click.pass_obj
def show(ready_app: Ready, name: str, why: str) -> None:
    """Print what is held of NAME (or of an address of mail), by table, with counts."""
    with ready_app().app_context():
        member = _found(name)
        for one in count_held(member.id):
            about = said.said(one.declared.about, ENGLISH)
            click.echo(f"{one.count}\t{one.declared.table}\t{about}")
        _note("privacy.shown", member, why)


@privacy.command("export")
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@WHY
@click.pass_obj
def export(ready_app: Ready, name: str, file: Path, why: str) -> None:
    """Write the export of NAME to FILE, the same that they could fetch themself.

    See for yourself that who asks is who they say, before you send it.
    """
    if file.exists():
        raise click.ClickException(f"{file} is there already.")
    with ready_app().app_context():
        member, draft = _found(name), file.with_name(f"{file.name}.draft")
        try:
            with reading():
                write_archive(draft, member.id)
            _note("privacy.exported", member, why)
            draft.rename(file)
        finally:
            draft.unlink(missing_ok=True)
        click.echo(f"{file} holds what is held of {member.name}.")


@privacy.command("erase")
@click.argument("name")
@click.option("--words", "kept", type=click.Choice([one.value for one in Words]), required=True,
              help="Whether what they wrote stays under a former member, or goes.")  # fmt: skip
@click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")
@WHY
@click.pass_obj
def erase(ready_app: Ready, name: str, kept: str, yes: bool, why: str) -> None:
    """Erase NAME at once, without the pause: nothing can be brought back.

    An erasure that was broken off is taken up by the same command.
    """
    with ready_app().app_context():
        member = _found(name)
        if not yes:
            click.confirm(f"Erase {member.name} for good?", abort=True)
        number = member.id
        try:
            erased = services.erase(number, Words(kept))
        except TribeError as error:
            session.rollback()
            raise click.ClickException(words(error)) from error
        facts = {
            "words": kept
        }  # noted afterwards: of an erasure every earlier word about them goes
        audit.record("privacy.erased", "member", number, actor_id=None, facts=facts, why=why)
        session.commit()
        click.echo(f"Erased. What stays is called “former member {erased.id}”.")


@privacy.command("claims")
@click.pass_obj
def claims(ready_app: Ready) -> None:
    """Print who asks for accounts of an import: number, account, wish, address, code, profile."""
    with ready_app().app_context():
        secret = str(current_app.config["SECRET_KEY"])
        for one, profile in queries.list_claims():
            code = claiming.code_of(one.member, secret)
            parts = [one.id, one.member.name, one.wish.value, one.email, code, profile or "-"]
            click.echo("\t".join(map(str, parts)))
            click.echo(f"\t{one.proof!r}")


@privacy.command("decide")
@click.argument("number", type=click.IntRange(0, LARGEST))
@click.argument("answer", type=click.Choice(["yes", "no"]))
@WHY
@click.pass_obj
def decide(ready_app: Ready, number: int, answer: str, why: str) -> None:
    """Say yes or no to request NUMBER for an account of an import; who asked is written to."""
    with ready_app().app_context():
        verb = claiming.grant if answer == "yes" else claiming.refuse
        try:
            verb(SYSTEM, number, why)
        except TribeError as error:
            session.rollback()
            raise click.ClickException(words(error)) from error
        session.commit()
        click.echo("Done.")


@privacy.command("forget-again")
@click.pass_obj
def forget_again(ready_app: Ready) -> None:
    """After an older backup was put back: erase again whom it brought back.

    Whom is told by `erased-members.jsonl` in the data folder, which no backup replaces.
    """
    with ready_app().app_context():
        said = services.forget_after_restore()
        session.commit()
        click.echo(said or "0 erased again.")


def _found(name: str) -> Member:
    member = find_by_login(name)
    if member is None:
        raise click.ClickException(f"There is no member {name!r}.")
    return member


def _note(kind: str, member: Member, why: str) -> None:
    audit.record(kind, "member", member.id, actor_id=None, why=why)
    session.commit()
