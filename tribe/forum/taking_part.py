"""How much members took part in the forum; four queries for as many members as are asked about."""

from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import Select, and_, func, or_, select, union

from tribe.access import Role, TrustLevel
from tribe.activity.taking_part import Part
from tribe.base.db import session
from tribe.forum.models import Post, Reaction, TopicMember
from tribe.members.models import Member

Counted = Select[int, int]


def count_taking_part(member_ids: Collection[int]) -> Mapping[int, Part]:
    """Days here, topics read, posts that stand, and who answered or gave signs, by member."""
    ids = sorted(member_ids)
    if not ids:
        return {}
    days, read = dict(_rows(_days(ids))), dict(_rows(_read(ids)))
    said, turned = dict(_rows(_said(ids))), dict(_rows(_turned_to(ids)))
    return {
        one: Part(days.get(one, 0), read.get(one, 0), said.get(one, 0), turned.get(one, 0))
        for one in ids
    }


def _rows(statement: Counted) -> Iterator[tuple[int, int]]:
    return ((row[0], row[1]) for row in session.execute(statement))


def _days(ids: list[int]) -> Counted:
    """On how many days they read or wrote."""
    reading = select(
        TopicMember.member_id.label("member"), func.date(TopicMember.updated_at).label("day")
    ).where(TopicMember.member_id.in_(ids))
    writing = select(Post.author_id, func.date(Post.created_at)).where(Post.author_id.in_(ids))
    days = union(reading, writing).subquery()
    return select(days.c.member, func.count()).group_by(days.c.member)


def _read(ids: list[int]) -> Counted:
    mine = and_(TopicMember.member_id.in_(ids), TopicMember.last_read_post_number > 0)
    return select(TopicMember.member_id, func.count()).where(mine).group_by(TopicMember.member_id)


def _said(ids: list[int]) -> Counted:
    mine = and_(Post.author_id.in_(ids), Post.deleted_at.is_(None))
    return select(Post.author_id, func.count()).where(mine).group_by(Post.author_id)


def _turned_to(ids: list[int]) -> Counted:
    """How many others answered them or gave them a sign; newcomers do not count.

    So accounts that came together do not lift each other.
    """
    said, answer = Post.__table__.alias("said"), Post.__table__.alias("answer")
    answered = (
        select(said.c.author_id.label("member"), answer.c.author_id.label("other"))
        .join(answer, answer.c.reply_to_id == said.c.id)
        .where(said.c.author_id.in_(ids), answer.c.deleted_at.is_(None))
    )
    signed = (
        select(said.c.author_id, Reaction.member_id)
        .join(Reaction, Reaction.post_id == said.c.id)
        .where(said.c.author_id.in_(ids))
    )
    pairs = union(answered, signed).subquery()
    tried = or_(Member.trust != TrustLevel.NEW, Member.role.in_((Role.MODERATOR, Role.ADMIN)))
    return (
        select(pairs.c.member, func.count())
        .join(Member, Member.id == pairs.c.other)
        .where(pairs.c.member != pairs.c.other, tried)
        .group_by(pairs.c.member)
    )
