"""Reading what members are told: on the page of notices, by mail, on a device, in a digest."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Row,
    bindparam,
    func,
    select,
)

from tribe.activity import Activity
from tribe.activity.notices import Channel, NoticeKind, OfBrand, Rank, Told, find_kind
from tribe.base.db import now, session
from tribe.base.i18n import gettext as _
from tribe.base.i18n import ngettext
from tribe.base.paging import START, Order, Page, Span, read_page
from tribe.base.text import isolated
from tribe.blocking import Reader, may_not_be_told, seen_by
from tribe.members.models import IN_USE, Member
from tribe.notices import budget
from tribe.notices.models import (
    UNREAD,
    Notice,
    NoticeCause,
    Reach,
)
from tribe.notices.wishes import (
    mailed_as,
    pushes_of,
    reaches_of,
)
from tribe.web.subjects import Shown, show_all

LATEST_FIRST = Order((Notice.is_unread, Notice.at, Notice.id), is_falling=True)
MAILED = (Reach.AT_ONCE, Reach.DIGEST)
MAX_ACTS = 100  # of a notice that are read through


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice as its page shows it; `lines` say what happened, the weightiest first."""

    id: int
    at: datetime
    is_unread: bool
    address: str
    lines: tuple[str, ...]


class Act(NamedTuple):
    """An act that a notice tells of."""

    notice_id: int
    activity_id: int
    kind: NoticeKind
    subject: tuple[str, int]
    actor_id: int | None
    name: str | None
    facts: Mapping[str, Any]


def find_notice(notice_id: int) -> Notice | None:
    """A notice by its number; one query."""
    return session.get(Notice, notice_id)


def is_over(member_id: int, facts: Mapping[str, Any]) -> bool:
    """Whether a member has read what a mail tells of an act, or it was taken back.

    All mails are over for who was suspended or leaves; else those that tell of no act are not. Of
    whom they blocked or ignore meanwhile none is sent.
    Three queries at most.
    """
    if session.scalar(select(Member.id).where(Member.id == member_id, IN_USE)) is None:
        return True
    if "activity" not in facts:
        return False
    own = (NoticeCause.member_id == member_id, NoticeCause.activity_id == facts["activity"])
    row = session.execute(
        select(NoticeCause.kind, may_not_be_told(member_id, Activity.actor_id, now()))
        .join(Notice, Notice.id == NoticeCause.notice_id)
        .join(Activity, Activity.id == NoticeCause.activity_id)
        .where(*own, UNREAD)
    ).first()
    kind = find_kind(row[0]) if row is not None else None
    if row is None or kind is None or (row[1] and not kind.is_told_all):
        return True
    return reaches_of([member_id])[member_id].get(kind.name) not in MAILED


def list_notices(reader: Member, span: Span = START) -> tuple[Page[NoticeRow], list[int]]:
    """What a member is told, the unread first; and unread ones of what they may not see any more.

    Two queries, and those of each type of thing that is told of.
    """
    own = select(Notice.id, Notice.at, Notice.is_unread).where(Notice.member_id == reader.id)
    page = read_page(own, LATEST_FIRST, span, tuple)
    acts = _acts_by_notice(reader, [row[0] for row in page.rows])
    rows = [NoticeRow(n, at, bool(u), *_said(acts[n])) for n, at, u in page.rows if n in acts]
    return page.holding(rows), [n for n, _at, u in page.rows if u and n not in acts]


def list_seen(reader: Member, notice_ids: list[int]) -> frozenset[int]:
    """Those of some notices that are shown to their reader; one query, and those of the types."""
    return frozenset(_acts_by_notice(reader, notice_ids))


def find_address(reader: Member, notice_id: int) -> str | None:
    """Where the thing of a notice stands; None where its reader may not see it any more."""
    acts = _acts_by_notice(reader, [notice_id]).get(notice_id)
    return _said(acts)[0] if acts else None


class TellingMail(NamedTuple):
    """What a mail says of an act, and of those after it that it stands for."""

    title: str
    lines: tuple[str, ...]
    address: str


def find_told(reader_id: int, activity_id: int) -> TellingMail | None:
    """What a member was told of an act, where they have not read it and may see it still.

    With it stands what was told later in the same notice by mails of that kind.
    """
    notice_id = session.scalar(
        select(Notice.id)
        .join(NoticeCause, NoticeCause.notice_id == Notice.id)
        .where(NoticeCause.member_id == reader_id, NoticeCause.activity_id == activity_id, UNREAD)
    )
    reader = session.get(Member, reader_id)
    if notice_id is None or reader is None:
        return None
    acts = _acts_by_notice(reader, [notice_id]).get(notice_id, ())
    own = next((one for one in acts if one[0].activity_id == activity_id), None)
    if own is None:
        return None
    act, shown = own
    later = select(NoticeCause.activity_id).where(
        NoticeCause.notice_id == notice_id,
        NoticeCause.activity_id > activity_id,
        NoticeCause.mailed_at.is_not(None),
    )
    said = {activity_id, *session.scalars(later)}
    said -= budget.beyond(reader_id, Channel.MAIL, said)
    if activity_id not in said:
        return None
    by_it = [
        one
        for one in acts
        if one[0].activity_id in said and mailed_as(one[0].kind) == mailed_as(act.kind)
    ]
    return TellingMail(shown.title, _said(by_it)[1], shown.address)


class Pushed(NamedTuple):
    """What a device says of a notice, as its page does."""

    notice_id: int
    title: str
    lines: tuple[str, ...]
    rank: Rank
    tag: str  # of the thing: what is told of it later takes the place of this


def find_pushed(reader: Member, activity_id: int) -> Pushed | None:
    """A notice with what else it tells, where its reader has not read it and wants it so.

    None as well where they were suspended or leave, or take no more of the brand. Six queries, and
    those of the types of things.
    """
    notice = session.scalar(
        select(Notice)
        .join(NoticeCause, NoticeCause.notice_id == Notice.id)
        .join(Member, Member.id == Notice.member_id)
        .where(Notice.member_id == reader.id, NoticeCause.activity_id == activity_id)
        .where(UNREAD, IN_USE)
    )
    acts = _acts_by_notice(reader, [notice.id]).get(notice.id, []) if notice else []
    beyond = budget.beyond(reader.id, Channel.PUSH, [act.activity_id for act, _shown in acts])
    acts = [one for one in acts if one[0].activity_id not in beyond]
    own = next((one for one in acts if one[0].activity_id == activity_id), None)
    if notice is None or own is None or not pushes_of(reader.id)[own[0].kind.name]:
        return None
    act, shown = own
    tag = f"{notice.subject_type}-{notice.subject_id}"
    return Pushed(notice.id, shown.title, _said(acts)[1], act.kind.rank, tag)


@dataclass(frozen=True, slots=True)
class DigestRow:
    """A notice as a digest says it."""

    rank: Rank
    address: str
    lines: tuple[str, ...]
    is_of_brand: bool = False


def list_digest(reader: Member, activity_ids: Collection[int]) -> list[DigestRow]:
    """What a member was told of some acts, has not read, may see and wants by mail still.

    The weightiest first, then the latest. Six queries at most, and those of each type of thing.
    """
    meant = set(activity_ids) - budget.beyond(reader.id, Channel.MAIL, activity_ids)
    reaches = reaches_of([reader.id])[reader.id]
    of_them = select(NoticeCause.notice_id).where(
        NoticeCause.activity_id.in_(sorted(meant)), NoticeCause.member_id == reader.id
    )
    unread = select(Notice.id).where(Notice.id.in_(of_them), UNREAD)
    numbers = list(session.scalars(unread.order_by(Notice.at.desc(), Notice.id.desc())))
    wanted = {
        number: [
            (act, shown)
            for act, shown in acts
            if act.activity_id in meant
            and act.kind.in_digest
            and reaches.get(act.kind.name) in MAILED
        ]
        for number, acts in _acts_by_notice(reader, numbers).items()
    }
    seen = [wanted[number] for number in numbers if wanted.get(number)]
    rows = [_digest_row(acts) for acts in seen]
    return sorted(rows, key=lambda row: row.rank)


def _digest_row(acts: "list[Seen]") -> DigestRow:
    kinds = [act.kind for act, _shown in acts]
    is_of_brand = all(kind.of_brand is OfBrand.ALWAYS for kind in kinds)
    return DigestRow(min(kind.rank for kind in kinds), *_said(acts), is_of_brand=is_of_brand)


Seen = tuple[Act, Shown]


def _acts_by_notice(member: Member, notice_ids: list[int]) -> Mapping[int, list[Seen]]:
    """The acts of notices that their reader may still see, the latest first."""
    numbers: dict[str, set[int]] = defaultdict(set)
    with seen_by(member) as reading:
        acts = [_act(row) for row in session.execute(_ACTS, {"notices": notice_ids})]
        known = [act for act in acts if act is not None and _is_shown(act, reading)]
        for act in known:
            numbers[act.subject[0]].add(act.subject[1])
        shown = {kind: show_all(member, kind, ids) for kind, ids in numbers.items()}
    seen: dict[int, list[Seen]] = defaultdict(list)
    for act in known:
        kind, number = act.subject
        if number in shown[kind]:
            seen[act.notice_id].append((act, shown[kind][number]))
    return seen


def _is_shown(act: Act, reading: Reader) -> bool:
    """Whether a reader is shown an act: not of whom they block or ignore, but what all are told."""
    return act.kind.is_told_all or act.actor_id not in reading.apart | reading.ignored


_PLACE = func.row_number().over(
    partition_by=NoticeCause.notice_id, order_by=NoticeCause.activity_id.desc()
)
_RANKED = (
    select(NoticeCause.notice_id, NoticeCause.activity_id, NoticeCause.kind, _PLACE.label("place"))
    .where(NoticeCause.notice_id.in_(bindparam("notices", expanding=True)))
    .subquery()
)
_ACTS = (
    select(
        _RANKED.c.notice_id,
        _RANKED.c.activity_id,
        _RANKED.c.kind,
        Activity.subject_type,
        Activity.subject_id,
        Activity.actor_id,
        Member.name,
        Activity.facts,
    )
    .join(Activity, Activity.id == _RANKED.c.activity_id)
    .outerjoin(Member, Member.id == Activity.actor_id)
    .where(_RANKED.c.place <= MAX_ACTS)
    .order_by(_RANKED.c.notice_id, _RANKED.c.place)
)


def _act(row: Row[*tuple[Any, ...]]) -> Act | None:
    """An act as it is read; None where no feature declares such notices any more."""
    notice_id, activity_id, name, subject_type, subject_id, actor_id, actor, facts = row
    kind = find_kind(name)
    if kind is None:
        return None
    subject = (subject_type, subject_id)
    if kind.is_of_thing and kind.thing in facts:
        subject = (kind.thing, int(facts[kind.thing]))
    return Act(notice_id, activity_id, kind, subject, actor_id, actor, facts)


def _said(acts: list[Seen]) -> tuple[str, tuple[str, ...]]:
    """Where a notice leads, to the first act of its weightiest kind; and what it says of each."""
    kinds = sorted({act.kind for act, _shown in acts}, key=lambda kind: (kind.rank, kind.name))
    by_kind = [[one for one in acts if one[0].kind == kind] for kind in kinds]
    first_shown = by_kind[0][-1][1]
    stated = (shown.stated for act, shown in acts if act.kind.tells_intent)
    lines = next(filter(None, stated), ())
    return first_shown.address, (*map(_sentence, by_kind), *lines)


def _sentence(acts: list[Seen]) -> str:
    """What acts of one kind are, in the reader's language."""
    latest, shown = acts[0]
    names = {act.actor_id: act.name for act, _shown in acts if act.name is not None}
    number = max(1, len({act.actor_id for act, _shown in acts}))
    told = Told(
        _people(list(names.values()), number),
        number,
        " – ".join(isolated(words) for words in (shown.title, shown.begun) if words),
        latest.facts,
        isolated(shown.note) if shown.note else "",
        isolated(shown.where) if shown.where else "",
    )
    return latest.kind.words(told)


def _people(names: list[str], number: int) -> str:
    """Those who did something; whoever left has no name."""
    if not names:
        return str(_("somebody") if number == 1 else _("%(num)s people", num=number))
    first, *more = (isolated(name) for name in names)
    if number == 1:
        return first
    if number == 2 and more:
        return str(_("%(one)s and %(other)s", one=first, other=more[0]))
    return str(
        ngettext(
            "%(name)s and %(num)s other", "%(name)s and %(num)s others", number - 1, name=first
        )
    )
