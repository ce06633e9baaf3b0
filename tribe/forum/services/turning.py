"""What posts meant between people when they were written, for when they come back to view."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from tribe.activity import Turn
from tribe.base.db import session
from tribe.forum.models import Mention, Post, PostMove, Quotation, Reaction, ReactionKind
from tribe.graph.data.kinds import Kind

BATCH = 500  # posts of one statement


def turns_of(post_ids: Collection[int]) -> list[Turn]:
    """To whom posts turn their writers, and who answers them with signs; four queries for many.

    Whatever an edit added has the moment of the post. Whether an answer was the first is asked as
    things stood when it was written.
    """
    numbers, turns = sorted(post_ids), list[Turn]()
    for start in range(0, len(numbers), BATCH):
        some = numbers[start : start + BATCH]
        turns += [*_answers(some), *_mentions(some), *_quotes(some), *_signs(some)]
    return turns


def _answers(post_ids: list[int]) -> list[Turn]:
    rows = session.execute(_answering().where(Post.id.in_(post_ids)))
    return [
        Turn(
            Kind.WELCOME if is_first and not was_answered else Kind.REPLY,
            {answered_id},
            author_id,
            at,
            of=("post", post_id),
        )
        for post_id, author_id, at, answered_id, is_first, was_answered in rows
    ]


def _answering() -> Select[int, int, datetime, int, bool, bool]:
    target, earlier, other = aliased(Post), aliased(Post), aliased(Post)
    opening = and_(Post.reply_to_id.is_(None), target.topic_id == Post.topic_id, target.number == 1)
    is_first = ~exists().where(earlier.author_id == target.author_id, _precedes(earlier, target))
    was_answered = exists().where(
        other.topic_id == target.topic_id,
        other.author_id != target.author_id,
        _precedes(other, Post),
        or_(other.deleted_at.is_(None), other.deleted_at > Post.created_at),
        or_(
            other.reply_to_id == target.id,
            and_(target.number == 1, other.reply_to_id.is_(None), other.number > 1),
        ),
    )
    was_moved = exists().where(PostMove.post_id == Post.id)  # what it answered lies elsewhere
    return (
        select(Post.id, Post.author_id, Post.created_at, target.author_id, is_first, was_answered)
        .join(target, or_(target.id == Post.reply_to_id, opening))
        .where(Post.number > 1, or_(Post.reply_to_id.is_not(None), ~was_moved))
        .order_by(Post.created_at, Post.id)
    )


def _precedes(earlier: type[Post], later: type[Post]) -> ColumnElement[bool]:
    is_same_moment = and_(earlier.created_at == later.created_at, earlier.id < later.id)
    return or_(earlier.created_at < later.created_at, is_same_moment)


def _mentions(post_ids: list[int]) -> list[Turn]:
    rows = session.execute(
        select(Post.id, Post.author_id, Post.created_at, Mention.member_id)
        .join(Mention, Mention.post_id == Post.id)
        .where(Post.id.in_(post_ids))
        .order_by(Post.id, Mention.member_id)
    )
    return [Turn(Kind.MENTION, {named}, by, at, of=("post", n)) for n, by, at, named in rows]


def _quotes(post_ids: list[int]) -> list[Turn]:
    quoted = aliased(Post)
    rows = session.execute(
        select(Post.id, Post.author_id, Post.created_at, quoted.author_id)
        .join(Quotation, Quotation.post_id == Post.id)
        .join(quoted, quoted.id == Quotation.quoted_id)
        .where(Post.id.in_(post_ids))
        .order_by(Post.id, quoted.id)
    )
    return [Turn(Kind.QUOTE, {one}, by, at, of=("post", n)) for n, by, at, one in rows]


def _signs(post_ids: list[int]) -> list[Turn]:
    rows = session.execute(
        select(
            Reaction.post_id, Reaction.member_id, Reaction.kind, Reaction.created_at, Post.author_id
        )
        .join(Post, Post.id == Reaction.post_id)
        .where(Reaction.post_id.in_(post_ids))
        .order_by(Reaction.created_at, Reaction.post_id, Reaction.member_id)
    )
    return [
        Turn(
            Kind.THANKS if kind is ReactionKind.THANKS else Kind.REACTION,
            {author_id},
            member_id,
            at,
            of=("post", post_id),
        )
        for post_id, member_id, kind, at, author_id in rows
    ]
