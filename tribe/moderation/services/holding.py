"""What is held until the commit by who decides, in one order for all who do.

A case is held before its thing: first all cases by number, then the turns of their things, then
those who are concerned or named, and then what their things share, such as topics. What is judged
is read again after that: whoever was waited for may have decided of it.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import Select, select

from tribe.access import Actor
from tribe.base.db import read_anew, session, take_turns
from tribe.members.models import Member
from tribe.moderation.models import ModerationCase, Report
from tribe.web import moderated


def hold_things(
    actor: Actor,
    cases: Collection[tuple[ModerationCase, str, moderated.Choices]],
    also: Collection[tuple[str, moderated.Numbers]] = (),
) -> None:
    """Hold what acts on the things of some cases hold, and those to whom the records refer.

    What is acted on without a case of it yet is named `also`.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    turns = [(case.subject_type, case.subject_id) for case, *_ruled in cases]
    turns += [(kind, n) for kind, few in also if not isinstance(few, Select) for n in few]
    _take_turns(turns)
    things: list[tuple[str, moderated.Numbers]] = [*also]
    for case, act, choices in cases:
        things.append((case.subject_type, [case.subject_id]))
        things += moderated.taken_by(act, actor, case.subject_type, case.subject_id)
        things += moderated.reached_by(act, choices).items()
    of_these = Report.case_id.in_(sorted(case.id for case, *_ruled in cases))
    named = set(session.scalars(select(Report.reporter_id).where(of_these).distinct()))
    named |= {actor.id, *(case.author_id for case, *_ruled in cases)}
    people = [number for number in named if number is not None]
    moderated.hold_all(things, [moderated.Held(Member, people, is_shared=True)])
    read_anew()


def hold_thing(subject_type: str, subject_id: int) -> None:
    """Hold one thing, of whatever type, for who undoes what was decided of it; read it anew."""
    if session.get_bind().dialect.name != "postgresql":
        return
    _take_turns([(subject_type, subject_id)])
    moderated.hold_all([(subject_type, [subject_id])])
    read_anew()


def take_turn(subject_type: str, subject_id: int) -> None:
    """Let nobody else decide of a thing before a first case of it is written.

    A case refers to its author, whom that holds too: who waited for the turn afterwards would be
    waited for by who has it.
    """
    _take_turns([(subject_type, subject_id)])


def _take_turns(things: Iterable[tuple[str, int]]) -> None:
    """Let nobody else decide of some things, each of which has one turn, whatever rows it has."""
    for subject_type, subject_id in sorted(set(things)):
        take_turns(f"judged:{subject_type}:{subject_id}")
