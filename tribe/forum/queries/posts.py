"""Single posts: where they stand, what they said before; and the entries of feeds."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, select, true

from tribe.base.db import session
from tribe.forum.addresses import post_address, post_place
from tribe.forum.models import Mention, Post, PostRevision, Quotation, Topic, TopicTag
from tribe.forum.queries.sparing import spared
from tribe.forum.queries.tags import tags_of
from tribe.forum.queries.walking import needs_help, walked
from tribe.intent.models import UNSTATED, Intent
from tribe.interests.models import Interest, read_interest
from tribe.members.models import Member

FEED_SIZE = 30


class Placed(NamedTuple):
    """A post and the topic that it stands in."""

    post: Post
    topic: Topic

    @property
    def url(self) -> str:
        """Its place on its page."""
        return post_address(self.topic, self.post.number)


class StandingPost(NamedTuple):
    """A post, the title of its topic, its place there, and its words."""

    post_id: int
    title: str
    url: str
    text: str
    intent: Intent


class Version(NamedTuple):
    """What a post said until somebody changed it, or says now."""

    title: str | None
    source: str
    editor: str  # who wrote it so
    written_at: datetime
    tags: str = ""  # of the topic, with commas between
    intent: Intent = UNSTATED


@dataclass(frozen=True, slots=True)
class Said:
    """A post for a feed."""

    post_id: int
    number: int
    title: str
    author: str
    created_at: datetime
    edited_at: datetime | None
    html: str
    is_brand: bool
    files_count: int
    interest: Interest | None
    intent: Intent


def find_post(post_id: int) -> Placed | None:
    """A post with its topic; one query."""
    found = select(Post, Topic).join(Topic, Topic.id == Post.topic_id).where(Post.id == post_id)
    row = session.execute(found).first()
    return Placed(row[0], row[1]) if row is not None else None


class Turned(NamedTuple):
    """How a post turns to a member as it stands now."""

    is_named: bool
    is_quoted: bool
    is_answered: bool


def find_turned(post: Post, member_id: int) -> Turned:
    """Whether a post names, quotes or answers a member; one query.

    What answers no post answers the first of the topic.
    """
    of_member = select(Post.id).where(Post.author_id == member_id)
    quotes = select(Quotation.quoted_id).where(Quotation.post_id == post.id)
    is_first = and_(Post.topic_id == post.topic_id, Post.number == 1)
    is_answered = Post.id == post.reply_to_id if post.reply_to_id is not None else is_first
    mention = select(Mention.post_id).where(
        Mention.post_id == post.id, Mention.member_id == member_id
    )
    found = select(
        mention.exists(),
        of_member.where(Post.id.in_(quotes)).exists(),
        of_member.where(is_answered).exists(),
    )
    is_named, is_quoted, answers_them = session.execute(found).one()
    return Turned(is_named, is_quoted, answers_them)


def list_titles(post_ids: Collection[int]) -> list[tuple[int, str, int]]:
    """Posts with the titles and the categories of their topics that are there; one query."""
    found = select(Post.id, Topic.title, Topic.category_id).where(Post.id.in_(sorted(post_ids)))
    is_there = Topic.removed_at.is_(None)
    rows = session.execute(found.join(Topic, Topic.id == Post.topic_id).where(is_there))
    return [(post_id, title, category_id) for post_id, title, category_id in rows]


def list_standing(post_ids: Collection[int], category_ids: Collection[int]) -> list[StandingPost]:
    """Posts that were not removed, in topics of some categories; one query."""
    columns = (Post.id, Post.number, Post.text)
    rows = session.execute(
        select(*columns, Topic.title, Topic.id, Topic.slug, Post.serves, Post.asks)
        .join(Topic, Topic.id == Post.topic_id)
        .where(
            Post.id.in_(sorted(post_ids)),
            Post.deleted_at.is_(None),
            Topic.category_id.in_(sorted(category_ids)),
        )
    )
    return [
        StandingPost(post_id, title, post_place(topic_id, slug, number), text, Intent(*said))
        for post_id, number, text, title, topic_id, slug, *said in rows
    ]


def list_versions(post: Post, topic: Topic) -> list[Version]:
    """All that a post has said, the oldest first; three queries."""
    rows = session.execute(
        select(PostRevision, Member.name)
        .join(Member, Member.id == PostRevision.editor_id)
        .where(PostRevision.post_id == post.id)
        .order_by(PostRevision.id)
    ).all()
    author = session.scalars(select(Member.name).where(Member.id == post.author_id)).one()
    titles: list[str | None] = [row[0].title for row in rows]
    current: str | None = topic.title if post.number == 1 else None
    for index in range(len(titles) - 1, -1, -1):
        titles[index] = current = titles[index] or current
    tags: list[str | None] = [row[0].tags for row in rows]
    tags.append(" ".join(tags_of(topic.id)) if post.number == 1 else None)
    for index in range(len(rows) - 1, -1, -1):
        kept = tags[index]
        tags[index] = tags[index + 1] if kept is None else kept
    sources = [row[0].source for row in rows] + [post.source]
    written = [(author, post.created_at)] + [(name, row.created_at) for row, name in rows]
    titles.append(topic.title if post.number == 1 else None)
    intents = _intents([row[0] for row in rows], post)
    return [
        Version(title, source, editor, moment, ", ".join((said or "").split()), intent)
        for title, source, (editor, moment), said, intent in zip(
            titles, sources, written, tags, intents, strict=True
        )
    ]


def _intents(revisions: Sequence[PostRevision], post: Post) -> list[Intent]:
    """Whom each version of a post serves and what it asks, the oldest first."""
    said = [Intent(post.serves, post.asks)]
    for row in reversed(revisions):
        said.append(said[-1] if row.serves is None else Intent(row.serves, row.asks or ""))
    return said[::-1]


def list_first_posts(category_ids: Collection[int], *, tag_id: int | None = None) -> Sequence[Said]:
    """The newest topics of some categories, of a tag there, each by its first post; one query."""
    is_helped = tag_id is None and len(category_ids) > 1 and needs_help(is_dense=False)
    category = walked(Topic.category_id, is_helped=is_helped)
    tagged = select(TopicTag.topic_id).where(TopicTag.tag_id == tag_id)
    return _said(
        select(*_COLUMNS)
        .join(Topic, Topic.id == Post.topic_id)
        .join(Member, Member.id == Post.author_id)
        .where(
            Topic.id.in_(tagged) if tag_id is not None else true(),
            category.in_(sorted(category_ids)),
            Post.number == 1,
            Post.deleted_at.is_(None),
            Topic.unlisted_at.is_(None),
        )
        .order_by(Topic.created_at.desc(), Topic.id.desc())
    )


def list_last_posts(topic_id: int) -> Sequence[Said]:
    """The newest posts of a topic; one query."""
    return _said(
        select(*_COLUMNS)
        .join(Topic, Topic.id == Post.topic_id)
        .join(Member, Member.id == Post.author_id)
        .where(Post.topic_id == topic_id, Post.deleted_at.is_(None))
        .order_by(Post.number.desc())
    )


_COLUMNS = (
    Post.id,
    Post.number,
    Topic.title,
    Member.name,
    Post.created_at,
    Post.edited_at,
    Post.html,
    Member.is_brand,
    Post.files_count,
    Post.interest,
    Post.interest_words,
    Post.serves,
    Post.asks,
)


def _said(statement: Select[*tuple[Any, ...]]) -> list[Said]:
    posts = [_said_so(*row) for row in session.execute(statement.limit(FEED_SIZE))]
    html = spared([post.html for post in posts])
    return [replace(post, html=said) for post, said in zip(posts, html, strict=True)]


def _said_so(*columns: Any) -> Said:
    said, (kind, words, serves, asks) = columns[:-4], columns[-4:]
    values: list[Any] = [*said, read_interest(kind, words), Intent(serves, asks)]
    return Said(*values)
