"""Following by mail: asked for, confirmed from the mailbox, and told once a week."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from tribe import mail, tokens
from tribe.base.db import insert_or, now, session
from tribe.base.errors import NotFound
from tribe.guests import queries
from tribe.guests.mails import CONFIRMING, DIGEST
from tribe.guests.models import GuestFollower
from tribe.guests.settings import FOLLOWING
from tribe.mail import Recipient, addresses
from tribe.settings import value_of
from tribe.settings.kinds import YES

FOLLOW = "guests.follow"
LIFETIME = timedelta(days=7)
WEEK = timedelta(days=7)
EARLY = timedelta(hours=12)  # the job does not run at the same second each day
OF_USE = timedelta(days=3)  # for which a digest that could not be sent is tried


def ask_to_follow(email: str, locale: str | None) -> None:
    """Mail an address whether it wants to follow; once a day, however often somebody asks.

    Nothing but the token is kept before the answer. Raises NotFound where the door is closed.
    """
    if value_of(FOLLOWING) != YES:
        raise NotFound("guests.closed")
    written = email.strip().lower()
    attempt = session.begin_nested()
    secret = tokens.issue(FOLLOW, LIFETIME, email=written, locale=locale)
    to, thing = Recipient(written, locale=locale), f"guests-confirming-{now().date()}"
    sent = mail.enqueue(CONFIRMING, to, thing=thing, until=now() + LIFETIME, token=secret)
    if sent is not None and sent.facts.get("token") == secret:
        attempt.commit()
    else:
        attempt.rollback()  # it was mailed today, with a token that still works


def follow(secret: str) -> None:
    """Let the address that a token was mailed to follow. Raises TokenRefused."""
    about = tokens.use(FOLLOW, secret).about
    row = {"email": about["email"], "locale": about["locale"], "told_at": now()}
    added = insert_or(GuestFollower).values(row)
    session.execute(added.on_conflict_do_nothing(index_elements=["email"]))
    known = addresses.find_address(about["email"])
    if known is not None:
        addresses.resubscribe(known.id, DIGEST.name)
        addresses.unpause(known)


def tell_news(moment: datetime | None = None) -> int:
    """Write the week's mail to each who follows and was not told for a week; how many were.

    Who unsubscribed by the link of a mail is forgotten. The caller commits.
    """
    at, told = moment or now(), 0
    for one in queries.list_due(at - WEEK + EARLY) if value_of(FOLLOWING) == YES else ():
        thing = f"guests-digest-{one.id}-{at.date()}"
        to, since = Recipient(one.email, locale=one.locale), one.told_at.isoformat()
        sent = mail.enqueue(DIGEST, to, thing=thing, until=at + OF_USE, since=since)
        if sent is None:
            session.execute(delete(GuestFollower).where(GuestFollower.id == one.id))
            continue
        one.told_at, told = at, told + 1
    session.flush()
    return told
