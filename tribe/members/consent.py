"""Consent by purpose and by the version of the words: new words are asked anew, and never presumed.

Who agreed to earlier words is not measured until they answer to the new ones; what was recorded by
the earlier yes is read by nobody meanwhile, and goes with a no.
"""

from collections.abc import Mapping

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import aliased

from tribe.base.db import session
from tribe.members.models import ConsentDecision, Member, Purpose

# The version of the words of each question; raised when they change (docs/members/consent.md).
WORDINGS: Mapping[Purpose, str] = {Purpose.MEASUREMENT: "measurement-1"}
IMPORTED = "import"  # what an operator decided for who was not there to be asked


def find_last(member_id: int, purpose: Purpose) -> ConsentDecision | None:
    """What a member decided last about a purpose; one query."""
    own = (ConsentDecision.member_id == member_id, ConsentDecision.purpose == purpose)
    return session.scalar(
        select(ConsentDecision).where(*own).order_by(ConsentDecision.id.desc()).limit(1)
    )


def is_outdated(decision: ConsentDecision | None) -> bool:
    """Whether it is a yes to words that are not the present ones."""
    if decision is None or not decision.is_granted:
        return False
    return decision.wording not in (WORDINGS[decision.purpose], IMPORTED)


def ask_again() -> int:
    """Measure nobody by a yes to earlier words; how many are to be asked again.

    Nothing is recorded as their decision: they have taken none.
    """
    later = aliased(ConsentDecision)
    last = select(func.max(later.id)).where(
        later.member_id == ConsentDecision.member_id, later.purpose == Purpose.MEASUREMENT
    )
    outdated = exists().where(
        ConsentDecision.member_id == Member.id,
        ConsentDecision.id == last.scalar_subquery(),
        ConsentDecision.is_granted,
        ConsentDecision.wording.not_in((WORDINGS[Purpose.MEASUREMENT], IMPORTED)),
    )
    asked = update(Member).where(Member.is_measured, outdated).values(is_measured=False)
    asked = asked.returning(Member.id).execution_options(synchronize_session=False)
    found = len(session.scalars(asked).all())
    session.expire_all()
    return found
