"""Declared interests: a member's own, and what stands beside what they write today."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import BindParameter, Date, bindparam, or_, select

from tribe.base.db import list_rows, now, session
from tribe.interests.models import MAX_STANDING, DeclaredInterest, Interest, InterestKind
from tribe.members.models import Member


def list_own(member_id: int) -> Sequence[DeclaredInterest]:
    """All that a member declared, the latest first; one query."""
    own = select(DeclaredInterest).where(DeclaredInterest.member_id == member_id)
    return session.scalars(own.order_by(DeclaredInterest.id.desc())).all()


def list_standing(member_id: int) -> list[Interest]:
    """What a member declared that lasts today, the first first; one query."""
    given = {"member": member_id, "today": now().date()}
    return [Interest(kind, words) for kind, words in list_rows(_STANDING, given)]


_TODAY: BindParameter[date] = bindparam("today", type_=Date)
_STANDING = (
    select(DeclaredInterest.kind, DeclaredInterest.words)
    .where(
        DeclaredInterest.member_id == bindparam("member"),
        DeclaredInterest.since <= _TODAY,
        or_(DeclaredInterest.until.is_(None), DeclaredInterest.until > _TODAY),
    )
    .order_by(DeclaredInterest.id)
)  # each text that is sent asks


def beside(author: Member, said: Interest | None = None) -> Interest | None:
    """What stands beside a text that a member writes now: of the account, and of this text.

    None where there is nothing to declare. One query.
    """
    own = [Interest(InterestKind.BRAND)] if author.is_brand else []
    return joined([*own, *list_standing(author.id), *([said] if said else [])])


def joined(interests: Sequence[Interest]) -> Interest | None:
    """Several as one: the kind of the first, and the words of all."""
    if not interests:
        return None
    words = dict.fromkeys(one.words for one in interests if one.words)
    return Interest(interests[0].kind, "; ".join(words)[:MAX_STANDING])
