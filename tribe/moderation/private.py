"""Words of decisions about private things, which no list shows: each page asks first why one looks.

The rule is what a moderator typed, as the reasons are.
"""

from sqlalchemy import ColumnElement, SQLColumnExpression, case, or_, select
from sqlalchemy.orm import aliased

from tribe.access import Actor
from tribe.audit.looking import has_said_why
from tribe.moderation.models import Decision
from tribe.moderation.queries import is_party, with_first
from tribe.web.moderated import is_private, looked_as, private_types


def are_private() -> ColumnElement[bool]:
    """Which decisions are about private things, as a condition.

    So are those about an author that were made in one act with one about such a thing.
    """
    first, kinds = aliased(Decision), private_types()
    with_it = select(first.id).where(first.id == Decision.together_id)
    of_first = with_it.where(first.subject_type.in_(kinds)).correlate(Decision).exists()
    return or_(Decision.subject_type.in_(kinds), of_first)


def worded(column: SQLColumnExpression[str]) -> ColumnElement[str]:
    """Words of decisions on a list: none of those that are private, which are not even fetched."""
    return case((are_private(), ""), else_=column)


def may_read_now(actor: Actor, decision: Decision) -> bool:
    """Whether whoever may read a decision is shown its words without saying why.

    Whom it concerns is, and who said so within the hour; one query of each private thing.
    """
    looks = [one for one in with_first(decision) if is_private(one.subject_type)]
    if not looks or actor.id in (None, decision.member_id) or is_party(actor.id, decision):
        return True
    return all(has_said_why(actor, looked_as(one.subject_type), one.subject_id) for one in looks)
