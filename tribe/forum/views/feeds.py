"""Atom feeds of what guests may see: all topics, those of a category, the posts of a topic."""

from collections.abc import Iterable, Sequence

from flask import Response
from flask_babel import gettext as _
from markupsafe import Markup

from tribe.access import GUEST
from tribe.base.errors import NotFound
from tribe.base.i18n import reader_language
from tribe.forum import queries
from tribe.forum.addresses import file_link, post_link, tag_link, topic_address, topic_entry
from tribe.forum.models import Topic
from tribe.forum.queries import FileRow, Said
from tribe.forum.views import blueprint
from tribe.forum.views.lists import find_category
from tribe.forum.views.tags import find_seen_tag
from tribe.intent.labels import intent_lines
from tribe.interests.labels import interest_line
from tribe.web.cache import answer_kept
from tribe.web.feeds import Enclosure, Entry, Feed, base_url, latest, render_atom


@blueprint.get("/feed.atom")
def feed() -> Response:
    """The newest topics."""
    posts = queries.list_first_posts(queries.visible_category_ids(GUEST))
    return _answer(Feed("/topics", "/feed.atom", _("Topics")), _entries(posts))


@blueprint.get("/c/<slug>/feed.atom")
def category_feed(slug: str) -> Response:
    """The newest topics of a category and of those in it."""
    tree = queries.get_category_tree()
    node = find_category(tree, GUEST, slug)
    posts = queries.list_first_posts(tree.within(node) & tree.visible_ids(GUEST))
    made = Feed(f"/c/{slug}", f"/c/{slug}/feed.atom", node.name, subtitle=node.description)
    return _answer(made, _entries(posts))


@blueprint.get("/t/<int:topic_id>/feed.atom")
def topic_feed(topic_id: int) -> Response:
    """The newest posts of a topic."""
    topic = queries.find_topic(topic_id)
    is_there = topic is not None and not topic.is_removed
    if topic is None or not is_there or not _may_see(topic):
        raise NotFound("forum.no_topic")
    path = topic_address(topic)
    posts = queries.list_last_posts(topic.id)
    return _answer(Feed(path, topic_entry(topic.id, "feed.atom"), topic.title), _entries(posts))


@blueprint.get("/tags/<name>/feed.atom")
def tag_feed(name: str) -> Response:
    """The newest topics of a tag."""
    seen = queries.visible_category_ids(GUEST)
    tag = find_seen_tag(name, seen)
    posts = queries.list_first_posts(seen, tag_id=tag.id)
    path = tag_link(tag.name)
    return _answer(Feed(path, f"{path}/feed.atom", tag.name), _entries(posts))


def _may_see(topic: Topic) -> bool:
    return queries.get_category_tree().may_see(GUEST, topic.category_id)


def _entries(posts: Sequence[Said]) -> list[Entry]:
    having = [post.post_id for post in posts if post.files_count]
    files = queries.list_files(having) if having else {}
    return [
        Entry(
            path=post_link(post.post_id),
            title=post.title if post.number == 1 else _("Re: %(title)s", title=post.title),
            author=_("%(name)s (the brand)", name=post.author) if post.is_brand else post.author,
            published=post.created_at,
            updated=post.edited_at or post.created_at,
            html=_beside(post) + post.html + _pictures(files.get(post.post_id, ())),
            files=tuple(map(_enclosure, _open(files.get(post.post_id, ())))),
        )
        for post in posts
    ]


def _beside(post: Said) -> str:
    """Before the words, as on the page: whom it serves and asks what, what its author declared."""
    lines = intent_lines(post.intent)
    stated = Markup("<p><small>{}<br>{}</small></p>").format(*lines) if lines else ""
    line = interest_line(post.interest, is_brand=post.is_brand)
    return stated + (Markup("<p><small>{}</small></p>").format(line) if line else "")


def _open(files: Iterable[FileRow]) -> list[FileRow]:
    return [file for file in files if not file.is_closed]


def _enclosure(file: FileRow) -> Enclosure:
    return Enclosure(file_link(file.id), file.media_type, file.size, file.name)


def _pictures(files: Iterable[FileRow]) -> str:
    """Below the words, as on the page; many readers show no enclosure."""
    shown = (
        Markup('<p><img src="{}" width="{}" height="{}" alt="{}"></p>').format(
            file_link(file.id, "preview"), *file.shown, file.alt or file.name
        )
        for file in _open(files)
        if file.is_picture
    )
    return "".join(shown)


def _answer(feed: Feed, entries: list[Entry]) -> Response:
    """The feed, or 304 to a reader who has it already."""
    base, spoken = base_url(), feed.in_language(reader_language())
    response = answer_kept(
        (base, spoken, entries),
        lambda: render_atom(spoken, entries, base),
        content_type="application/atom+xml; charset=utf-8",
        last_modified=latest(entries),
    )
    response.vary.add("Accept-Language")
    return response
