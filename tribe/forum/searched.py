"""What is found of the forum: posts, and topics by the best of theirs."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

import regex
from sqlalchemy import Row, Select, bindparam, select

from tribe.access import Actor
from tribe.activity import Happened, Listener
from tribe.base.db import list_rows, session
from tribe.base.i18n import gettext as _
from tribe.forum import activities
from tribe.forum.addresses import page_of, topic_link
from tribe.forum.models import Category, Post, Topic
from tribe.forum.queries import visible_category_ids
from tribe.forum.queries.sparing import spared_text
from tribe.intent.labels import intent_lines, with_intent
from tribe.interests.labels import interest_line
from tribe.interests.models import read_interest
from tribe.members.models import Member
from tribe.search import (
    Document,
    Hit,
    Searchable,
    Tab,
    answered,
    answered_each,
    changed,
    moved,
    placed,
    put,
)

POST = "post"
BATCH = 500  # topics of one statement
UNLISTED = 0  # no category's number: nobody finds what lies there
_LINK = regex.compile(r'<a [^>]*href="https?://')
_FIRST = select(Post.id).where(Post.topic_id == bindparam("topic"), Post.number == 1)
_ANSWERS = select(Topic.posts_count - 1).where(Topic.id == bindparam("topic"))
_GATHERING = regex.compile(r'href="(?:https?://[^/"]+)?/events/[1-9]')


def documents(post_ids: Collection[int]) -> list[Document]:
    """Posts that stand; the title of a topic belongs to its first. One query."""
    chosen = (
        select(
            Post.id,
            Post.topic_id,
            Post.number,
            Post.author_id,
            Post.text,
            Post.html,
            Post.files_count,
            Post.created_at,
            Post.serves,
            Post.asks,
            Topic.title,
            Topic.category_id,
            Topic.unlisted_at,
            Topic.posts_count,
        )
        .join(Topic, Topic.id == Post.topic_id)
        .where(Post.id.in_(sorted(post_ids)), Post.deleted_at.is_(None))
    )
    return [_document(row, row) for row in session.execute(chosen)]


def _document(post: Any, topic: Any) -> Document:
    """Of a post and its topic, be they rows or entities."""
    is_first = post.number == 1
    return Document(
        thing_id=post.id,
        title=topic.title if is_first else "",
        text=with_intent(post, post.text),
        at=post.created_at,
        author_id=post.author_id,
        scope_id=topic.category_id if topic.unlisted_at is None else UNLISTED,
        group_id=post.topic_id,
        replies=topic.posts_count - 1 if is_first else 0,
        marks=tuple(_marks(post.html, post.files_count)),
    )


def _marks(html: str, files_count: int) -> list[str]:
    """What `has:` asks for."""
    told = {"file": files_count > 0, "link": _LINK.search(html), "event": _GATHERING.search(html)}
    return [mark for mark, is_there in told.items() if is_there]


def numbers(after: int, size: int) -> Sequence[int]:
    """The next posts after a number, those that were removed too; one query."""
    chosen = select(Post.id).where(Post.id > after).order_by(Post.id).limit(size)
    return session.scalars(chosen).all()


def audience(actor: Actor) -> Collection[int]:
    """The categories that a reader may see; one query."""
    return visible_category_ids(actor)


def show(seen: Collection[int] | None, post_ids: Collection[int]) -> Mapping[int, Hit]:
    """Posts that stand in the categories that a reader may see; one query."""
    given = {"posts": sorted(post_ids), "seen": sorted(seen or ())}
    return {row.id: _hit(row) for row in list_rows(_shown(), given)}


@cache  # a statement takes longer to make than the query to run
def _shown() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Post.id,
            Post.number,
            Post.topic_id,
            Topic.title,
            Topic.slug,
            Post.text,
            Post.created_at,
            Member.name,
            Post.interest,
            Post.interest_words,
            Post.serves,
            Post.asks,
            Category.name.label("category"),
        )
        .join(Topic, Topic.id == Post.topic_id)
        .join(Member, Member.id == Post.author_id)
        .join(Category, Category.id == Topic.category_id)
        .where(
            Post.id.in_(bindparam("posts", expanding=True)),
            Post.deleted_at.is_(None),
            Topic.unlisted_at.is_(None),
            Topic.category_id.in_(bindparam("seen", expanding=True)),
        )
    )


def _hit(row: Row[*tuple[Any, ...]]) -> Hit:
    page = topic_link(row.topic_id, row.slug, page_of(row.number))
    address = page if row.number == 1 else f"{page}#post-{row.number}"
    declared = read_interest(row.interest, row.interest_words)
    return Hit(
        row.title,
        address,
        spared_text(row.text),
        row.created_at,
        row.name,
        row.category,
        interest_line(declared),
        intent_lines(row),
    )


def hear_post(happened: Happened) -> None:
    """A post was written or changed: whoever did it has it and its topic at hand."""
    post = session.get_one(Post, happened.subject_id)
    put(POST, [_document(post, session.get_one(Topic, post.topic_id))])


def hear_removal(happened: Happened) -> None:
    """A post was taken from view, or stands again."""
    changed(POST, [happened.subject_id])


def hear_removals(happened: Sequence[Happened]) -> None:
    """Several posts were taken from view, or stand again."""
    changed(POST, [one.subject_id for one in happened])


def hear_reply(happened: Happened) -> None:
    """The first post of a topic has one answer more, or one less."""
    count_answers(happened.facts["topic"])


def count_answers(topic_id: int) -> None:
    """Let the index know how many answer the first post of a topic; the caller commits."""
    answered(POST, _FIRST, _ANSWERS, {"topic": topic_id})


def hear_replies(happened: Sequence[Happened]) -> None:
    """The first posts of several topics have more answers, or less; a query for some hundreds."""
    topics = sorted({int(one.facts["topic"]) for one in happened})
    for start in range(0, len(topics), BATCH):
        first = select(Post.id, Topic.posts_count - 1).join(Topic, Topic.id == Post.topic_id)
        some = Post.topic_id.in_(topics[start : start + BATCH])
        counts = session.execute(first.where(some, Post.number == 1))
        answered_each(POST, {row[0]: row[1] for row in counts})


def hear_removed(happened: Happened) -> None:
    """A category went, and its topics lie in another."""
    if happened.facts["into"]:
        moved(POST, happened.subject_id, happened.facts["into"])


def hear_place(happened: Happened) -> None:
    """A topic lies in another category, or is listed or not."""
    topic = session.get_one(Topic, happened.subject_id)
    is_listed = topic.unlisted_at is None
    of_it = select(Post.id).where(Post.topic_id == topic.id)
    placed(POST, of_it, scope_id=topic.category_id if is_listed else UNLISTED)


def hear_whole(happened: Happened) -> None:
    """All posts of a topic were taken from view, or stand again."""
    of_it = select(Post.id).where(Post.topic_id == happened.subject_id)
    changed(POST, session.scalars(of_it).all())


def hear_wholes(happened: Sequence[Happened]) -> None:
    """The same of several topics."""
    topics = [one.subject_id for one in happened]
    for start in range(0, len(topics), BATCH):
        of_them = select(Post.id).where(Post.topic_id.in_(topics[start : start + BATCH]))
        changed(POST, session.scalars(of_them).all())


LISTENERS = (
    Listener(
        hear_post,
        (activities.TOPIC_BEGUN, activities.POST_REPLIED, activities.POST_EDITED),
    ),
    Listener(hear_removal, (*activities.GOING, activities.POST_RESTORED), hear_removals),
    Listener(
        hear_reply,
        (activities.POST_REPLIED, *activities.GOING, activities.POST_RESTORED),
        hear_replies,
    ),
    Listener(
        hear_place,
        (activities.TOPIC_MOVED, activities.TOPIC_UNLISTED, activities.TOPIC_LISTED),
    ),
    Listener(hear_whole, (activities.TOPIC_REMOVED, activities.TOPIC_RESTORED), hear_wholes),
    Listener(hear_removed, (activities.CATEGORY_REMOVED,)),
)
SEARCHABLE = Searchable(
    POST,
    tabs=(
        Tab(
            "topics",
            lambda: _("Topics"),
            ("topic", "fils", "fil", "sujets", "sujet"),
            is_grouped=True,
            order=10,
        ),
        Tab("posts", lambda: _("Posts"), ("post", "messages", "message"), order=20),
    ),
    documents=documents,
    numbers=numbers,
    show=show,
    audience=audience,
    tagged="SELECT topic_id FROM topic_tag WHERE tag_id = {tag}",
    begun="SELECT id FROM topic WHERE author_id IN {members}",
)
