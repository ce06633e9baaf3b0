"""The job that empties the outbox: a mail at a time, each noted before it leaves and after.

A mail in hand carries the lease of the job that has it. When a worker is killed its lease ends, and
whoever sends next takes the mail up again, with the same Message-ID (decision 21).
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from flask import current_app
from sqlalchemy import ColumnElement, exists, func, or_, select, true, update
from sqlalchemy.exc import SQLAlchemyError

from tribe import jobs
from tribe.base.db import now, reading, session
from tribe.base.logs import cause
from tribe.jobs import Job, Lane
from tribe.jobs.models import OPEN as OPEN_JOB
from tribe.mail import addresses, outbox
from tribe.mail.afterwards import SEND
from tribe.mail.composing import Envelope, compose
from tribe.mail.connection import Answer, Connection, Stage
from tribe.mail.gate import gate
from tribe.mail.kinds import find_kind
from tribe.mail.models import OPEN, Mail, MailState
from tribe.mail.readiness import why_not_sending
from tribe.mail.settings import MAILS_A_MINUTE
from tribe.settings import value_of

BUDGET = 15.0  # seconds of one job: less than a worker has to end
REST = 60.0  # seconds for which a server in trouble is left alone
FIRST_PAUSE = timedelta(minutes=2)  # before the second attempt; doubled before each further one
LONGEST_PAUSE = timedelta(hours=1)
ATTEMPTS = 102  # four days and a little, the least that RFC 5321 (4.5.4.1) asks for
MINUTE = timedelta(minutes=1)
EXTENSION = "tribe_mail_rests_until"
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Verdict:
    """What becomes of a mail after an attempt, and the code of why."""

    mail: Mail
    state: MailState
    code: str
    weight: int = 0  # of a bounce of its address
    is_trouble: bool = False  # other mails would fare the same now
    due_at: datetime | None = None  # of what waits for its recipient, and was no attempt


def send(_payload: dict[str, Any]) -> None:
    """Hand over what is due, until there is no more, the server is in trouble, or time is up."""
    server = current_app.config["SETTINGS"].mail
    if server is None or why_not_sending() or _is_resting():
        return
    until, last = time.monotonic() + BUDGET, None
    with Connection(server) as connection:
        try:
            while (mail := _take(last)) is not None:
                last = _attempt(mail, connection)
                if last.is_trouble or time.monotonic() > until:
                    _break_off(last)
                    return
            _go_on_within_the_limit()
        except (jobs.LeaseLost, SQLAlchemyError):
            session.rollback()
            if last is not None:  # what the server has taken is noted, or it would be sent again
                settle(last)
                session.commit()
            raise


def settle(verdict: Verdict) -> None:
    """Note what became of a mail, unless somebody else has it in hand by now."""
    mail, state, values = verdict.mail, verdict.state, dict[str, Any](answer=verdict.code[:120])
    if verdict.due_at is not None:
        values |= {"due_at": verdict.due_at, "attempts": Mail.attempts - 1}
    elif state is MailState.DEFERRED:
        again_at = now() + pause_before(mail.attempts + 1)
        if mail.attempts >= ATTEMPTS or (mail.until is not None and again_at > mail.until):
            state = MailState.FAILED
        values |= {"due_at": again_at}
    if state not in (MailState.DEFERRED, MailState.WAITING):
        values |= {"ended_at": now()}
    if state in (MailState.SENT, MailState.WITHDRAWN):
        values |= {"facts": {}}
    own = (Mail.id == mail.id, Mail.state == MailState.SENDING, Mail.lease == mail.lease)
    session.execute(update(Mail).where(*own).values(values | {"state": state, "lease": None}))
    if verdict.weight:
        addresses.score_bounce(mail.address_id, verdict.weight)


def pause_before(attempt: int) -> timedelta:
    """How long a mail rests before its second, third, … attempt."""
    doubled = FIRST_PAUSE * int(2 ** min(attempt - 2, 10))
    return min(doubled, LONGEST_PAUSE)


def _take(last: Verdict | None) -> Mail | None:
    """Note the last mail and take the next that is due in hand, in one transaction.

    Raises LeaseLost, with both undone, where another worker has this job.
    """
    if last is not None:
        settle(last)
    lease = jobs.lease_in_hand()
    held = select(Job.id).where(OPEN_JOB, Job.lane == Lane.MAIL, Job.lease == Mail.lease)
    is_free = or_(Mail.state != MailState.SENDING, ~exists(held.where(Job.leased_until >= now())))
    first = (
        select(Mail.id)
        .where(OPEN, Mail.due_at <= now(), is_free, _is_within_the_limit())
        .order_by(Mail.rank, Mail.due_at, Mail.id)
        .limit(1)
    )
    mail = session.scalar(
        update(Mail)
        .where(Mail.id == first.with_for_update(skip_locked=True).scalar_subquery())
        .values(state=MailState.SENDING, lease=lease, attempts=Mail.attempts + 1)
        .returning(Mail)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    if mail is not None:
        session.expunge(mail)  # as it was taken, with our lease, whatever becomes of its row
    jobs.renew()
    return mail


def _is_within_the_limit() -> ColumnElement[bool]:
    """Whether a mail may go now: what somebody waits for, and what the last minute left room for.

    Asked in the statement that takes a mail, so that workers count each other's.
    """
    most = value_of(MAILS_A_MINUTE)
    if not most:
        return true()
    lately = or_(
        Mail.state == MailState.SENDING,
        (Mail.state == MailState.SENT) & (Mail.ended_at > now() - MINUTE),
    )
    sent = select(func.count(Mail.id)).where(lately).correlate(None).scalar_subquery()
    return or_(Mail.rank == 0, sent < most)


def _go_on_within_the_limit() -> None:
    """Where the limit holds mails up, go on once the oldest of the last minute no longer counts.

    At a whole second after it, so that the key of a job that was done is never asked for again.
    """
    if not value_of(MAILS_A_MINUTE):
        return
    is_due = exists().where(OPEN, Mail.due_at <= now(), Mail.state != MailState.SENDING)
    first = select(func.min(Mail.ended_at)).where(
        Mail.state == MailState.SENT, Mail.ended_at > now() - MINUTE
    )
    if session.scalar(select(is_due)):
        oldest = session.scalar(first) or now()
        again_at = oldest.replace(microsecond=0) + MINUTE + timedelta(seconds=1)
        jobs.enqueue(SEND, key=f"{SEND}:{int(again_at.timestamp())}", at=again_at)


def _break_off(last: Verdict) -> None:
    """Stop for now; the schedule goes on after the server's rest, and a job of its own before."""
    settle(last)
    if last.is_trouble:
        log.error("the mail server is in trouble", answer=last.code)
        current_app.extensions[EXTENSION] = time.monotonic() + REST
    else:
        jobs.enqueue(SEND)
    jobs.renew()


def _is_resting() -> bool:
    return bool(time.monotonic() < current_app.extensions.get(EXTENSION, 0.0))


def _attempt(mail: Mail, connection: Connection) -> Verdict:
    """Hand a mail over, or say why that is not to be done; no transaction is open meanwhile."""
    with reading():
        found = _prepared(mail)
    if isinstance(found, Verdict):
        return found
    return _judged(mail, connection.send(found))


def _prepared(mail: Mail) -> Envelope | Verdict:
    kind, whole = find_kind(mail.kind), outbox.get(mail.id)
    if kind is None or whole is None:
        return Verdict(mail, MailState.FAILED, "no_kind")
    if mail.until is not None and mail.until < now():
        return Verdict(mail, MailState.FAILED, "too_late")
    if addresses.is_held(whole.address, kind):
        return Verdict(mail, MailState.PAUSED, "paused")
    if not kind.is_transactional and addresses.is_unsubscribed(mail.address_id, mail.kind):
        return Verdict(mail, MailState.WITHDRAWN, "unsubscribed")
    if not kind.is_transactional and mail.member_id is not None:
        if gate().is_over(mail.member_id, mail.facts):
            return Verdict(mail, MailState.WITHDRAWN, "nothing_to_say")
        if (rests_until := gate().rests_until(mail.member_id)) is not None:
            if mail.until is not None and rests_until > mail.until:
                return Verdict(mail, MailState.WITHDRAWN, "too_late")
            return Verdict(mail, MailState.WAITING, "", due_at=rests_until)
    try:
        envelope = compose(whole, kind)
    except SQLAlchemyError:
        raise  # the database's trouble, and not this mail's
    except Exception as error:
        log.error("a mail cannot be written", kind=mail.kind, exc_info=error)
        return Verdict(mail, MailState.FAILED, cause(error))
    return envelope or Verdict(mail, MailState.WITHDRAWN, "nothing_to_say")


def _judged(mail: Mail, answer: Answer) -> Verdict:
    if answer.is_taken:
        return Verdict(mail, MailState.SENT, answer.code)
    if answer.is_final:
        return Verdict(mail, MailState.FAILED, answer.code, _weight(answer))
    return Verdict(mail, MailState.DEFERRED, answer.code, is_trouble=answer.is_trouble)


def _weight(answer: Answer) -> int:
    """How much a refusal says about the address; one for policy's sake says nothing."""
    code, _space, enhanced = answer.code.partition(" ")
    if answer.stage is not Stage.RECIPIENT:
        return 0
    if enhanced:
        return addresses.weight_of(enhanced)
    return addresses.REFUSED if code in ("550", "551", "553") else 0
