"""What an open page lacks, drawn once for each audience and handed to all who lack the same.

A reply, an edit or a sign wakes every page of its topic. What they ask for is the same for all who
may do the same, but for the token of their forms, which is put in for each, and for those whose own
posts or signs are in it, for whom it is drawn apart. What was drawn is known by the last act on
each post in it and by how each stands, so that nobody is handed what stood before that act.
"""

import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock
from typing import NamedTuple

from flask import render_template

from tribe.access import moderates, standing_role
from tribe.base.i18n import reader_language, reader_zone
from tribe.blocking import reader
from tribe.bookmarks.queries import keeps_any
from tribe.forum import queries
from tribe.forum.addresses import SIZE
from tribe.forum.models import Topic
from tribe.forum.views.acting import acts_of
from tribe.members.models import Member
from tribe.web.security import csrf_token, other_token

FRESH = 2.0  # seconds
EVER = datetime.fromtimestamp(0, UTC)
MOST = 200  # fragments of a process
_TOKEN_PLACE = secrets.token_urlsafe(24)  # nobody can write it into a post


class Fragment(NamedTuple):
    """What was drawn, of which posts, whom it concerns, and until when it is handed out."""

    html: str
    post_ids: tuple[int, ...]
    concerned_ids: frozenset[int]
    until: float


class Lack(NamedTuple):
    """What a page lacks: the posts after the last that it has, and how others changed."""

    last: int
    highest: int
    changes: tuple[tuple[int, int], ...] = ()  # numbers, each with the last act
    acts: tuple[tuple[int, int], ...] = ()  # the same of what is new, where no moment is asked from

    @property
    def end(self) -> int:
        """The last number of what is drawn."""
        return min(self.highest, self.last + SIZE)

    @property
    def numbers(self) -> set[int]:
        """The numbers of what is drawn."""
        return {number for number, _act in self.changes} | set(range(self.last + 1, self.end + 1))

    @property
    def has_more(self) -> bool:
        """Whether more came than is drawn at once."""
        return self.highest > self.last + SIZE


def find_lack(topic: Topic, first: int, last: int, until: int, since: datetime | None) -> Lack:
    """What a page lacks that shows the posts from `first` to `last`, and may show up to `until`."""
    lack = Lack(last, min(topic.highest_post_number, max(until, last)))
    if since is None:
        acts = queries.list_changes(topic.id, lack.last + 1, lack.end, EVER)
        return lack._replace(acts=acts)
    return lack._replace(changes=queries.list_changes(topic.id, first, lack.end, since))


class Fragments:
    """Those drawn lately, by what they depend on."""

    def __init__(self) -> None:
        self._drawing = Lock()
        self._drawn: dict[object, Fragment] = {}

    def get(self, key: object, draw: Callable[[], Fragment], asker_id: int | None) -> Fragment:
        """The fragment of this key; whoever asks while it is drawn waits for it.

        What is drawn for somebody whom it concerns says what they alone may do: it is not kept.
        """
        found = self._drawn.get(key)
        if found is not None and found.until > time.monotonic():
            return found
        with self._drawing:
            found = self._drawn.get(key)
            if found is None or found.until <= time.monotonic():
                found = draw()
                if asker_id in found.concerned_ids:
                    return found
                if len(self._drawn) >= MOST:
                    self._drawn.clear()
                self._drawn[key] = found
        return found


FRAGMENTS = Fragments()


def draw_lack(
    topic: Topic,
    lack: Lack,
    member: Member | None,
    may_reply: bool,
    moderators: frozenset[int],
) -> str:
    """What a page of a topic lacks, as this reader sees it."""
    if not lack.numbers:
        return ""
    role = standing_role(member) if member is not None else None
    is_one = member is not None and moderates(member, moderators)
    held = (member.is_brand, member.silenced_until) if member is not None else ()
    audience = (may_reply, role, is_one, held, reader_language(), reader_zone())
    shown = queries.list_shown_so(topic.id, lack.numbers)
    key = (topic.id, lack, topic.title, topic.is_closed, shown, audience)

    def draw(signer: Member | None) -> Fragment:
        return _draw(topic, lack, signer, member, may_reply, moderators)

    if not reader().is_everybody:
        return draw(member).html.replace(_TOKEN_PLACE, csrf_token())

    shared = FRAGMENTS.get(key, lambda: draw(None), member.id if member is not None else None)
    if member is None:
        return shared.html
    if member.id in shared.concerned_ids or keeps_any(member.id, "post", shared.post_ids):
        shared = draw(member)
    return shared.html.replace(_TOKEN_PLACE, csrf_token())


def _draw(
    topic: Topic,
    lack: Lack,
    signer: Member | None,
    member: Member | None,
    may_reply: bool,
    moderators: frozenset[int],
) -> Fragment:
    sees_hidden = member is not None and moderates(member, moderators)
    posts = queries.list_posts_of(topic.id, lack.numbers, signer, sees_hidden=sees_hidden)
    with other_token(_TOKEN_PLACE):
        html = render_template(
            "forum/fragment.html",
            posts=posts,
            topic=topic,
            acts=acts_of(member, posts, topic, may_reply=may_reply, moderators=moderators),
        )
    concerned, ids = {post.author_id for post in posts}, tuple(post.id for post in posts)
    concerned |= queries.list_concerned(ids)
    return Fragment(html, ids, frozenset(concerned), time.monotonic() + FRESH)
