"""A case, a decision or an appeal by its number, to whoever may deal with it."""

from tribe.access import Actor, may
from tribe.audit.looking import require_look
from tribe.base.errors import NotFound
from tribe.moderation import policy, queries
from tribe.moderation.models import Appeal, Decision, ModerationCase
from tribe.web import moderated


def case_of(actor: Actor, case_id: int) -> ModerationCase:
    """A case that an actor handles; raises NotFound, and WhyFirst for that of a private thing."""
    case = queries.find_case(case_id)
    if case is None or not may(actor, policy.HANDLE, case):
        raise NotFound("moderation.no_case")
    if kind := moderated.looked_as(case.subject_type):
        require_look(actor, kind, case.subject_id)
    return case


def decision_of(actor: Actor, decision_id: int) -> Decision:
    """A decision that an actor may read; raises NotFound."""
    decision = queries.find_decision(decision_id)
    if decision is None or not may(actor, policy.READ_DECISION, decision):
        raise NotFound("moderation.no_decision")
    return decision


def appeal_of(actor: Actor, appeal_id: int) -> Appeal:
    """An appeal against a decision that an actor may read; raises NotFound."""
    made = queries.find_appeal(appeal_id)
    if made is None:
        raise NotFound("moderation.no_appeal")
    decision = queries.find_decision(made.decision_id)
    if decision is None or not may(actor, policy.READ_DECISION, decision):
        raise NotFound("moderation.no_appeal")
    return made
