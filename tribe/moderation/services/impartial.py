"""Who decides has nothing at stake; where nobody else could, the record says what it is."""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from tribe.access import Actor, Author, enforce, may_judge, stake_of
from tribe.access.judging import PARTY
from tribe.base.db import session
from tribe.base.errors import Forbidden, RuleBroken
from tribe.interests.queries import is_of_brand, list_tied_moderators
from tribe.members.models import Member
from tribe.members.queries import has_moderator
from tribe.moderation.models import ModerationCase
from tribe.moderation.queue import is_for_admins
from tribe.moderation.services.announcing import handlers_of
from tribe.moderation.services.unbound import parties_beside, parties_of, require_unbound


def require_impartial(
    actor: Actor,
    member_id: int | None,
    decider_id: int | None = None,
    *,
    parties: Collection[int] = (),
    of_part: Callable[[], Collection[int]] = tuple,
    is_for_admins: Callable[[], bool] = bool,
) -> dict[str, str]:
    """Go on only where nobody without a stake is left to decide; what the record says of it.

    `of_part` are those who could decide it too, without moderating the whole place; `is_for_admins`
    says that moderators do not see it. Both are asked only where there is a stake. Raises
    Forbidden. One query where the brand has a name, two more for who is tied to it, and another two
    where there is a stake.
    """
    written, at_stake = _stake(actor, member_id, parties)
    others_exist = False
    if stake_of(actor, written, **at_stake):
        involved = {*parties, member_id or 0, actor.id or 0}
        if written.is_brand:
            involved |= list_tied_moderators()
        others_exist = has_moderator(
            of_part(),
            besides=involved,
            is_of_brand=written.is_brand,
            is_admin=is_for_admins(),
        )
    answer = may_judge(actor, written, decider_id, others_exist=others_exist, **at_stake)
    note = enforce(answer).note
    return {"stake": note} if note else {}


def require_no_stake(
    actor: Actor,
    case: ModerationCase,
    act: str = "",
    *,
    parties: Collection[int],
    of_part: Callable[[], Collection[int]],
) -> dict[str, str]:
    """As `require_impartial` of a case as its thing lies now, and of what an act takes along too.

    `parties` are those of the case, which need not be kept. Raises Forbidden.
    """
    beside = parties_beside(actor, case, act)
    everyone = {*parties, *beside}
    try:
        return require_impartial(
            actor,
            case.author_id,
            parties=everyone,
            of_part=of_part,
            is_for_admins=lambda: is_for_admins(case),
        )
    except Forbidden as refusal:
        if refusal.code == PARTY and actor.id in beside.difference(parties):
            raise Forbidden("moderation.reported_theirs") from refusal
        raise


def is_impartial(
    actor: Actor,
    member_id: int | None,
    decider_id: int | None = None,
    *,
    parties: Collection[int] = (),
    is_for_admins: Callable[[], bool] = bool,
) -> bool:
    """Whether an actor has nothing at stake, or there is nobody else; as `require_impartial`."""
    try:
        require_impartial(
            actor, member_id, decider_id, parties=parties, is_for_admins=is_for_admins
        )
    except Forbidden:
        return False
    return True


def _stake(
    actor: Actor, member_id: int | None, parties: Collection[int]
) -> tuple[Author, dict[str, Any]]:
    """What `stake_of` is told of who judges what a member wrote."""
    is_tied = is_of_brand(actor)
    author = session.get(Member, member_id) if member_id and is_tied else None
    written_by_brand = author is not None and is_of_brand(author)
    return Author(member_id, written_by_brand), {"parties": parties, "is_tied": is_tied}


@dataclass(frozen=True)
class Standing:
    """How somebody who handles a case stands to it.

    Who has a stake never learns who reported it, also where nobody else could decide. Whoever
    `is_kept_out` leaves it to others, and reads neither what was said of it nor its notes.
    """

    has_stake: bool
    bar: Forbidden | None  # why they may not decide it
    is_kept_out: bool


def standing_of(actor: Actor, case: ModerationCase) -> Standing:
    """How an actor stands to a case; the queries of `require_unbound` and `require_impartial`."""
    parties = parties_of(case)
    written, at_stake = _stake(actor, case.author_id, parties)
    has_stake = bool(stake_of(actor, written, **at_stake))
    bar = _find_bar(actor, case, parties) if case.is_open else None
    is_theirs = actor.id is not None and case.author_id == actor.id
    leaves_it = is_theirs or not case.is_open or bar is not None
    return Standing(has_stake, bar, has_stake and leaves_it)


def find_bar(
    actor: Actor, subject_type: str, subject_id: int, author_id: int | None
) -> Forbidden | None:
    """Why an actor who handles a thing may not decide of it now; None where they may.

    The queries of `require_unbound` and `require_impartial`.
    """
    about = {"subject_type": subject_type, "subject_id": subject_id, "author_id": author_id}
    case = ModerationCase(**about)  # such as would be opened; it is not kept
    return _find_bar(actor, case, parties_of(case))


def _find_bar(actor: Actor, case: ModerationCase, parties: Collection[int]) -> Forbidden | None:
    try:
        with suppress(RuleBroken):  # what it is in was passed on: said once it is sent
            require_unbound(actor, case)
        require_no_stake(actor, case, parties=parties, of_part=lambda: handlers_of(case))
    except Forbidden as refusal:
        return refusal
    return None
