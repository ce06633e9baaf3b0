"""To whom and to what a newcomer is led; never the best known first, and nobody by a number."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select

from tribe.access import Role, standing_role
from tribe.arrival.models import Greeter, WelcomeClosed
from tribe.base.db import now, session
from tribe.events.queries import EventRow, Headcount, count_answers, list_next
from tribe.forum.addresses import post_link
from tribe.forum.models import Post, Topic
from tribe.forum.queries import FirstPost, list_unanswered, visible_category_ids
from tribe.home.queries import Rite, list_rites
from tribe.members.models import IN_USE, Member
from tribe.members.summaries import MemberSummary, summary_columns
from tribe.rituals.models import Enactment, Ritual

GREETERS = 3
GATHERINGS = 2
LOOKED_AT = 20  # gatherings and rites to come among which those to show are found
LATELY = timedelta(days=120)  # who spoke in a category longer ago may not be there any more
NEW = timedelta(days=30)  # for so long home leads to the first steps
WAITING = timedelta(days=365)  # for so long a first topic is shown until it is answered
WAITING_SHOWN = 50


@dataclass(frozen=True)
class Host:
    """Somebody to greet, and where they spoke last, as far as the reader sees it."""

    member: MemberSummary
    title: str = ""
    url: str = ""


def is_greeter(member_id: int) -> bool:
    """Whether a member offers to greet; one query."""
    return session.get(Greeter, member_id) is not None


def is_led(member: Member) -> bool:
    """Whether home leads a member to the first steps; one query for who came lately, else none.

    Whoever looks after the place, speaks for the brand or is leaving is not led about in it.
    """
    is_new = member.joined_at > now() - NEW
    if member.is_brand or standing_role(member) is not Role.MEMBER:
        return False
    return is_new and session.get(WelcomeClosed, member.id) is None


def find_hosts(
    reader: Member, visible: Collection[int], near: Collection[int], day: date
) -> list[Host]:
    """Three of those who offered to greet, at home in the categories `near` if there are such.

    Who of them comes up is drawn anew for each reader and day. Three queries.
    """
    found = _greeters(reader)
    if not found:
        return []
    at_home = _spoke_last(found, set(near) & set(visible))
    order = _drawn(found, reader.id, day)
    chosen = sorted(order, key=lambda number: number not in at_home)[:GREETERS]
    said = _spoke_last(chosen, visible) | at_home
    places = _places([said[number] for number in chosen if number in said])
    return [Host(found[number], *places.get(said.get(number, 0), ("", ""))) for number in chosen]


def list_staff(reader: Member) -> list[MemberSummary]:
    """Who looks after the place, by name, for where nobody offered to greet; one query."""
    kept = (Member.role.in_((Role.MODERATOR, Role.ADMIN)), IN_USE, Member.id != reader.id)
    rows = session.execute(
        select(*summary_columns()).where(*kept).order_by(Member.name_key).limit(GREETERS)
    )
    return [MemberSummary.of(row) for row in rows]


def find_rite(visible: Collection[int], near: Collection[int]) -> Rite | None:
    """The rite that comes next, of those that live in the categories `near` first; two queries."""
    rites = list_rites(visible, LOOKED_AT)
    told = select(Ritual.slug).join(Enactment, Enactment.ritual_id == Ritual.id)
    told = told.join(Topic, Topic.id == Enactment.topic_id).where(
        Topic.category_id.in_(set(near) & set(visible))
    )
    close = set(session.scalars(told.distinct())) if near and rites else set()
    return next(iter(sorted(rites, key=lambda rite: rite.slug not in close)), None)


def find_gatherings() -> list[tuple[EventRow, Headcount]]:
    """The next gatherings with a seat left; two queries."""
    coming = list_next(LOOKED_AT)
    counts = count_answers([row.id for row in coming])
    free = [(row, counts[row.id]) for row in coming if _has_seat(row, counts[row.id])]
    return free[:GATHERINGS]


def list_waiting(reader: Member) -> list[FirstPost]:
    """First posts and topics that nobody has answered, the longest wait first; two queries."""
    visible, since = visible_category_ids(reader), now() - WAITING
    return list_unanswered(reader, visible, since, WAITING_SHOWN, with_topics=True)


def _has_seat(row: EventRow, counts: Headcount) -> bool:
    is_free = row.capacity is None or counts.seats < row.capacity
    return is_free and not counts.waiting


def _greeters(reader: Member) -> dict[int, MemberSummary]:
    today = now().date()
    here = or_(Member.away_until.is_(None), Member.away_until < today)
    rows = session.execute(
        select(*summary_columns())
        .join(Greeter, Greeter.member_id == Member.id)
        .where(IN_USE, here, Member.id != reader.id)
    )
    return {row.member_id: MemberSummary.of(row) for row in rows}


def _spoke_last(member_ids: Iterable[int], category_ids: Collection[int]) -> dict[int, int]:
    """Of each member the last post of lately in some categories."""
    spoke = (
        select(Post.author_id, func.max(Post.id))
        .join(Topic, Topic.id == Post.topic_id)
        .where(
            Post.author_id.in_(list(member_ids)),
            Post.created_at > now() - LATELY,
            Post.deleted_at.is_(None),
            Topic.unlisted_at.is_(None),
            Topic.category_id.in_(sorted(category_ids)),
        )
        .group_by(Post.author_id)
    )
    return {row[0]: row[1] for row in session.execute(spoke)} if category_ids else {}


def _places(post_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    chosen = select(Post.id, Topic.title).join(Topic, Topic.id == Post.topic_id)
    rows = session.execute(chosen.where(Post.id.in_(post_ids)))
    return {row[0]: (row[1], post_link(row[0])) for row in rows}


def _drawn(member_ids: Iterable[int], reader_id: int, day: date) -> list[int]:
    """An order that says nothing of anybody: another for each reader and day."""

    def lot(number: int) -> bytes:
        return hashlib.sha256(f"{day} {reader_id} {number}".encode()).digest()

    return sorted(member_ids, key=lot)
