"""Who judges an appeal: somebody other than who decided, and no party to it.

First the moderators, of what lies where these may not look the admins; where no admin may, the
moderators all the same, for somebody has to. Where none of them may, the lay judges whom other
features name, such as the council. Where a setting says so, these may in any case.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, not_, or_, true

from tribe.access import Actor, is_admin, is_moderator, may
from tribe.base.db import session
from tribe.moderation import policy, queries, settings
from tribe.moderation.models import Appeal, Decision, ModerationCase
from tribe.moderation.queue import in_sight, is_for_admins
from tribe.moderation.services.impartial import is_impartial
from tribe.settings import value_of
from tribe.settings.kinds import YES
from tribe.web import slots

LAY_JUDGES = "moderation.lay_judges"  # answered with numbers of members


def parties_of(decision: Decision) -> set[int]:
    """Those who judge nothing of a decision: who reported it, whom it concerns, who appealed it.

    Three queries.
    """
    appeals = queries.list_appeals_of(decision.id)
    appealed = {made.member_id for made in appeals if made.member_id is not None}
    others = queries.list_concerned(decision.id)
    return queries.list_reporters(decision.case_id) | others | appealed


def is_judge_of(actor: Actor, decision: Decision) -> bool:
    """Whether an actor may answer an appeal of a decision, and there is one."""
    if actor.id is None or not any(
        made.decided_at is None for made in queries.list_appeals_of(decision.id)
    ):
        return False
    return bool(may_judge(actor, decision))


def may_judge(actor: Actor, decision: Decision) -> bool:
    """Whether an actor may answer appeals of a decision, and has nothing at stake in it."""
    is_one = may(actor, policy.JUDGE, decision, **judging(actor, decision))
    return bool(is_one) and is_impartial(
        actor,
        decision.member_id,
        decision.decided_by_id,
        is_for_admins=lambda: waits_for_admins(decision),
    )


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

    Two queries, and more where it lies there.
    """
    if not is_for_admins(session.get_one(ModerationCase, decision.case_id)):
        return False
    heard = parties_of(decision) if parties is None else parties
    return bool(_others(queries.list_moderators(is_admin=True), decision, heard))


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
    seen = and_(true(), *in_sight()) if is_moderator(actor) else false()
    if not are_open:
        return seen if is_moderator(actor) else Appeal.decided_by_id == actor.id
    if is_moderator(actor) and not in_sight():
        return seen
    unseen = queries.list_waiting(not_(seen))
    found = ((one.id, session.get_one(Decision, one.decision_id)) for one in unseen)
    mine = [number for number, decision in found if may_judge(actor, decision)]
    return or_(seen, Appeal.id.in_(mine))


def _lay_judges(decision: Decision, parties: set[int]) -> set[int]:
    if value_of(settings.COUNCIL_JUDGES) != YES and _others(
        queries.list_moderators(), decision, parties
    ):
        return set()
    named = {one for answer in slots.answers(LAY_JUDGES) for one in answer}
    return queries.list_in_use(named)


def count_without_judge() -> int:
    """How many appeals wait that nobody here may answer."""
    count = 0
    for made in queries.list_waiting():
        decision = queries.find_decision(made.decision_id)
        count += decision is not None and not judges_of(decision)
    return count
