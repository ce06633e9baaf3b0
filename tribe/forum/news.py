"""What is new in the forum to a member: topics with answers to read, and topics never opened."""

from datetime import datetime

from tribe.base.i18n import gettext as _
from tribe.base.i18n import ngettext
from tribe.following.queries import followed_among
from tribe.forum.live import list_room
from tribe.forum.policy import CategoryTree
from tribe.forum.queries import Filter, TopicRow, get_category_tree, list_topics
from tribe.forum.queries.lists import MAX_UNREAD
from tribe.forum.queries.muted import muted_category_ids
from tribe.forum.services import mark_all_read
from tribe.members.models import Member
from tribe.web.news import News, NewsSource, Window


def read(reader: Member, window: Window) -> list[News]:
    """Topics with unread posts whenever they came, and new ones since a mark; five queries.

    New ones of categories and tags that the reader muted are left out, whoever begins them; what
    they follow there themself stays.
    """
    tree, size, span = get_category_tree(), window.size, window.span
    seen = tree.visible_ids(reader)
    open_ids = seen - muted_category_ids(tree, reader.id)
    unread = list_topics(reader, seen, show=Filter.UNREAD, span=span, size=size).rows
    fresh = list_topics(
        reader,
        open_ids,
        show=Filter.NEW,
        span=span,
        size=size,
        since=window.since,
        spares_tags=True,
    ).rows
    followed = followed_among(reader.id, [row.author.id for row in fresh])
    said = [_news(tree, row, row.last_posted_at, _unread(row.unread)) for row in unread]
    for row in fresh:
        what = (
            _("new topic of somebody you follow") if row.author.id in followed else _("new topic")
        )
        said.append(_news(tree, row, row.created_at, what))
    return said


def _news(tree: CategoryTree, row: TopicRow, at: datetime, what: str) -> News:
    node = tree.by_id[row.category_id]
    tag = (node.name, f"/c/{node.slug}", node.hue)
    return News(at, row.id, what, row.title, row.entry, by=row.author, tag=tag)


def _unread(count: int) -> str:
    if count >= MAX_UNREAD:
        return _("99+ unread")
    return ngettext("%(num)s unread", "%(num)s unread", count)


def mark(reader: Member, until: datetime) -> None:
    """Note that a member has read all topics that they may see; what the button of topics does."""
    mark_all_read(reader, get_category_tree().visible_ids(reader), until)


NEWS = (NewsSource("forum", read, mark, list_room),)
