"""Moving what a guest reported to the case of what they meant, where the address named another."""

from urllib.parse import urldefrag

from sqlalchemy import delete, select, update

from tribe import audit
from tribe.access import may, require
from tribe.base.db import session
from tribe.base.errors import NotFound, RuleBroken
from tribe.members.models import Member
from tribe.moderation import policy
from tribe.moderation.models import CaseNote, Decision, ModerationCase, Report, Source
from tribe.moderation.queue import is_in_sight, is_local
from tribe.moderation.services.announcing import handlers_of, tell_case, tell_queue
from tribe.moderation.services.impartial import standing_of
from tribe.moderation.services.reporting import join, open_case
from tribe.web import moderated, subjects
from tribe.web.subjects import FoundContainer


def container_of(case: ModerationCase) -> FoundContainer | None:
    """What the thing of a case stands in, or is, with others beside; None where it is alone."""
    return subjects.find_container(urldefrag(case.address).url)


def may_move(actor: Member, case: ModerationCase) -> bool:
    """Whether an actor decides a case, and what is reported in it can be about something beside."""
    if not case.is_open or container_of(case) is None:
        return False
    decides = bool(may(actor, policy.DECIDE, case, **_deciding(actor, case)))
    return decides and standing_of(actor, case).bar is None


def _deciding(actor: Member, case: ModerationCase) -> dict[str, bool]:
    return {"is_local": is_local(actor, case), "is_unseen": not is_in_sight(actor, case.id)}


def find_movable(case: ModerationCase, report_id: int) -> Report:
    """A guest's report in a case; raises NotFound."""
    made = session.get(Report, report_id)
    if made is None or made.case_id != case.id or made.source is not Source.GUEST:
        raise NotFound("moderation.no_report")
    return made


def move_report(
    actor: Member, case: ModerationCase, report_id: int, address: str
) -> ModerationCase:
    """Let a guest's report be about another thing beside that of its case; the case of that.

    Where nothing else was reported the notes go along, and the case is gone. Raises Forbidden,
    NotFound, and RuleBroken for what is decided, or an address that leads to nothing beside it.
    """
    require(actor, policy.DECIDE, case, **_deciding(actor, case))
    session.refresh(case, with_for_update=True)
    if not case.is_open:
        raise RuleBroken("moderation.is_decided")
    if bar := standing_of(actor, case).bar:
        raise bar
    made, thing = find_movable(case, report_id), _beside(case, address)
    matter = moderated.read(*thing) if thing is not None else None
    if thing is None or matter is None:
        raise RuleBroken("moderation.not_beside")
    into = open_case(*thing, matter)
    join(made, into)
    audit.record(
        "moderation.report_moved",
        case.subject_type,
        case.subject_id,
        actor_id=actor.id,
        facts={"report": made.id, "case": case.id, "into": into.id},
    )
    _end_where_empty(case, into)
    tell_case(into)
    return into


def _beside(case: ModerationCase, address: str) -> tuple[str, int] | None:
    """What an address leads to, where that stands in the same; None where it is the same thing."""
    thing, around = subjects.find_reportable(address), container_of(case)
    matter = moderated.read(*thing) if thing is not None else None
    if thing is None or matter is None or around is None:
        return None
    found = subjects.find_container(urldefrag(matter.address).url)
    is_same = thing == (case.subject_type, case.subject_id)
    is_there = found is not None and (found.type, found.number) == (around.type, around.number)
    return thing if is_there and not is_same else None


def _end_where_empty(case: ModerationCase, into: ModerationCase) -> None:
    """Let a case go in which nothing was reported or decided any more; its notes go along."""
    of_case = Report.case_id == case.id
    if session.scalar(select(Report.id).where(of_case).limit(1)) is not None:
        tell_case(case)
        return
    decided = select(Decision.id).where(Decision.case_id == case.id).limit(1)
    if session.scalar(decided) is not None:
        tell_case(case)
        return
    notes = update(CaseNote).where(CaseNote.case_id == case.id)
    session.execute(notes.values(case_id=into.id))
    handlers = handlers_of(case)
    session.execute(delete(ModerationCase).where(ModerationCase.id == case.id))
    session.expunge(case)
    tell_queue(into, {*handlers, *handlers_of(into)})
