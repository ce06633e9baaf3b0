"""Many accounts at one moment: whoever comes next asks first, for an hour."""

from datetime import UTC, datetime, timedelta

from tribe import mail
from tribe.accounts import mails, queries
from tribe.accounts.services.posting import recipient_of
from tribe.accounts.settings import GUARDED_UNTIL, REGISTRATION, RUSH, Registration
from tribe.base.db import now, take_turns
from tribe.settings import services as settings
from tribe.settings import value_of

SPAN = timedelta(minutes=10)
GUARD = timedelta(hours=1)


def registration_now() -> str:
    """How one comes in now; no query."""
    mode = value_of(REGISTRATION)
    return Registration.APPROVAL.value if mode == Registration.OPEN and is_guarded() else mode


def is_guarded(at: datetime | None = None) -> bool:
    """Whether a rush of accounts lets those who come ask first."""
    until = value_of(GUARDED_UNTIL)
    return bool(until) and datetime.fromisoformat(until).astimezone(UTC) > (at or now())


def note_joining(is_rush_of_network: bool, at: datetime | None = None) -> bool:
    """After an account was opened: where too many were lately, let the next ones ask first.

    Admins are told by mail, and may end it on the page of the setting. Answers whether it began.
    """
    most, moment = value_of(RUSH), at or now()
    if not most or is_guarded(moment):
        return False
    if not is_rush_of_network and queries.count_joined_since(moment - SPAN) < most:
        return False
    take_turns("registration")
    until = moment + GUARD
    settings.change({GUARDED_UNTIL.key: until.isoformat(timespec="minutes")}, None)
    for admin in queries.list_keepers(most=20):
        if admin.email:
            thing = f"rush-{int(moment.timestamp())}"
            mail.enqueue(mails.RUSH_BEGAN, recipient_of(admin), thing=thing, until=until)
    return True
