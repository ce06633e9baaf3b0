"""What moderators do to others' words as decisions with a statement of reasons, and back."""

from collections.abc import Callable

from sqlalchemy import select

from tribe.base.db import session
from tribe.members.models import Member
from tribe.moderation import services as moderation
from tribe.moderation.models import Decision
from tribe.moderation.services import Ruling
from tribe.web import moderated


def is_decided(member: Member, subject_type: str, number: int, act: str) -> bool:
    """Whether an act is a decision with a statement of reasons, where this member does it."""
    matter = moderated.read(subject_type, number)
    is_declared = act in moderated.register().acts
    return is_declared and matter is not None and moderation.may_decide(member, matter)


def decide(
    member: Member, subject_type: str, number: int, ruling: Ruling, otherwise: Callable[[], object]
) -> None:
    """Do something as a decision; by the feature's own verb where it is none of this member's."""
    if is_decided(member, subject_type, number, ruling.act):
        moderation.decide_on(member, subject_type, number, ruling)
    else:
        otherwise()


def undo(
    member: Member,
    subject_type: str,
    number: int,
    acts: tuple[str, ...],
    why: str,
    otherwise: Callable[[], object],
) -> None:
    """Undo the decision by which something was done; by the feature's own verb without one.

    Raises Forbidden where there is one that this member may not undo.
    """
    standing = (
        select(Decision)
        .where(
            Decision.subject_type == subject_type,
            Decision.subject_id == number,
            Decision.act.in_(acts),
            Decision.undone_at.is_(None),
        )
        .order_by(Decision.id.desc())
    )
    decision = session.scalars(standing.limit(1)).first()
    if decision is not None:
        moderation.undo(member, decision, why)
    else:
        otherwise()
