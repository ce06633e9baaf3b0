"""What programs find of the forum: maps of it, and what a topic says of itself."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from tribe.access import GUEST
from tribe.forum import queries
from tribe.forum.addresses import topic_address
from tribe.forum.models import Topic
from tribe.forum.queries import PostRow
from tribe.web.discovery import Described, MapPart, Mapped, MapSource, whole

LISTED = ("forum.topics", "forum.category", "forum.topic")
MAX_TEXT = 1000  # characters of the first post that search engines are told


def describe_topic(topic: Topic, posts: Sequence[PostRow], page: int) -> Described:
    """A page of a topic; one whose beginning was removed is listed by nobody."""
    card = f"/cards/topic/{topic.id}.png"
    if page > 1 or not posts:
        return Described(kind="article", card=card)
    first = posts[0]
    if first.is_removed:
        return Described(kind="article", is_listed=False)
    text = Markup(first.html).striptags()  # noqa: S704 (what it was cooked from is told as text)
    return Described(text, "article", card, _posting(topic, first, text))


def _posting(topic: Topic, first: PostRow, text: str) -> Mapping[str, Any]:
    """A topic in the words of schema.org."""
    return {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "headline": topic.title,
        "url": whole(topic_address(topic)),
        "text": text[:MAX_TEXT],
        "datePublished": topic.created_at.isoformat(timespec="seconds"),
        "dateModified": topic.last_posted_at.isoformat(timespec="seconds"),
        "author": {
            "@type": "Person",
            "name": first.author.name,
            "url": whole(f"/u/{quote(first.author.name)}"),
        },
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": "https://schema.org/CommentAction",
            "userInteractionCount": topic.posts_count - 1,
        },
    }


def list_topic_parts() -> list[MapPart]:
    """The maps of topics."""
    found = queries.list_topic_spans(queries.visible_category_ids(GUEST))
    return [MapPart(number, changed_at) for number, changed_at in found]


def list_topics(number: int) -> list[Mapped]:
    """The topics of one map."""
    rows = queries.list_topics_of_span(number, queries.visible_category_ids(GUEST))
    return [Mapped(topic_address(row), row.last_posted_at) for row in rows]


def list_category_parts() -> list[MapPart]:
    """The one map of categories, where guests see any."""
    return [MapPart(1, None)] if queries.visible_category_ids(GUEST) else []


def list_categories(number: int) -> list[Mapped]:
    """The categories that guests may see."""
    tree = queries.get_category_tree()
    seen = tree.visible_ids(GUEST) if number == 1 else set()
    return [Mapped(f"/c/{node.slug}") for node in tree if node.id in seen]


MAPPED = (
    MapSource("topics", list_topic_parts, list_topics),
    MapSource("categories", list_category_parts, list_categories),
)
