"""Closing an account and opening it again, for pages and commands that speak of accounts alone."""

from sqlalchemy import select

from tribe import audit
from tribe.access import Actor, require
from tribe.activity import record
from tribe.base.db import session
from tribe.base.errors import RuleBroken
from tribe.members import activities as accounts
from tribe.members import policy, restraints
from tribe.members.models import Member, State
from tribe.moderation.models import Decision
from tribe.moderation.services.deciding import Ruling, decide_on
from tribe.moderation.services.undoing import undo
from tribe.web.moderated import Restriction, register

SUSPEND = "members.member.suspend"
REOPENED = "members.member.unsuspended"  # in the audit, where no decision had closed it


def suspend_account(actor: Actor, member: Member, why: str, rule: str) -> Decision:
    """Close an account for now, with a statement of reasons; raises as `decide` does."""
    return decide_on(actor, "member", member.id, Ruling(SUSPEND, why, rule))


def reopen_account(actor: Actor, member: Member, why: str) -> None:
    """Open an account again, by undoing each decision that closed it.

    Raises Forbidden, and RuleBroken where it is open.
    """
    require(actor, policy.RESTRAIN, member)
    if restraints.hold(member.id).state is not State.SUSPENDED:
        raise RuleBroken("members.not_suspended", name=member.name)
    closing = [act.name for act in register().acts.values() if _closes(act.restriction)]
    standing = (Decision.member_id == member.id, Decision.undone_at.is_(None))
    chosen = select(Decision).where(*standing, Decision.act.in_(closing)).order_by(Decision.id)
    for decision in session.scalars(chosen).all():
        undo(actor, decision, why)
    if member.state is State.SUSPENDED:  # from before decisions were kept
        restraints.open_all(member)
        record(accounts.UNSUSPENDED, member.id, actor_id=actor.id, member_id=member.id)
        audit.record(REOPENED, "member", member.id, actor_id=actor.id, why=why)


def _closes(restriction: Restriction) -> bool:
    return restriction is Restriction.ACCOUNT
