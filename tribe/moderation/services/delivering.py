"""Mailing what was decided, and what became of it, to whom it concerns."""

from tribe import mail
from tribe.accounts.services.posting import recipient_of
from tribe.base.db import session
from tribe.members.models import Member
from tribe.moderation.mails import STATEMENT
from tribe.moderation.models import Decision
from tribe.moderation.queries import list_concerned


def deliver_to_all(decision: Decision, what: str) -> None:
    """Mail what is decided to all whom it concerns; of what was put in order the bell is enough."""
    if decision.is_order or decision.is_no_action:
        return
    deliver(decision, what)
    for member_id in sorted(list_concerned(decision.id)):
        deliver(decision, what, member_id)


def deliver(decision: Decision, what: str, to_id: int | None = None) -> None:
    """Mail what is decided to whom it concerns, suspended or not, in this transaction."""
    member = session.get(Member, to_id or decision.member_id or 0)
    if member is None or member.email is None:
        return
    mail.enqueue(
        STATEMENT,
        recipient_of(member),
        thing=f"decision-{decision.id}-{what}",
        parents=(f"decision-{decision.id}",),
        decision=decision.id,
        what=what.split("-")[0],
        is_beside=to_id is not None and to_id != decision.member_id,
        to=member.id,
    )
