"""Whom a member follows, for that member alone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from tribe.base.db import session
from tribe.base.paging import START, Order, Page, Span, read_page
from tribe.following.models import Follow
from tribe.members.models import IN_USE, Member
from tribe.members.summaries import SUMMARY, MemberSummary, summary_columns

BY_NAME = Order((Member.name_key,))
SIZE = 50


@dataclass(frozen=True)
class Followed:
    """Somebody whom the reader follows, and since when."""

    since: datetime
    member: MemberSummary


def is_following(follower_id: int, followed_id: int) -> bool:
    """Whether one follows another; one query."""
    return session.get(Follow, (follower_id, followed_id)) is not None


def followed_among(follower_id: int, member_ids: Collection[int]) -> set[int]:
    """Those of some members whom one follows; one query, none without members."""
    if not member_ids:
        return set()
    given = {"follower": follower_id, "members": sorted(set(member_ids))}
    return set(session.scalars(_AMONG, given))


_AMONG = select(Follow.followed_id).where(
    Follow.follower_id == bindparam("follower"),
    Follow.followed_id.in_(bindparam("members", expanding=True)),
)


def list_followed(follower_id: int, span: Span = START) -> Page[Followed]:
    """Whom a member follows, by name; one query. Who is suspended or leaves is in no list."""
    chosen = (
        select(Follow.since, *summary_columns())
        .join(Member, Member.id == Follow.followed_id)
        .where(Follow.follower_id == follower_id, IN_USE)
    )
    return read_page(chosen, BY_NAME, span, _followed, SIZE)


def _followed(row: Sequence[Any]) -> Followed:
    return Followed(row[0], MemberSummary(*row[-SUMMARY:]))
