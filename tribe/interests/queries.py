"""Declared interests: a member's own, and what stands beside what they write today."""

import re
from collections.abc import Sequence
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, Date, and_, bindparam, or_, select

from tribe.access import Actor, Role
from tribe.base.db import list_rows, now, session
from tribe.base.text import fold
from tribe.interests.models import MAX_STANDING, DeclaredInterest, Interest, InterestKind
from tribe.members.models import Member
from tribe.settings import place, value_of


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


def _lasts() -> ColumnElement[bool]:
    today = now().date()
    ends_later = or_(DeclaredInterest.until.is_(None), DeclaredInterest.until > today)
    return and_(DeclaredInterest.since <= today, ends_later)


def is_of_brand(actor: Actor) -> bool:
    """Whether an actor bears the brand's mark, or declared an interest that names the brand.

    One query where there is no mark and the brand has a name.
    """
    if actor.is_brand or actor.id is None or not _brand():
        return actor.is_brand
    return any(names_brand(one.words) for one in list_standing(actor.id))


def list_tied_moderators() -> set[int]:
    """Those who moderate anything and declared an interest that names the brand; one query."""
    if not _brand():
        return set()
    moderates = or_(
        Member.role.in_((Role.MODERATOR, Role.ADMIN)), Member.is_category_moderator.is_(True)
    )
    chosen = select(DeclaredInterest.member_id, DeclaredInterest.words).join(
        Member, Member.id == DeclaredInterest.member_id
    )
    rows = session.execute(chosen.where(moderates, _lasts()))
    return {number for number, words in rows if names_brand(words)}


def names_brand(words: str) -> bool:
    """Whether the name of the brand stands in what was declared, whatever its case and accents."""
    brand = _brand()
    return bool(brand) and re.search(rf"(?<!\w){re.escape(brand)}(?!\w)", fold(words)) is not None


def _brand() -> str:
    return fold(value_of(place.BRAND)).strip()


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
