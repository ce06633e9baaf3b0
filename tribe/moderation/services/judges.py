"""Who judges an appeal: somebody other than who decided, and no party to it.

First the moderators; where none of them may, the lay judges whom other features name, such as the
council. Where a setting says so, these may in any case.
"""

from typing import Any

from tribe.access import Actor, may
from tribe.moderation import policy, queries, settings
from tribe.moderation.models import Decision
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
    return bool(is_one) and is_impartial(actor, decision.member_id, decision.decided_by_id)


def is_lay_judge(actor: Actor) -> bool:
    """Whether an actor is named by a feature as one who may judge where moderators may not."""
    return actor.id is not None and any(actor.id in one for one in slots.answers(LAY_JUDGES))


def judging(actor: Actor, decision: Decision) -> dict[str, Any]:
    """The facts that the rule of judging asks for."""
    parties = parties_of(decision)
    is_lay = actor.id is not None and actor.id in _lay_judges(decision, parties)
    return {"parties": parties, "is_lay": is_lay}


def judges_of(decision: Decision) -> set[int]:
    """The members who may answer an appeal of a decision; nobody where the operator must help."""
    parties = parties_of(decision)
    concerned = {decision.member_id, decision.decided_by_id}
    found = queries.list_moderators() | _lay_judges(decision, parties)
    return {one for one in found if one not in parties and one not in concerned}


def _lay_judges(decision: Decision, parties: set[int]) -> set[int]:
    concerned = {decision.member_id, decision.decided_by_id}
    if value_of(settings.COUNCIL_JUDGES) != YES and (
        queries.list_moderators() - parties - concerned
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
