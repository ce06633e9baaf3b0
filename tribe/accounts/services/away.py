"""A pause that a member tells of, so that nobody waits for their answer."""

from datetime import date, timedelta

from tribe.access import require
from tribe.base.db import now, session
from tribe.base.errors import Fault
from tribe.members import policy
from tribe.members.models import Member
from tribe.members.services import Unfit

LONGEST = timedelta(days=366)


def be_away(member: Member, until: date | None, words: str = "") -> None:
    """Say up to which day one is away, or that one is back (None).

    Raises Forbidden, and Unfit for a day that is past or too far.
    """
    require(member, policy.WRITE_PROFILE if words else policy.EDIT_PROFILE, member)
    today = now().date()
    if until is not None and not today <= until <= today + LONGEST:
        raise Unfit({"until": Fault("accounts.away_day")})
    member.away_until, member.away_words = until, words if until else ""
    session.flush()
