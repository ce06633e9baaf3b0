"""`tribe mail`: the outbox from a terminal."""

import os
import time
from collections.abc import Callable
from typing import BinaryIO

import click
import structlog
from flask import Flask

from tribe.access import SYSTEM
from tribe.base.db import session
from tribe.base.errors import NotFound, RuleBroken
from tribe.base.paging import LARGEST
from tribe.jobs import Lane, run_next
from tribe.mail import Mail, MailState, addresses, inbound, outbox, queries, why_not_sending
from tribe.mail.composing import compose
from tribe.mail.inbound import MAX_SIZE
from tribe.mail.kinds import find_kind
from tribe.mail.queries import MailRow
from tribe.mail.readiness import TERMINAL_WORDS
from tribe.mail.received import REFUSALS
from tribe.postmaster import services

NUMBERS = click.argument(
    "numbers", nargs=-1, type=click.IntRange(0, LARGEST), required=True, metavar="NUMBER..."
)
log = structlog.get_logger(__name__)
PATIENCE = 60.0  # seconds for which `test` waits


@click.group("mail")
def mail() -> None:
    """See the outbox, decide on mails that failed, see whether they arrive, and take answers in."""


@mail.command("list")
@click.option("--state", type=click.Choice([state.value for state in MailState]))
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@click.pass_obj
def list_(ready_app: Callable[[], Flask], state: str | None, limit: int) -> None:
    """Print mails, newest first, one a line: number, kind, state, attempts, when, to whom, why."""
    with ready_app().app_context():
        page = queries.list_mails(MailState(state) if state else None, size=limit)
        for row in page.rows:
            click.echo(_line(row))
        counts = queries.count_states()
        click.echo(
            ", ".join(f"{counts[one]} {one}" for one in MailState if one in counts) or "none"
        )
        if reason := why_not_sending():
            click.echo(f"None is sent: {TERMINAL_WORDS[reason]}.", err=True)


@mail.command("show")
@click.argument("number", type=click.IntRange(0, LARGEST))
@click.pass_obj
def show(ready_app: Callable[[], Flask], number: int) -> None:
    """Print a mail that has not left, as its recipient would get it: whoever sees it can use it."""
    with ready_app().app_context():
        found = outbox.get(number)
        kind = find_kind(found.kind) if found is not None else None
        if found is None or kind is None or found.state in (MailState.SENT, MailState.WITHDRAWN):
            raise click.ClickException(f"No mail that has not left has the number {number}.")
        envelope = compose(found, kind)
        if envelope is None:
            raise click.ClickException("There is nothing to say any more; it will not be sent.")
        click.echo(envelope.message.get_body(("plain",)).get_content())  # type: ignore[union-attr]


@mail.command("retry")
@NUMBERS
@click.pass_obj
def retry(ready_app: Callable[[], Flask], numbers: tuple[int, ...]) -> None:
    """Try mails again that failed, or that wait for their next attempt."""
    _each(ready_app, numbers, lambda number: services.retry(SYSTEM, number), "is tried again")


@mail.command("discard")
@NUMBERS
@click.pass_obj
def discard(ready_app: Callable[[], Flask], numbers: tuple[int, ...]) -> None:
    """Give mails up that have not left; their recipients hear nothing."""
    _each(ready_app, numbers, lambda number: services.discard(SYSTEM, number), "is given up")


@mail.command("unpause")
@click.argument("address")
@click.pass_obj
def unpause(ready_app: Callable[[], Flask], address: str) -> None:
    """Send mails to a paused ADDRESS again."""
    with ready_app().app_context():
        found = addresses.find_address(address)
        try:
            services.unpause(SYSTEM, found.id if found is not None else 0)
        except NotFound as refusal:
            raise click.ClickException("This address is not paused.") from refusal
        session.commit()
        click.echo("Mails go there again.")


@mail.command("test")
@click.argument("address")
@click.pass_obj
def test(ready_app: Callable[[], Flask], address: str) -> None:
    """Send a test message to ADDRESS, and say what the mail server answered."""
    with ready_app().app_context():
        if reason := why_not_sending():
            raise click.ClickException(f"None is sent: {TERMINAL_WORDS[reason]}.")
        try:
            sent = services.send_test(SYSTEM, address)
        except RuleBroken as refusal:
            raise click.ClickException("This is no mail address.") from refusal
        session.commit()
        found = _awaited(sent.id)
        if found.state is not MailState.SENT:
            again = ", and is tried again" if found.state is MailState.DEFERRED else ""
            why = found.answer or "no worker has sent it in a minute"
            raise click.ClickException(f"It has not left ({why}){again}.")
        click.echo(f"The mail server has taken it: {found.answer}. Look whether it arrives.")


@mail.command("receive")
@click.option("--recipient", required=True, help="The address that it came to, of the envelope.")
@click.option("--sender", help="The one of the envelope; empty for what a server writes itself.")
@click.option("--file", "source", type=click.File("rb"), default="-", help="Instead of stdin.")
@click.pass_obj
def receive(
    ready_app: Callable[[], Flask], recipient: str, sender: str | None, source: BinaryIO
) -> None:
    """Take a message in that a mail server hands over, and end as it expects (sysexits.h).

    Answers are posted, bounces and complaints counted; what is refused, and when it may be tried
    again, is told.
    """
    raw = source.read(MAX_SIZE + 1)
    try:
        with ready_app().app_context():
            became = inbound.receive(raw, recipient, sender)
            session.commit()
    except Exception as error:
        log.error("a message could not be taken in", exc_info=error)
        raise click.exceptions.Exit(os.EX_TEMPFAIL) from error
    click.echo(f"{became.capitalize()}.")
    if became in REFUSALS:
        raise click.exceptions.Exit(REFUSALS[became].exit)


@mail.command("serve")
@click.option(
    "--listen",
    default="127.0.0.1:2424",
    show_default=True,
    metavar="PLACE",
    help="host:port, or the path of a socket.",
)
@click.option("--smtp", "is_smtp", is_flag=True, help="Speak SMTP, and not LMTP.")
@click.pass_obj
def serve(ready_app: Callable[[], Flask], listen: str, is_smtp: bool) -> None:
    """Take messages in that a mail server hands over by LMTP: what `receive` does, kept running.

    Listen where only that server reaches it: nothing is encrypted, and no name is asked for.
    """
    from tribe.postmaster.listening import Place
    from tribe.postmaster.listening import serve as listen_there

    try:
        place = Place.parse(listen)
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="--listen") from error
    app = ready_app()
    if not app.config["SETTINGS"].inbound_address:
        raise click.ClickException("No address is set to take in for: TRIBE_INBOUND_ADDRESS.")
    said = f"Takes messages in by {'SMTP' if is_smtp else 'LMTP'} at {place}."
    try:
        listen_there(app, place, is_smtp=is_smtp, ready=lambda: click.echo(said))
    except OSError as error:
        raise click.ClickException(f"Nothing can listen at {place}: {error.strerror}.") from error


def _awaited(mail_id: int) -> Mail:
    """A mail once something became of it; sent by this process, unless a worker is quicker."""
    until = time.monotonic() + PATIENCE
    while True:
        is_idle = not run_next(Lane.MAIL)
        found = outbox.get(mail_id)
        session.rollback()
        assert found is not None
        is_open = found.state in (MailState.WAITING, MailState.SENDING)
        if not is_open or time.monotonic() > until:
            return found
        if is_idle:
            time.sleep(0.2)


def _line(row: MailRow) -> str:
    at = (row.ended_at or row.created_at).isoformat(timespec="seconds")
    parts = (str(row.id), row.kind, row.state, str(row.attempts), at, row.address, row.answer)
    return "\t".join(parts)


def _each(
    ready_app: Callable[[], Flask],
    numbers: tuple[int, ...],
    change: Callable[[int], Mail],
    said: str,
) -> None:
    """All of them or none."""
    with ready_app().app_context():
        for number in numbers:
            try:
                change(number)
            except NotFound as refusal:
                raise click.ClickException(
                    f"No mail of the number {number} can be decided on."
                ) from refusal
        session.commit()
        click.echo("\n".join(f"Mail {number} {said}." for number in numbers))
