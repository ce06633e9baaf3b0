"""Offering to greet newcomers, and having seen enough of the first steps."""

from sqlalchemy import delete

from tribe.access import require
from tribe.arrival import policy
from tribe.arrival.models import Greeter, WelcomeClosed
from tribe.base.db import insert_missing, session
from tribe.members.models import Member


def offer_to_greet(member: Member) -> None:
    """Show a member to newcomers from now on; raises Forbidden."""
    require(member, policy.GREET)
    session.execute(insert_missing(Greeter), {"member_id": member.id})


def stop_greeting(member: Member) -> None:
    """Show a member to newcomers no more; raises Forbidden."""
    require(member, policy.GREET)
    session.execute(delete(Greeter).where(Greeter.member_id == member.id))


def close_welcome(member: Member) -> None:
    """Let home lead a member to the first steps no more; raises Forbidden."""
    require(member, policy.ARRIVE)
    session.execute(insert_missing(WelcomeClosed), {"member_id": member.id})
