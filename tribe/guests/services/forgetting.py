"""Forgetting: no trace of a guest is kept once it serves nobody."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, or_, select

from tribe.base.db import now, session
from tribe.events import services as events
from tribe.events.models import GuestSeat
from tribe.guests.mails import DIGEST
from tribe.guests.models import GuestFollower, GuestQuestion
from tribe.mail import addresses
from tribe.mail.models import Mail, MailAddress, Unsubscription

UNANSWERED = timedelta(days=60)  # after which nobody waits for an answer any more
OURS = "guests.%"  # kinds of mails
ENDED = timedelta(days=1)  # for which a mail that left is kept, so that its bounce is understood


def forget(moment: datetime | None = None) -> None:
    """Delete places of gatherings that are over, old questions, and addresses without use.

    Who unsubscribed from the news follows no more. The caller commits.
    """
    at = moment or now()
    events.forget_guests(at)
    session.execute(delete(GuestQuestion).where(GuestQuestion.asked_at < at - UNANSWERED))
    gone = (
        select(MailAddress.address)
        .join(Unsubscription, Unsubscription.address_id == MailAddress.id)
        .where(Unsubscription.kind == DIGEST.name)
    )
    session.execute(delete(GuestFollower).where(GuestFollower.email.in_(gone)))
    session.flush()
    session.execute(delete(MailAddress).where(*_of_no_use(at)))
    session.expire_all()


def forget_person(email: str) -> None:
    """Delete all that an address left at this door; the caller commits."""
    events.forget_guest(email)
    for table in (GuestFollower, GuestQuestion):
        session.execute(delete(table).where(func.lower(table.email) == email.lower()))
    found = addresses.find_address(email)
    if found is not None:
        addresses.resubscribe(found.id, DIGEST.name)
    session.flush()


def _of_no_use(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Addresses of nobody, to which nothing but mails for guests went, the last one a day ago."""
    own = Mail.address_id == MailAddress.id
    is_ours = Mail.kind.like(OURS)
    unwanted = (
        Unsubscription.address_id == MailAddress.id,
        Unsubscription.kind.not_like(OURS),
    )
    written = MailAddress.address
    return (
        MailAddress.member_id.is_(None),
        MailAddress.paused_at.is_(None),
        exists().where(own, is_ours),
        ~exists().where(own, or_(~is_ours, Mail.ended_at.is_(None), Mail.ended_at > at - ENDED)),
        ~exists().where(*unwanted),
        ~exists().where(GuestFollower.email == written),
        ~exists().where(func.lower(GuestQuestion.email) == written),
        ~exists().where(func.lower(GuestSeat.email) == written),
    )
