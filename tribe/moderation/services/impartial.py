"""Who decides has nothing at stake; where nobody else could, the record says what it is."""

from collections.abc import Callable, Collection

from sqlalchemy import select

from tribe.access import Actor, Author, enforce, may_judge, stake_of
from tribe.base.db import session
from tribe.members.models import Member
from tribe.members.queries import has_moderator
from tribe.moderation.models import ModerationCase, Report


def require_impartial(
    actor: Actor,
    member_id: int | None,
    decider_id: int | None = None,
    *,
    parties: Collection[int] = (),
    of_part: Callable[[], Collection[int]] = tuple,
) -> dict[str, str]:
    """Go on only where nobody without a stake is left to decide; what the record says of it.

    `of_part` are those who could decide it too, without moderating the whole place; it is asked
    only where there is a stake. Raises Forbidden. One query for an account of the brand, another
    where there is a stake.
    """
    author = session.get(Member, member_id) if member_id and actor.is_brand else None
    is_of_brand = author is not None and author.is_brand
    written = Author(member_id, is_of_brand)
    others_exist = False
    if stake_of(actor, written, parties=parties):
        involved = {*parties, member_id or 0, actor.id or 0}
        others_exist = has_moderator(of_part(), besides=involved, is_of_brand=is_of_brand)
    answer = may_judge(actor, written, decider_id, others_exist=others_exist, parties=parties)
    note = enforce(answer).note
    return {"stake": note} if note else {}


def parties_of(case: ModerationCase) -> set[int]:
    """The members who reported the thing of a case; one query."""
    asked = (Report.case_id == case.id, Report.reporter_id.is_not(None))
    return {
        number for number in session.scalars(select(Report.reporter_id).where(*asked)) if number
    }
