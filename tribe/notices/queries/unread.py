"""What a member has unread notices of and may still see: what the bell counts."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    literal_column,
    or_,
    select,
)

from tribe.activity import Activity
from tribe.activity.notices import NoticeKind, list_kinds
from tribe.base.db import list_rows
from tribe.blocking import seen_by
from tribe.members.models import Member
from tribe.notices.models import UNREAD, Notice, NoticeCause
from tribe.notices.queries.told import list_seen
from tribe.web.subjects import READER, Sight, subjects

Condition = Callable[[ColumnElement[int]], ColumnElement[bool]]
MAX_COUNTED = 100  # the bell says "99+", and costs no more for more
MAX_LOOKED_AT = 10 * MAX_COUNTED  # of which all but those may be out of sight


@dataclass(frozen=True, slots=True)
class Unread:
    """The types and numbers of things; `is_cut` where there are more."""

    things: frozenset[tuple[str, int]] = frozenset()
    is_cut: bool = False

    @property
    def count(self) -> int:
        """How many the bell says."""
        return MAX_COUNTED if self.is_cut else len(self.things)


def list_unread_things(reader: Member) -> Unread:
    """What a member has unread notices of and may still see, so many at most.

    One query; those of the page of notices for things of which SQL alone cannot say who sees them.
    """
    statement, sights = _prepared()
    given: dict[str, Any] = {"reader": reader.id}
    for sight in sights:
        given |= sight.given(reader)
    with seen_by(reader) as reading:
        given["unheard"] = sorted(reading.apart | reading.ignored)
        rows = list_rows(statement, given)
        asked = [number for number, _type, _thing, is_seen in rows if not is_seen]
        seen = list_seen(reader, asked) if asked else frozenset[int]()
    things = frozenset(
        (subject_type, thing)
        for number, subject_type, thing, is_seen in rows
        if is_seen or number in seen
    )
    return Unread(things, len(rows) == MAX_COUNTED)


Prepared = tuple[Select[int, str, int, bool], list[Sight]]


_known: dict[object, Prepared] = {}


def _prepared() -> Prepared:
    """The statement, made once for the types of things and the kinds that are known: pages ask."""
    sights = {name: one.sight for name, one in subjects().items() if one.sight is not None}
    key = (MAX_COUNTED, *sights, *(kind.name for kind in list_kinds()))
    if key not in _known:
        _known[key] = _statement(sights, list_kinds()), list(sights.values())
    return _known[key]


def _statement(
    sights: Mapping[str, Sight], kinds: Collection[NoticeKind]
) -> Select[int, str, int, bool]:
    holding = [(name, sight.holds) for name, sight in sights.items()]
    unsure = [(name, sight.unsure) for name, sight in sights.items() if sight.unsure is not None]
    is_seen = _told(kinds, _of_thing(holding, kinds))
    may_be_seen = _told(kinds, _of_thing(unsure, kinds))
    sight = case((is_seen, 2), (may_be_seen, 1), else_=0)
    read = (
        select(Notice.id, Notice.subject_type, Notice.subject_id, sight.label("sight"))
        .where(Notice.member_id == READER, UNREAD)
        .limit(_said(MAX_LOOKED_AT))  # without it each would be judged twice
        .subquery()
    )
    is_counted = read.c.sight > 0
    columns = (read.c.id, read.c.subject_type, read.c.subject_id, read.c.sight > 1)
    return select(*columns).where(is_counted).limit(_said(MAX_COUNTED))


def _said(number: int) -> ColumnElement[int]:
    """A number in the words of a statement: SQLite plans one anew whose LIMIT is a parameter."""
    return literal_column(str(number), Integer)


def _told(kinds: Collection[NoticeKind], holds: ColumnElement[bool]) -> ColumnElement[bool]:
    """That a notice tells of an act of which something holds, by one whom its reader hears."""
    told_all = [kind.name for kind in kinds if kind.is_told_all]
    unheard = bindparam("unheard", expanding=True, type_=Integer)
    is_heard = or_(
        Activity.actor_id.is_(None),
        Activity.actor_id.not_in(unheard),
        NoticeCause.kind.in_(told_all),
    )
    return exists().where(
        NoticeCause.notice_id == Notice.id,
        NoticeCause.kind.in_([kind.name for kind in kinds]),
        Activity.id == NoticeCause.activity_id,
        is_heard,
        holds,
    )


def _of_thing(
    sights: Iterable[tuple[str, Condition]], kinds: Collection[NoticeKind]
) -> ColumnElement[bool]:
    """That a condition of its type holds of the thing that an act is told by."""
    known, things = list(sights), _things(kinds)
    of_things = [
        (_is_of(kinds, name), holds(_number(name))) for name, holds in known if name in things
    ]
    own = [(Activity.subject_type == name, holds(_SUBJECT_ID)) for name, holds in known]
    return case(*of_things, *own, else_=false())


_SUBJECT_ID: ColumnElement[int] = Activity.__table__.c.subject_id


def _things(kinds: Collection[NoticeKind]) -> list[str]:
    """The types of things whose titles kinds tell, rather than what an act was done to."""
    return sorted({str(kind.thing) for kind in kinds if kind.is_of_thing})


def _is_of(kinds: Collection[NoticeKind], thing: str) -> ColumnElement[bool]:
    names = [kind.name for kind in kinds if kind.is_of_thing and kind.thing == thing]
    return and_(NoticeCause.kind.in_(names), _number(thing).is_not(None))


def _number(thing: str) -> ColumnElement[int]:
    """The number of a thing among the facts of an act."""
    number: ColumnElement[int] = Activity.facts[thing].as_integer()
    return number
