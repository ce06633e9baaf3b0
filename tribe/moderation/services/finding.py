"""A case, a decision or an appeal by its number, to whoever may deal with it."""

from tribe.access import Actor, may
from tribe.audit.looking import require_look
from tribe.base.errors import NotFound
from tribe.moderation import policy, queries
from tribe.moderation.models import Appeal, Decision, ModerationCase
from tribe.moderation.queue import handling, is_in_sight
from tribe.moderation.services.judges import is_judge_of
from tribe.web import moderated


def case_of(actor: Actor, case_id: int) -> ModerationCase:
    """A case that an actor handles; raises NotFound, and WhyFirst for that of a private thing."""
    case = queries.find_case(case_id)
    if case is None or not may(actor, policy.HANDLE, case, **handling(actor, case)):
        raise NotFound("moderation.no_case")
    _require_look(actor, case)
    return case


def handles_case(actor: Actor, case_id: int) -> bool:
    """Whether an actor handles a case, which is a page for them then."""
    case = queries.find_case(case_id)
    return case is not None and bool(may(actor, policy.HANDLE, case, **handling(actor, case)))


def decision_of(actor: Actor, decision_id: int) -> Decision:
    """A decision that an actor may read; raises NotFound.

    WhyFirst where a moderator reads one of a private thing that was none of theirs.
    """
    decision = queries.find_decision(decision_id)
    if decision is None or not reads(actor, decision):
        raise NotFound("moderation.no_decision")
    _require_look_of_others(actor, decision)
    return decision


def reads(actor: Actor, decision: Decision) -> bool:
    """Whether an actor may read a decision: a party, a moderator, or who judges its appeal.

    What was done about an author says the words for which it was: who reads it reads of both.
    """
    return all(_reads(actor, one) for one in queries.with_first(decision))


def _reads(actor: Actor, decision: Decision) -> bool:
    lies = lies_with(actor, decision)
    if may(actor, policy.READ_DECISION, decision, **lies):
        return True
    is_party = queries.is_party(actor.id, decision)
    is_judge = not is_party and is_judge_of(actor, decision)
    about = {"is_party": is_party, "is_judge": is_judge} | lies
    return bool(may(actor, policy.READ_DECISION, decision, **about))


def reads_all(actor: Actor, decision: Decision) -> bool:
    """Whether an actor reads all that a decision is about, whoever reported it."""
    about = {"is_judge": is_judge_of(actor, decision)} | lies_with(actor, decision)
    return bool(may(actor, policy.READ_DECISION, decision, **about))


def lies_with(actor: Actor, decision: Decision) -> dict[str, bool]:
    """What the rules ask of where the thing of a decision lies; two queries, none of members.

    What was done about an author lies where the words lie for which it was; two more.
    """
    thing = (decision.subject_type, decision.subject_id)
    is_unseen = not all(is_in_sight(actor, number) for number in queries.cases_of(decision))
    return {"is_local": moderated.handles_locally(actor, *thing), "is_unseen": is_unseen}


def remains_of(decision: Decision) -> moderated.Remains | None:
    """What undoing a decision that stands could not put back as things are now."""
    act = moderated.register().acts.get(decision.act)
    if act is None or not decision.stands or decision.are_words_gone:
        return None
    return act.remains(decision.subject_id, decision.details)


def appeal_of(actor: Actor, appeal_id: int) -> Appeal:
    """An appeal against a decision that an actor may read; raises as `decision_of` does."""
    made = queries.find_appeal(appeal_id)
    if made is None:
        raise NotFound("moderation.no_appeal")
    decision = queries.find_decision(made.decision_id)
    if decision is None or not reads(actor, decision):
        raise NotFound("moderation.no_appeal")
    _require_look_of_others(actor, decision)
    return made


def _require_look(actor: Actor, thing: ModerationCase | Decision) -> None:
    if kind := moderated.looked_as(thing.subject_type):
        require_look(actor, kind, thing.subject_id)


def _require_look_of_others(actor: Actor, decision: Decision) -> None:
    """Its parties and lay judges read what it is about; of moderators the record says why."""
    is_party = decision.member_id == actor.id or queries.is_party(actor.id, decision)
    if is_party or not may(actor, policy.HANDLE, None):
        return
    for one in queries.with_first(decision):
        _require_look(actor, one)
