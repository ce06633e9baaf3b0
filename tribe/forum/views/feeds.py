"""Atom feeds of what guests may see: all topics, those of a category, the posts of a topic."""

from collections.abc import Sequence

from flask import Response, request
from flask_babel import gettext as _

from tribe.errors import NotFound
from tribe.feeds import Entry, Feed, base_url, latest, render_atom
from tribe.forum import queries
from tribe.forum.queries import Said
from tribe.forum.views import blueprint
from tribe.forum.views.lists import find_room
from tribe.i18n import reader_language


@blueprint.get("/feed.atom")
def feed() -> Response:
    """The newest topics."""
    posts = queries.list_first_posts(queries.visible_category_ids(None))
    return _answer(Feed("/topics", "/feed.atom", _("Topics")), _entries(posts))


@blueprint.get("/c/<slug>/feed.atom")
def category_feed(slug: str) -> Response:
    """The newest topics of a category and of those in it."""
    rooms = queries.get_rooms()
    room = find_room(rooms, None, slug)
    posts = queries.list_first_posts(rooms.within(room) & rooms.visible_ids(None))
    made = Feed(f"/c/{slug}", f"/c/{slug}/feed.atom", room.name, subtitle=room.description)
    return _answer(made, _entries(posts))


@blueprint.get("/t/<int:topic_id>/feed.atom")
def topic_feed(topic_id: int) -> Response:
    """The newest posts of a topic."""
    topic = queries.find_topic(topic_id)
    if topic is None or not queries.get_rooms().may_see(None, topic.category_id):
        raise NotFound(_("There is no such topic."))
    path = f"/t/{topic.id}/{topic.slug}"
    posts = queries.list_last_posts(topic.id)
    return _answer(Feed(path, f"/t/{topic.id}/feed.atom", topic.title), _entries(posts))


def _entries(posts: Sequence[Said]) -> list[Entry]:
    return [
        Entry(
            path=f"/p/{post.post_id}",
            title=post.title if post.number == 1 else _("Re: %(title)s", title=post.title),
            author=post.author,
            published=post.created_at,
            updated=post.edited_at or post.created_at,
            html=post.html,
        )
        for post in posts
    ]


def _answer(feed: Feed, entries: list[Entry]) -> Response:
    """The feed, or 304 to a reader who has it already."""
    document = render_atom(feed.in_language(reader_language()), entries, base_url())
    response = Response(document, content_type="application/atom+xml; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.vary.update(["Accept-Language", "Cookie"])
    response.last_modified = latest(entries)
    response.add_etag()
    response.make_conditional(request.environ)
    return response
