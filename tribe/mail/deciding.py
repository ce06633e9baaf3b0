"""What an operator decides about mails: to try again, or to give up."""

from datetime import timedelta

from sqlalchemy import select, update

from tribe.base.db import now, session
from tribe.mail.afterwards import send_after_commit
from tribe.mail.models import OPEN, Mail, MailState
from tribe.mail.pruning import FACTS_FOR

RETRIED = (MailState.FAILED, MailState.DEFERRED)
DISCARDED = (MailState.FAILED, MailState.DEFERRED, MailState.WAITING, MailState.PAUSED)


def retry(mail_id: int) -> Mail | None:
    """Try a mail again that failed or waits for its next attempt; None where there is none such.

    What it is about is forgotten a while after it failed, and then it cannot be tried.
    """
    mail = _held(mail_id, RETRIED)
    if mail is None or (mail.ended_at and mail.ended_at < now() - FACTS_FOR + timedelta(hours=1)):
        return None
    mail.state, mail.attempts, mail.due_at, mail.ended_at = MailState.WAITING, 0, now(), None
    session.flush()
    send_after_commit()
    return mail


def discard(mail_id: int) -> Mail | None:
    """Give a mail up that has not left; None where there is none such."""
    mail = _held(mail_id, DISCARDED)
    if mail is not None:
        mail.state, mail.answer, mail.facts = MailState.WITHDRAWN, "discarded", {}
        mail.ended_at = now()
        session.flush()
    return mail


def hold_restored() -> str | None:
    """After a backup came: what waited then may have left since, so that an operator decides on it.

    Answers how many mails are held so, in words; None where there are none.
    """
    held = {"state": MailState.FAILED, "answer": "restored", "lease": None, "ended_at": now()}
    number = session.execute(update(Mail).where(OPEN).values(held)).rowcount  # type: ignore[attr-defined]
    if number == 1:
        return "1 waiting mail is held: it may have left before."
    return f"{number} waiting mails are held: they may have left before." if number else None


def _held(mail_id: int, states: tuple[MailState, ...]) -> Mail | None:
    """A mail in one of some states, its row held until the transaction ends."""
    found = select(Mail).where(Mail.id == mail_id, Mail.state.in_(states)).with_for_update()
    return session.scalar(found.execution_options(populate_existing=True))
