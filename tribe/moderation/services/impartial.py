"""Who decides has nothing at stake; where nobody else could, the record says what it is."""

from collections.abc import Callable, Collection
from typing import Any

from tribe.access import Actor, Author, enforce, may_judge, stake_of
from tribe.base.db import session
from tribe.base.errors import Forbidden, RuleBroken
from tribe.interests.queries import is_of_brand, list_tied_moderators
from tribe.members.models import Member
from tribe.members.queries import has_moderator
from tribe.moderation.models import ModerationCase
from tribe.moderation.services.announcing import handlers_of
from tribe.moderation.services.unbound import parties_of, require_unbound


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
    only where there is a stake. Raises Forbidden. One query where the brand has a name, two more
    for who is tied to it, and another two where there is a stake.
    """
    is_tied = is_of_brand(actor)
    author = session.get(Member, member_id) if member_id and is_tied else None
    written_by_brand = author is not None and is_of_brand(author)
    written = Author(member_id, written_by_brand)
    at_stake: dict[str, Any] = {"parties": parties, "is_tied": is_tied}
    others_exist = False
    if stake_of(actor, written, **at_stake):
        involved = {*parties, member_id or 0, actor.id or 0}
        if written_by_brand:
            involved |= list_tied_moderators()
        others_exist = has_moderator(of_part(), besides=involved, is_of_brand=written_by_brand)
    answer = may_judge(actor, written, decider_id, others_exist=others_exist, **at_stake)
    note = enforce(answer).note
    return {"stake": note} if note else {}


def find_bar(actor: Actor, case: ModerationCase) -> Forbidden | None:
    """Why somebody who handles a case may not decide it; the queries of `require_impartial`."""
    parties = parties_of(case)
    try:
        require_unbound(actor, case)
        require_impartial(actor, case.author_id, parties=parties, of_part=lambda: handlers_of(case))
    except Forbidden as refusal:
        return refusal
    except RuleBroken:  # what it is in was passed on: said once it is sent
        return None
    return None
