"""Who judges an appeal: somebody other than who decided, and no party to it.

First the moderators; of what lies where these may not look, or would be undone there, the admins;
where no admin may, the moderators all the same, for somebody has to. Where none of them may, the
lay judges whom other features name, such as the council. Where a setting says so, these may in any
case.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, false, not_, or_, true

from tribe.access import Actor, is_admin, is_moderator, may, require
from tribe.base.db import session
from tribe.base.errors import Forbidden
from tribe.moderation import policy, queries, settings
from tribe.moderation.models import Appeal, Decision, ModerationCase
from tribe.moderation.queue import decided_in_sight, is_for_admins, is_in_sight
from tribe.moderation.services.impartial import is_impartial, require_impartial
from tribe.moderation.services.reaching import is_beyond_moderators
from tribe.settings import value_of
from tribe.settings.kinds import YES
from tribe.web import slots

LAY_JUDGES = "moderation.lay_judges"  # answered with numbers of members


def parties_of(decision: Decision) -> set[int]:
    """Those who judge nothing of a decision: who reported it, whom it concerns, who appealed it.

    So do those of what it took the place of, with who decided that, for its appeals were carried
    over; and those of the words that were decided on together with it. Two queries, and three of
    such.
    """
    appeals = queries.list_appeals_of(decision.id)
    appealed = {made.member_id for made in appeals if made.member_id is not None}
    of_words = [parties_of(one) for one in queries.with_first(decision)[:-1]]
    return queries.list_involved(decision.id).union(appealed, *of_words)


def is_judge_of(actor: Actor, decision: Decision) -> bool:
    """Whether an actor may answer an appeal of a decision, and there is one.

    Or one of what was done about its author for the same words, which belongs with it.
    """
    if actor.id is None:
        return False
    second = queries.find_together(decision) if decision.together_id is None else None
    return any(
        made.decided_at is None and may_judge(actor, one)
        for one in filter(None, (decision, second))
        for made in queries.list_appeals_of(one.id)
    )


def may_answer(actor: Actor, decision: Decision) -> bool:
    """Whether an appeal of a decision waits that an actor may answer; one query where none does."""
    waits = any(made.decided_at is None for made in queries.list_appeals_of(decision.id))
    return waits and may_judge(actor, decision)


def may_judge(actor: Actor, decision: Decision) -> bool:
    """Whether an actor may answer appeals of a decision, and has nothing at stake in it."""
    try:
        require_judge(actor, decision)
    except Forbidden:
        return False
    return True


def reads_appeals(actor: Actor, decision: Decision) -> bool:
    """Whether an actor may read the appeals of a decision: its judges, moderators, who made it."""
    if may_judge(actor, decision):
        return True
    is_theirs = decision.member_id == actor.id or queries.is_party(actor.id, decision)
    is_own = actor.id is not None and actor.id == decision.decided_by_id
    handles = (is_own or bool(may(actor, policy.HANDLE, None))) and not is_theirs
    return handles and is_impartial(actor, decision.member_id)


def require_judge(actor: Actor, decision: Decision) -> dict[str, str]:
    """Go on only where an actor may answer appeals of a decision; what the record says of it.

    Raises Forbidden.
    """
    about = judging(actor, decision)
    cases = queries.cases_of(decision)
    if about["is_unseen"] and all(is_in_sight(actor, number) for number in cases):
        raise Forbidden("moderation.reaches_beyond")
    if is_involved(actor, decision, about["parties"]):
        raise Forbidden("moderation.is_involved")
    require(actor, policy.JUDGE, decision, **about)
    return require_impartial(
        actor,
        decision.member_id,
        decision.decided_by_id,
        is_for_admins=lambda: waits_for_admins(decision),
    )


def is_involved(actor: Actor, decision: Decision, parties: Collection[int]) -> bool:
    """Whether an actor may not judge a decision as its party, though they did not make it."""
    if actor.id is None or actor.id == decision.decided_by_id:
        return False
    return actor.id == decision.member_id or actor.id in parties


def is_lay_judge(actor: Actor) -> bool:
    """Whether an actor is named by a feature as one who may judge where moderators may not."""
    return actor.id is not None and any(actor.id in one for one in slots.answers(LAY_JUDGES))


def judging(actor: Actor, decision: Decision) -> dict[str, Any]:
    """The facts that the rule of judging asks for."""
    parties = parties_of(decision)
    is_lay = actor.id is not None and actor.id in _lay_judges(decision, parties)
    is_asked = is_moderator(actor) and not is_admin(actor)
    is_unseen = is_asked and waits_for_admins(decision, parties)
    return {"parties": parties, "is_lay": is_lay, "is_unseen": is_unseen}


def waits_for_admins(decision: Decision, parties: set[int] | None = None) -> bool:
    """Whether an appeal is about what moderators do not see, and there is an admin who may judge.

    So is one whose decision could not be undone whole by them, and one of what was done about an
    author for such words. Four queries and those of its act, as many of the words, and more where
    it is so.
    """
    if not any(map(_is_theirs_alone, queries.with_first(decision))):
        return False
    heard = parties_of(decision) if parties is None else parties
    return bool(_others(queries.list_moderators(is_admin=True), decision, heard))


def _is_theirs_alone(decision: Decision) -> bool:
    numbers = filter(None, (decision.cause_id, decision.case_id))
    cases = (session.get_one(ModerationCase, number) for number in numbers)
    return any(map(is_for_admins, cases)) or is_beyond_moderators(decision)


def _others(found: set[int], decision: Decision, parties: set[int]) -> set[int]:
    return found - parties - {decision.member_id or 0, decision.decided_by_id or 0}


def judges_of(decision: Decision) -> set[int]:
    """The members who may answer an appeal of a decision; nobody where the operator must help."""
    parties = parties_of(decision)
    found = queries.list_moderators(is_admin=waits_for_admins(decision, parties))
    return _others(found | _lay_judges(decision, parties), decision, parties)


def listed_for(actor: Actor, *, are_open: bool) -> ColumnElement[bool]:
    """Which appeals stand in an actor's list, as a condition of a statement that joins their cases.

    Those of what moderators see; else those that wait and that one may answer, and of those that
    were answered, to lay judges what they answered. The queries of the features, and those of
    `may_judge` for each that waits and is not seen.
    """
    if is_admin(actor):
        return true()
    sight = decided_in_sight()
    seen = and_(true(), *sight) if is_moderator(actor) else false()
    if not are_open:
        return seen if is_moderator(actor) else Appeal.decided_by_id == actor.id
    if is_moderator(actor) and not sight:
        return seen
    unseen = queries.list_waiting(not_(seen))
    found = ((one.id, session.get_one(Decision, one.decision_id)) for one in unseen)
    mine = [number for number, decision in found if may_judge(actor, decision)]
    return or_(seen, Appeal.id.in_(mine))


def may_ever_judge(actor: Actor) -> bool:
    """Whether somebody is of those who answer appeals: moderators, and lay judges where they do.

    The queries of the features, where lay judges answer appeals.
    """
    if is_moderator(actor) or value_of(settings.COUNCIL_JUDGES) != YES:
        return is_moderator(actor)
    return any(actor.id in answer for answer in slots.answers(LAY_JUDGES))


def _lay_judges(decision: Decision, parties: set[int]) -> set[int]:
    if value_of(settings.COUNCIL_JUDGES) != YES and _others(
        queries.list_moderators(), decision, parties
    ):
        return set()
    named = {one for answer in slots.answers(LAY_JUDGES) for one in answer}
    return queries.list_serving(named)


def count_without_judge() -> int:
    """How many appeals wait that nobody here may answer."""
    count = 0
    for made in queries.list_waiting():
        decision = queries.find_decision(made.decision_id)
        count += decision is not None and not judges_of(decision)
    return count
