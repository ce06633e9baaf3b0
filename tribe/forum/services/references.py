"""What a post leaves beside itself: mentions, quotations, and to whom it turns its writer.

A reply is REPLY to the writer of the post it answers (of the topic, when it answers none); the
first one that anybody else gives to a member's very first post is WELCOME instead. Mentions and
quotes count as their own kinds beside it. What an edit or a removal takes away is undone; a
moderator's edit may take away, but never turns the writer to anybody.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from sqlalchemy import Select, and_, bindparam, delete, exists, insert, or_, select
from sqlalchemy.orm import aliased

from tribe import search
from tribe.activity import Turn, Undone
from tribe.base.db import list_rows, session
from tribe.blocking import kept_from
from tribe.forum.models import Mention, Post, Quotation, Topic
from tribe.forum.queries.categories import get_category_tree, visible_category_ids
from tribe.graph.data.kinds import Kind
from tribe.markup import COOK_VERSION, Cooked, cook, mentioned_names
from tribe.markup.unnaming import without_quotes_of
from tribe.members.mentioned import find_named, named_in, pages_of
from tribe.members.models import Member

COVER = "[…]"  # in place of quoted words whose post is gone
BATCH = 500  # posts of one statement


@dataclass(frozen=True)
class Traces:
    """To whom a post newly turns its writer, and what it no longer does."""

    turns: list[Turn] = field(default_factory=list)
    undone: list[Undone] = field(default_factory=list)


def read_source(source: str) -> tuple[Cooked, list[Member]]:
    """Cook a source, and the members it names; one query when there may be any."""
    known = named_in(source)
    pages = pages_of(known)
    cooked = cook(source, members=pages)
    named_members = [known[key] for key in cooked.mentions]
    return _covered(source, cooked, pages, _removed(cooked.quotes)), named_members


def _covered(source: str, cooked: Cooked, pages: Mapping[str, str], removed: set[int]) -> Cooked:
    """What was cooked, with quoted words covered whose post is gone."""
    if not removed:
        return cooked
    covered = without_quotes_of(source, removed, (), {"name": "", "words": COVER})
    shown = cook(covered, members=pages)
    return replace(cooked, html=shown.html, text=shown.text)


def cook_quoting(post_ids: Collection[int]) -> None:
    """Cook anew whatever quotes some posts, which are gone or stand again; their sources stay."""
    numbers, quoting = sorted(post_ids), list[Post]()
    for start in range(0, len(numbers), BATCH):
        of_them = Quotation.quoted_id.in_(numbers[start : start + BATCH])
        chosen = select(Post).where(Post.id.in_(select(Quotation.post_id).where(of_them)))
        quoting += session.scalars(chosen.order_by(Post.id)).all()
    for start in range(0, len(quoting), BATCH):
        _cook(quoting[start : start + BATCH])
    session.flush()
    search.changed("post", {post.id for post in quoting})


def _cook(posts: Sequence[Post]) -> None:
    """Cook several posts anew; whom they name and what they quote is asked of all at once."""
    keys = {post.id: mentioned_names(post.source) for post in posts}
    known = find_named({key for found in keys.values() for key in found})
    pages = {
        number: pages_of({key: known[key] for key in found if key in known})
        for number, found in keys.items()
    }
    cooked = {post.id: cook(post.source, members=pages[post.id]) for post in posts}
    gone = _removed({number for one in cooked.values() for number in one.quotes})
    for post in posts:
        removed = gone.intersection(cooked[post.id].quotes)
        shown = _covered(post.source, cooked[post.id], pages[post.id], removed)
        post.html, post.text, post.cook_version = shown.html, shown.text, COOK_VERSION


def _removed(post_ids: Collection[int]) -> set[int]:
    """Those of some posts that are gone; one query, or none for nothing."""
    gone = Post.deleted_at.is_not(None)
    return _ids(select(Post.id).where(Post.id.in_(post_ids), gone)) if post_ids else set()


def find_answered(post: Post, answered_id: int | None) -> Turn:
    """To whom a reply turns, as a welcome when it is the first answer to a first post."""
    found = _answered(answered_id is None)
    given = {"post": post.id, "answered": answered_id, "topic": post.topic_id}
    ((author_id, is_their_first, was_answered),) = list_rows(found, given)
    kind = Kind.WELCOME if is_their_first and not was_answered else Kind.REPLY
    return Turn(kind, {author_id})


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
) -> Traces:
    """Bring mentions and quotations to what the post now says; what that means between people."""
    traces = Traces()
    if not is_new or named:
        _trace_mentions(traces, post, topic, named, is_new=is_new, may_add=may_add)
    if not is_new or cooked.quotes:
        _trace_quotes(traces, post, cooked.quotes, is_new=is_new, may_add=may_add)
    return traces


def _trace_mentions(
    traces: Traces,
    post: Post,
    topic: Topic,
    named: Collection[Member],
    *,
    is_new: bool,
    may_add: bool,
) -> None:
    tree = get_category_tree() if named else None
    wanted = {
        member.id
        for member in named
        if tree is not None
        and member.id != post.author_id
        and tree.may_see(member, topic.category_id)
    }
    wanted -= kept_from(post.author_id, wanted)
    old = set() if is_new else _ids(select(Mention.member_id).where(Mention.post_id == post.id))
    if old - wanted:
        session.execute(
            delete(Mention).where(Mention.post_id == post.id, Mention.member_id.in_(old - wanted))
        )
        _turn_afresh(traces, Kind.MENTION, post, old & wanted)
    if may_add and wanted - old:
        rows = [{"post_id": post.id, "member_id": one} for one in sorted(wanted - old)]
        session.execute(insert(Mention), rows)
        traces.turns.append(Turn(Kind.MENTION, wanted - old, post.author_id))


def _trace_quotes(
    traces: Traces,
    post: Post,
    quoted_ids: Collection[int],
    *,
    is_new: bool,
    may_add: bool,
) -> None:
    old = set() if is_new else _ids(select(Quotation.quoted_id).where(Quotation.post_id == post.id))
    authors = _quotable(post, old | set(quoted_ids))
    wanted = authors.keys() & set(quoted_ids)
    old -= _removed(old & set(quoted_ids) - wanted)  # they may come back
    if old - wanted:
        session.execute(
            delete(Quotation).where(
                Quotation.post_id == post.id, Quotation.quoted_id.in_(old - wanted)
            )
        )
        _turn_afresh(traces, Kind.QUOTE, post, {authors[one] for one in old & wanted})
    if may_add and wanted - old:
        rows = [{"post_id": post.id, "quoted_id": one} for one in sorted(wanted - old)]
        session.execute(insert(Quotation), rows)
        quoted = {authors[one] for one in wanted - old}
        traces.turns.append(Turn(Kind.QUOTE, quoted, post.author_id))


def _quotable(post: Post, quoted_ids: Collection[int]) -> dict[int, int]:
    """The writers of those posts that exist, stand, and may be seen by who quotes them."""
    if not quoted_ids:
        return {}
    rows = session.execute(
        select(Post.id, Post.author_id, Topic.category_id)
        .join(Topic, Topic.id == Post.topic_id)
        .where(Post.id.in_(quoted_ids), Post.id != post.id, Post.deleted_at.is_(None))
    ).all()
    author = session.get_one(Member, post.author_id)
    seen = visible_category_ids(author) if rows else set()
    apart = kept_from(author.id, {row[1] for row in rows})
    return {
        post_id: author_id
        for post_id, author_id, category_id in rows
        if category_id in seen and author_id not in apart
    }


def _turn_afresh(traces: Traces, kind: Kind, post: Post, left: set[int]) -> None:
    """Undo what turned the writer to others in one way, and do again what is left of it."""
    traces.undone.append(Undone(kind, post.author_id))
    traces.turns.append(Turn(kind, left, post.author_id, post.created_at))


def _ids(selected: Select[int]) -> set[int]:
    return set(session.scalars(selected))
