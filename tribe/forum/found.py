"""What programs find of the forum: maps of it, and what a topic says of itself."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from tribe.access import GUEST
from tribe.forum import queries
from tribe.forum.addresses import post_address, tag_link, topic_address
from tribe.forum.models import Topic
from tribe.forum.queries import PostRow
from tribe.intent.labels import intent_lines
from tribe.interests.labels import interest_line
from tribe.members.summaries import MemberSummary
from tribe.web.discovery import Described, MapPart, Mapped, MapSource
from tribe.web.feeds import base_url

LISTED = ("forum.topics", "forum.category", "forum.topic", "forum.tags", "forum.tag")
MOST_MAPPED = 5_000  # tags that search engines are told of
MAX_TEXT = 1000  # characters of the first post that search engines are told
MAX_ANSWERS = 8  # of a page that search engines are told of; each takes some 400 bytes
MAX_ANSWER = 160  # characters; their whole text stands on the page


def describe_topic(
    topic: Topic, posts: Sequence[PostRow], page: int, tags: Sequence[str] = ()
) -> Described:
    """A page of a topic; one whose beginning was removed is listed by nobody."""
    card = f"/cards/topic/{topic.id}.png"
    if not topic.is_listed:
        return Described(kind="article", is_listed=False)
    if page > 1 or not posts:
        beginner = queries.find_beginner(topic.id) if posts else None
        if beginner is None:
            return Described(kind="article", card=card)
        return Described(
            kind="article", card=card, data=_posting(topic, beginner, "", _answers(posts), tags)
        )
    first = posts[0]
    if first.is_removed:
        return Described(kind="article", is_listed=False)
    text = _said(first)
    posting = _posting(topic, first.author, text, _answers(posts[1:]), tags)
    return Described(text, "article", card, posting)


@lru_cache(1000)
def _text(html: str) -> str:
    return Markup(html).striptags()  # noqa: S704 (what it was cooked from is told as text)


def _said(post: PostRow) -> str:
    """What a post says, after whom it serves, what it asks and what its author declares."""
    lines = [*intent_lines(post.intent), interest_line(post.interest)]
    return " ".join([*(f"{line}." for line in lines if line), _text(post.html)])


def _answers(posts: Sequence[PostRow]) -> list[PostRow]:
    return [post for post in posts if not post.is_removed][:MAX_ANSWERS]


def _posting(
    topic: Topic,
    author: MemberSummary,
    text: str,
    answers: Sequence[PostRow],
    tags: Sequence[str],
) -> Mapping[str, Any]:
    """A topic and answers that its page shows in the words of schema.org.

    Its address is that of its first page; other pages do not show its text.
    """
    base = base_url()
    return {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "headline": topic.title,
        "url": base + topic_address(topic),
        **({"text": text[:MAX_TEXT]} if text else {}),
        "datePublished": topic.created_at.isoformat(timespec="seconds"),
        "dateModified": topic.last_posted_at.isoformat(timespec="seconds"),
        "author": _person(base, author),
        **({"keywords": list(tags)} if tags else {}),
        **({"comment": [_comment(base, topic, answer) for answer in answers]} if answers else {}),
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": "https://schema.org/CommentAction",
            "userInteractionCount": topic.posts_count - 1,
        },
    }


def _comment(base: str, topic: Topic, answer: PostRow) -> Mapping[str, Any]:
    text = _said(answer)
    return {
        "@type": "Comment",
        "url": base + post_address(topic, answer.number),
        "text": text if len(text) <= MAX_ANSWER else f"{text[:MAX_ANSWER].rstrip()} …",
        "datePublished": answer.created_at.isoformat(timespec="seconds"),
        "author": _person(base, answer.author),
    }


def _person(base: str, author: MemberSummary) -> Mapping[str, Any]:
    return {"@type": "Person", "name": author.name, "url": f"{base}/u/{_quoted(author.name)}"}


_quoted = lru_cache(1000)(quote)


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


def list_tag_parts() -> list[MapPart]:
    """The one map of tags, where guests see any."""
    seen = queries.visible_category_ids(GUEST)
    return [MapPart(1, None)] if queries.suggest_tags(seen, most=1) else []


def list_mapped_tags(number: int) -> list[Mapped]:
    """The tags of topics that guests may see, those of the most topics first."""
    seen = queries.visible_category_ids(GUEST) if number == 1 else ()
    return [Mapped(tag_link(name)) for name in queries.suggest_tags(seen, most=MOST_MAPPED)]


MAPPED = (
    MapSource("topics", list_topic_parts, list_topics),
    MapSource("categories", list_category_parts, list_categories),
    MapSource("tags", list_tag_parts, list_mapped_tags),
)
