"""What appeals gave back to those whose it is, which no act on an author takes once more."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select

from tribe.base.db import session
from tribe.moderation.models import Appeal, AppealOutcome, Decision
from tribe.web import moderated
from tribe.web.moderated import Restriction, Taken

IS_OF_IT = or_(  # an appeal of a decision, or of what took its place
    Appeal.decision_id == Decision.id, Appeal.decision_id == Decision.replaced_by_id
)


class GivenBack(NamedTuple):
    """Things of one type that had been taken from view, and that an appeal gave back."""

    subject_type: str
    numbers: Collection[int]
    taken_at: datetime
    is_along: bool  # taken with their author, so that nobody knows what they said then


def list_given_back(
    things: Sequence[tuple[str, Select[int]]], authors: Select[int]
) -> Sequence[GivenBack]:
    """What appeals gave back of some things, by decisions about these or about some authors.

    Of a thing by itself only what says the same still. Two queries, and those of each such thing.
    """
    return [*_by_itself(things), *_along(authors)]


def _by_itself(things: Sequence[tuple[str, Select[int]]]) -> Iterator[GivenBack]:
    acts = moderated.register().acts.values()
    visible = (a for a in acts if a.restriction is Restriction.VISIBILITY)
    taking = [act.name for act in visible if act.taken is not Taken.LITTLE]
    about = (
        and_(Decision.subject_type == kind, Decision.subject_id.in_(few)) for kind, few in things
    )
    for one in _overturned(or_(*about), Decision.act.in_(taking)):
        thing = (one.subject_type, one.subject_id)
        if one.words_digest in (None, moderated.digest_of(*thing)):
            yield GivenBack(thing[0], [thing[1]], one.made_at, is_along=False)


def _along(authors: Select[int]) -> Iterator[GivenBack]:
    people = [name for name, one in moderated.register().things.items() if one.is_person]
    acts = {
        name: act
        for name, act in moderated.register().acts.items()
        if act.subject_type in people and act.holds is not None
    }
    of_them = (Decision.subject_type.in_(people), Decision.subject_id.in_(authors))
    for one in _overturned(*of_them, Decision.act.in_(acts)):
        for kind, numbers in acts[one.act].took(one.details).items():
            yield GivenBack(kind, numbers, one.made_at, is_along=True)


def _overturned(*conditions: ColumnElement[bool]) -> Sequence[Decision]:
    won = select(Appeal.id).where(IS_OF_IT, Appeal.outcome == AppealOutcome.OVERTURNED)
    chosen = select(Decision).where(*conditions, won.correlate(Decision).exists())
    return session.scalars(chosen.order_by(Decision.id)).all()
