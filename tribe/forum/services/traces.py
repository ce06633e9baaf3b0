"""What a post leaves beside itself: mentions, quotations, and their lines in the ledger.

A reply is REPLY to the writer of the post it answers (of the topic, when it answers none); the
first one that anybody else gives to a member's very first post is WELCOME instead. Mentions and
quotes count as their own kinds beside it. What an edit or a removal takes away is retracted; a
moderator's edit may take away, but never turns the writer to anybody.
"""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from urllib.parse import quote

from sqlalchemy import Select, and_, bindparam, delete, exists, insert, or_, select
from sqlalchemy.orm import aliased

from tribe.db import session
from tribe.forum.models import Mention, Post, Quotation, Topic
from tribe.forum.queries.rooms import get_rooms, visible_category_ids
from tribe.graph.kinds import Kind
from tribe.ledger import services as ledger
from tribe.ledger.models import Cause
from tribe.markup import Cooked, cook, mentioned_names
from tribe.members.models import Member, State


def read_source(source: str) -> tuple[Cooked, list[Member]]:
    """Cook a source, and the members it names; one query when there may be any."""
    keys = mentioned_names(source)
    known: dict[str, Member] = {}
    if keys:
        named = select(Member).where(Member.name_key.in_(keys), Member.state != State.LEFT)
        known = {member.name_key: member for member in session.scalars(named)}
    pages = {key: f"/u/{quote(member.name)}" for key, member in known.items()}
    cooked = cook(source, members=pages)
    return cooked, [known[key] for key in cooked.mentions]


def record_reply(post: Post, answered_id: int | None, at: datetime | None) -> None:
    """Note to whom a reply turns, as a welcome when it is the first answer to a first post."""
    found = _answered(answered_id is None)
    given = {"post": post.id, "answered": answered_id, "topic": post.topic_id}
    author_id, is_their_first, was_answered = session.execute(found, given).one()
    kind = Kind.WELCOME if is_their_first and not was_answered else Kind.REPLY
    _record(kind, post, {author_id}, at)


@cache
def _answered(is_topic: bool) -> Select[int, bool, bool]:
    """Who wrote what a post answers, whether that was their first, and answered before.

    Made once: aliases take longer to make than the query to run.
    """
    target, earlier, other = aliased(Post), aliased(Post), aliased(Post)
    is_first = ~exists().where(
        earlier.author_id == target.author_id,
        or_(
            earlier.created_at < target.created_at,
            and_(earlier.created_at == target.created_at, earlier.id < target.id),
        ),
    )
    was_answered = exists().where(
        other.topic_id == target.topic_id,
        other.id != bindparam("post"),
        other.author_id != target.author_id,
        other.deleted_at.is_(None),
        or_(
            other.reply_to_id == target.id,
            and_(target.number == 1, other.reply_to_id.is_(None), other.number > 1),
        ),
    )
    found = select(target.author_id, is_first, was_answered)
    if is_topic:
        return found.where(target.topic_id == bindparam("topic"), target.number == 1)
    return found.where(target.id == bindparam("answered"))


def leave_traces(
    post: Post,
    topic: Topic,
    cooked: Cooked,
    named: Collection[Member],
    *,
    is_new: bool,
    may_add: bool = True,
    at: datetime | None = None,
) -> None:
    """Bring mentions and quotations, and their interactions, to what the post now says."""
    if not is_new or named:
        _trace_mentions(post, topic, named, is_new=is_new, may_add=may_add, at=at)
    if not is_new or cooked.quotes:
        _trace_quotes(post, cooked.quotes, is_new=is_new, may_add=may_add, at=at)


def _trace_mentions(
    post: Post,
    topic: Topic,
    named: Collection[Member],
    *,
    is_new: bool,
    may_add: bool,
    at: datetime | None,
) -> None:
    rooms = get_rooms() if named else None
    wanted = {
        member.id
        for member in named
        if rooms is not None
        and member.id != post.author_id
        and rooms.may_see(member, topic.category_id)
    }
    old = set() if is_new else _ids(select(Mention.member_id).where(Mention.post_id == post.id))
    if old - wanted:
        session.execute(
            delete(Mention).where(Mention.post_id == post.id, Mention.member_id.in_(old - wanted))
        )
        _retract(Kind.MENTION, post)
        _record(Kind.MENTION, post, old & wanted, post.created_at)
    if may_add and wanted - old:
        rows = [{"post_id": post.id, "member_id": one} for one in sorted(wanted - old)]
        session.execute(insert(Mention), rows)
        _record(Kind.MENTION, post, wanted - old, at)


def _trace_quotes(
    post: Post,
    quoted_ids: Collection[int],
    *,
    is_new: bool,
    may_add: bool,
    at: datetime | None,
) -> None:
    old = set() if is_new else _ids(select(Quotation.quoted_id).where(Quotation.post_id == post.id))
    authors = _quotable(post, old | set(quoted_ids))
    wanted = authors.keys() & set(quoted_ids)
    if old - wanted:
        session.execute(
            delete(Quotation).where(
                Quotation.post_id == post.id, Quotation.quoted_id.in_(old - wanted)
            )
        )
        _retract(Kind.QUOTE, post)
        _record(Kind.QUOTE, post, {authors[one] for one in old & wanted}, post.created_at)
    if may_add and wanted - old:
        rows = [{"post_id": post.id, "quoted_id": one} for one in sorted(wanted - old)]
        session.execute(insert(Quotation), rows)
        _record(Kind.QUOTE, post, {authors[one] for one in wanted - old}, at)


def _quotable(post: Post, quoted_ids: Collection[int]) -> dict[int, int]:
    """The writers of those posts that exist, stand, and may be seen by who quotes them."""
    if not quoted_ids:
        return {}
    rows = session.execute(
        select(Post.id, Post.author_id, Topic.category_id)
        .join(Topic, Topic.id == Post.topic_id)
        .where(Post.id.in_(quoted_ids), Post.id != post.id, Post.deleted_at.is_(None))
    ).all()
    author = session.get(Member, post.author_id)
    seen = visible_category_ids(author) if rows else set()
    return {post_id: author_id for post_id, author_id, room_id in rows if room_id in seen}


def _record(kind: Kind, post: Post, target_ids: set[int], at: datetime | None) -> None:
    ledger.record(kind, post.author_id, target_ids, cause=Cause.POST, cause_id=post.id, at=at)


def _retract(kind: Kind, post: Post) -> None:
    ledger.retract(Cause.POST, post.id, kind=kind, actor_id=post.author_id)


def _ids(selected: Select[int]) -> set[int]:
    return set(session.scalars(selected))
