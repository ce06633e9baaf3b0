"""Deciding about a thing and about its author in one act: two decisions, for one reason.

Each has its record, its statement, its appeals and its undoing; whom they concern is told once of
both. Whoever may not do either does neither.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import literal, select

from tribe.access import Actor, may, require
from tribe.base.db import session
from tribe.base.errors import RuleBroken
from tribe.members import policy as members
from tribe.members.models import Member, State
from tribe.moderation import queries
from tribe.moderation.models import (
    NO_ACTION,
    Appeal,
    AppealOutcome,
    Decision,
    ModerationCase,
)
from tribe.moderation.services.appealing import appeal, judge
from tribe.moderation.services.closing import hold_with_settled
from tribe.moderation.services.deciding import Ruling, decide, decide_apart
from tribe.moderation.services.finding import reads
from tribe.moderation.services.holding import hold_things
from tribe.moderation.services.impartial import find_bar
from tribe.moderation.services.judges import may_judge
from tribe.moderation.services.undoing import may_undo, undo
from tribe.web import moderated


def acts_on_author(actor: Actor, case: ModerationCase) -> list[moderated.ModerationAct]:
    """What an actor may do to the author of a thing beside an act on that; nothing to people.

    One query of the author, and the queries of `find_bar`.
    """
    author = _author_of(case)
    if author is None or not may(actor, members.RESTRAIN, author):
        return []
    if find_bar(actor, "member", author.id, author.id) is not None:
        return []
    acts = moderated.acts_on("member", author.id)
    return [act for act in acts if act.done_together is not None]


def acts_on_all(actor: Actor, case: ModerationCase) -> list[moderated.ModerationAct]:
    """What an actor may do to the author of a thing that takes this and all else of theirs along.

    Nothing to people. The queries of `acts_on_author`, and one for each act.
    """
    author = _author_of(case)
    if author is None or not case.is_open or not may(actor, members.RESTRAIN, author):
        return []
    if find_bar(actor, "member", author.id, author.id) is not None:
        return []
    acts = moderated.acts_on("member", author.id)
    return [act for act in acts if _takes(act, actor, author.id, case)]


def decide_on_all(actor: Actor, case: ModerationCase, ruling: Ruling) -> Decision:
    """Do to the author of a thing what takes it along with all else of theirs; it settles the case.

    In the case of their account where that waits. Raises as `decide` does.
    """
    author, act = _author_of(case), moderated.register().acts.get(ruling.act)
    if author is None or act is None or not _takes(act, actor, author.id, case):
        raise RuleBroken("moderation.no_such_act")
    require(actor, members.RESTRAIN, author)
    waiting = queries.find_open("member", author.id)
    if waiting is not None:
        return decide(actor, waiting, ruling, words=case)
    hold_with_settled([(case, ruling.act)])
    if not case.is_open:
        raise RuleBroken("moderation.is_decided")
    return decide_apart(actor, "member", author.id, ruling, words=case)


def _takes(
    act: moderated.ModerationAct, actor: Actor, author_id: int, case: ModerationCase
) -> bool:
    """Whether an act on an author would take the thing of a case with it, and so settle that."""
    if case.subject_type not in act.settles:
        return False
    return any(
        session.scalar(select(literal(case.subject_id).in_(numbers)))
        for kind, numbers in act.takes(actor, author_id)
        if kind == case.subject_type
    )


def decide_together(
    actor: Actor, case: ModerationCase, ruling: Ruling, of_author: Ruling, last: int | None = None
) -> tuple[Decision, Decision]:
    """Do something about the thing of a case, and about its author; what each became.

    What was reported of the account goes on waiting. Raises as `decide` and `decide_apart` do,
    Forbidden for who may not restrain the author, and RuleBroken for an act that does not go with
    another, and where nothing is done about the thing.
    """
    author, act = _author_of(case), moderated.register().acts.get(of_author.act)
    if author is None or act is None or act.done_together is None:
        raise RuleBroken("moderation.no_such_act")
    require(actor, members.RESTRAIN, author)
    if ruling.act == NO_ACTION:
        raise RuleBroken("moderation.nothing_together")
    of_thing = moderated.register().acts.get(ruling.act)
    if of_thing is not None and of_thing.clears:
        raise RuleBroken("moderation.cleared_together")
    hold_with_settled([(case, ruling.act), (case, of_author.act)])
    hold_things(actor, [(case, ruling.act, ruling.choices)], [("member", [author.id])])
    decision = decide(actor, case, ruling, last, is_of_both=True)
    return decision, decide_apart(actor, "member", author.id, of_author, decision)


def undo_both(actor: Actor, decision: Decision, why: str) -> None:
    """Undo a decision, and the one that was made together with it; raises as `undo` does."""
    other = undone_with(actor, decision)
    undo(actor, decision, why)
    if other is not None:
        undo(actor, other, why)


def undone_with(actor: Actor, decision: Decision) -> Decision | None:
    """What was decided together with a decision, where an actor may undo it too."""
    other = queries.find_together(decision)
    if other is None or not other.stands:
        return None
    return other if reads(actor, other) and may_undo(actor, other) else None


def appeal_both(member: Member, decision: Decision, words: str) -> None:
    """Appeal a decision, and the one that was made together with it; raises as `appeal` does."""
    other = appealed_with(member, decision)
    appeal(member, decision, words)
    if other is not None:
        appeal(member, other, words)


def appealed_with(member: Member, decision: Decision) -> Decision | None:
    """What was decided together with a decision, where a member whom both concern may appeal it."""
    other = queries.find_together(decision)
    if other is None or other.member_id != member.id or decision.member_id != member.id:
        return None
    holds = (other.stands or other.has_ended) and not queries.is_overturned(other.id)
    return other if holds and not queries.has_appealed(member.id, other.id) else None


@dataclass(frozen=True)
class Answer:
    """What is answered to appeals of one decision that wait, up to the number of the last."""

    made: Appeal
    outcome: AppealOutcome
    last: int


def judged_with(actor: Actor, decision: Decision) -> Sequence[Appeal]:
    """The appeals that wait of what was decided together with a decision, if an actor may judge.

    Of either what took its place counts in its stead.
    """
    other = queries.find_standing_beside(decision)
    if other is None or not reads(actor, other):
        return ()
    waiting = [made for made in queries.list_appeals_of(other.id) if made.decided_at is None]
    return waiting if waiting and may_judge(actor, other) else ()


def judge_both(actor: Actor, answers: Iterable[Answer], words: str) -> None:
    """Answer appeals of decisions that were made together, alike or not; raises as `judge` does."""
    for answer in sorted(answers, key=lambda one: one.made.decision_id):
        judge(actor, answer.made, answer.outcome, words, answer.last)


def _author_of(case: ModerationCase) -> Member | None:
    if case.author_id is None or moderated.is_person(case.subject_type):
        return None
    author = session.get(Member, case.author_id)
    return author if author is not None and author.state is not State.LEFT else None
