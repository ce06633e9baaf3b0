"""What is held until the commit by who decides, in one order for all who do.

A case is held before its thing: first all cases by number, then those who are concerned or named,
and then what their things share, such as topics.
"""

from collections.abc import Collection

from sqlalchemy import select

from tribe.access import Actor
from tribe.base.db import session
from tribe.members.models import Member
from tribe.moderation.models import ModerationCase, Report
from tribe.web import moderated


def hold_things(
    actor: Actor, cases: Collection[tuple[ModerationCase, str, moderated.Choices]]
) -> None:
    """Hold what acts on the things of some cases hold, and those to whom the records refer."""
    if session.get_bind().dialect.name != "postgresql":
        return
    things: list[tuple[str, moderated.Numbers]] = []
    for case, act, choices in cases:
        things.append((case.subject_type, [case.subject_id]))
        things += moderated.taken_by(act, actor, case.subject_type, case.subject_id)
        things += moderated.reached_by(act, choices).items()
    of_these = Report.case_id.in_(sorted(case.id for case, *_ruled in cases))
    named = set(session.scalars(select(Report.reporter_id).where(of_these).distinct()))
    named |= {actor.id, *(case.author_id for case, *_ruled in cases)}
    people = [number for number in named if number is not None]
    moderated.hold_all(things, [moderated.Held(Member, people, is_shared=True)])
