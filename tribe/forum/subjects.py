"""What of the forum is referred to from elsewhere: categories, topics and posts."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, or_, select

from tribe.access import Actor
from tribe.base.db import session
from tribe.base.paging import LARGEST, parse_number
from tribe.base.text import isolated
from tribe.forum.addresses import (
    SIZE,
    page_of,
    post_address,
    post_link,
    tag_link,
    topic_address,
)
from tribe.forum.models import Category, Post, Tag, Topic
from tribe.forum.policy import sees_topic
from tribe.forum.queries import (
    PostRow,
    find_file,
    find_numbered,
    find_post,
    get_category_tree,
    list_posts,
)
from tribe.forum.queries.closed import closed_categories, rank_given
from tribe.forum.queries.posts import list_standing
from tribe.forum.queries.tags import is_tag_seen
from tribe.intent.labels import intent_lines, with_intent
from tribe.members.models import Member
from tribe.speech import Message
from tribe.web.subjects import (
    Contained,
    Container,
    OnPage,
    Shown,
    Sight,
    Subject,
    numbered,
)


def show_category(actor: Actor, category_id: int) -> Shown | None:
    """A category, to whoever may see it."""
    tree = get_category_tree()
    node = tree.by_id.get(category_id)
    if node is None or not tree.may_see(actor, category_id):
        return None
    return Shown(node.name, f"/c/{node.slug}", node.description)


def show_tag(actor: Actor, tag_id: int) -> Shown | None:
    """A tag, to whoever may see a topic that has it."""
    tag = session.get(Tag, tag_id)
    if tag is None or not is_tag_seen(tag_id, get_category_tree().visible_ids(actor)):
        return None
    return Shown(tag.name, tag_link(tag.name))


def show_topic(actor: Actor, topic_id: int) -> Shown | None:
    """A topic, to whoever may see its category; one that was removed, to who moderates there."""
    topic = session.get(Topic, topic_id)
    if topic is not None and topic.merged_into_id is not None:
        topic = session.get(Topic, topic.merged_into_id)
    if topic is None or not sees_topic(get_category_tree(), actor, topic):
        return None
    columns = (Post.serves, Post.asks)
    first = select(*columns).where(
        Post.topic_id == topic.id, Post.number == 1, Post.deleted_at.is_(None)
    )
    return Shown(
        topic.title, topic_address(topic), stated=intent_lines(session.execute(first).first())
    )


def show_post(actor: Actor, post_id: int) -> Shown | None:
    """A post that stands, to whoever may see its topic."""
    placed = find_post(post_id)
    if placed is None or placed.post.is_removed:
        return None
    post, topic = placed.post, placed.topic
    if not get_category_tree().may_see(actor, topic.category_id):
        return None
    text, lines = with_intent(post, post.text), intent_lines(post)
    return Shown(topic.title, post_address(topic, post.number), text, stated=lines)


def show_posts(actor: Actor, post_ids: Collection[int]) -> Mapping[int, Shown]:
    """Posts that stand, to whoever may see their topics; two queries."""
    seen = get_category_tree().visible_ids(actor)
    return {
        post.post_id: Shown(post.title, post.url, post.text, stated=intent_lines(post.intent))
        for post in list_standing(post_ids, seen)
    }


def post_on_topic(
    *, topic_id: int, fragment: str = "", slug: str = "", **_parts: object
) -> int | None:
    """The post that an address of a topic names; None where it names none."""
    number = _named_post(fragment, slug)
    if number is None or topic_id > LARGEST:
        return None
    placed = find_numbered(topic_id, number)
    return placed.post.id if placed is not None else None


def topic_on_page(
    *, topic_id: int, fragment: str = "", slug: str = "", **_parts: object
) -> int | None:
    """The topic of an address that names no post of it, or the one that it was merged into."""
    if _named_post(fragment, slug) is not None or topic_id > LARGEST:
        return None
    topic = session.get(Topic, topic_id)
    return None if topic is None else topic.merged_into_id or topic.id


def _named_post(fragment: str, slug: str) -> int | None:
    return parse_number(fragment.removeprefix("post-").removeprefix("p-")) or parse_number(slug)


def posts_on_page(actor: Actor, topic_id: int, page: int) -> list[Contained]:
    """The posts that a reader sees on a page of a topic, the last one where there is none such."""
    topic = session.get_one(Topic, topic_id)
    page = min(page, page_of(max(topic.highest_post_number, 1)))
    first, member = (page - 1) * SIZE + 1, actor if isinstance(actor, Member) else None
    rows = list_posts(topic_id, first, first + SIZE - 1, member)
    seen = show_posts(actor, [row.id for row in rows if not row.is_apart])
    return [
        Contained(post_link(row.id), _said_by(row), " ".join(seen[row.id].text.split()))
        for row in rows
        if row.id in seen
    ]


def _said_by(row: PostRow) -> str:
    said: str = _("post %(number)s", number=row.number)
    return f"{said} · {isolated(row.author.name)}"


def post_of_file(*, file_id: int, **_parts: object) -> int | None:
    """The post that a picture or a file stands in."""
    found = find_file(file_id)
    return found.post.id if found is not None else None


POST_PAGES: dict[str, OnPage] = {
    "forum.post": numbered("post_id"),
    "forum.fragment": numbered("post_id"),
    "forum.history": numbered("post_id"),
    "forum.topic": post_on_topic,
    "forum.enter": post_on_topic,
    "forum.file": post_of_file,
    "forum.file_preview": post_of_file,
}
POSTS_OF_TOPIC = Container(
    {"forum.topic": topic_on_page, "forum.enter": topic_on_page},
    posts_on_page,
    which=Message("Which post is it?"),
    itself=Message("The topic as a whole, or a post on another page"),
    unnamed=Message("No post was named, so this case is about the topic as a whole."),
    moving=Message("Move it to another post"),
)


def _is_category_seen(number: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(Category.id == number, Category.id.not_in(closed_categories()))


def _is_topic_seen(number: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(
        Topic.id == number,
        Topic.removed_at.is_(None),
        Topic.merged_into_id.is_(None),
        Topic.category_id.not_in(closed_categories()),
    )


def _is_topic_elsewhere(number: ColumnElement[int]) -> ColumnElement[bool]:
    """Removed, which moderators see still, or merged into another."""
    return exists().where(
        Topic.id == number, or_(Topic.removed_at.is_not(None), Topic.merged_into_id.is_not(None))
    )


def _is_post_seen(number: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(
        Post.id == number,
        Post.deleted_at.is_(None),
        Topic.id == Post.topic_id,
        Topic.category_id.not_in(closed_categories()),
    )


SUBJECTS = (
    Subject(
        "category",
        lambda: _("category"),
        show_category,
        sight=Sight(_is_category_seen, rank_given),
    ),
    Subject("tag", lambda: _("tag"), show_tag),
    Subject(
        "topic",
        lambda: _("topic"),
        show_topic,
        is_searchable=True,
        sight=Sight(_is_topic_seen, rank_given, _is_topic_elsewhere),
        container=POSTS_OF_TOPIC,
    ),
    Subject(
        "post",
        lambda: _("post"),
        show_post,
        is_searchable=True,
        is_reportable=True,
        show_all=show_posts,
        pages=POST_PAGES,
        sight=Sight(_is_post_seen, rank_given),
    ),
)
