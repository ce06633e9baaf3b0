"""What came since a number, drawn once for each audience and handed to all whose page is open.

A reply wakes every page of its topic at once. What they ask for is the same for all who may do the
same, but for the token of their forms, which is put in for each, and for those whose own posts are
in it, for whom it is drawn apart.
"""

import secrets
import time
from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

from flask import render_template

from tribe.access import standing_role
from tribe.base.i18n import reader_language, reader_zone
from tribe.forum import queries
from tribe.forum.addresses import SIZE
from tribe.forum.models import Topic
from tribe.forum.views.acting import acts_of
from tribe.members.models import Member
from tribe.web.security import csrf_token, other_token

FRESH = 2.0  # seconds; what is changed or removed meanwhile is seen by who asks later
MOST = 200  # fragments of a process
_TOKEN_PLACE = secrets.token_urlsafe(24)  # nobody can write it into a post


class Fragment(NamedTuple):
    """What was drawn, whose posts are in it, and until when it is handed out."""

    html: str
    author_ids: frozenset[int]
    until: float


class Fragments:
    """Those drawn lately, by what they depend on."""

    def __init__(self) -> None:
        self._drawing = Lock()
        self._drawn: dict[object, Fragment] = {}

    def get(self, key: object, draw: Callable[[], Fragment]) -> Fragment:
        """The fragment of this key; whoever asks while it is drawn waits for it."""
        found = self._drawn.get(key)
        if found is not None and found.until > time.monotonic():
            return found
        with self._drawing:
            found = self._drawn.get(key)
            if found is None or found.until <= time.monotonic():
                found = draw()
                if len(self._drawn) >= MOST:
                    self._drawn.clear()
                self._drawn[key] = found
        return found


FRAGMENTS = Fragments()


def draw_after(topic: Topic, last: int, member: Member | None, may_reply: bool) -> str:
    """The posts of a topic after a number, as this reader sees them."""
    role = standing_role(member) if member is not None else None
    key = (
        *(topic.id, last, topic.highest_post_number, topic.is_closed, may_reply),
        *(role, reader_language(), reader_zone()),
    )
    shared = FRAGMENTS.get(key, lambda: _draw(topic, last, None, member, may_reply))
    if member is None:
        return shared.html
    if member.id in shared.author_ids:
        shared = _draw(topic, last, member, member, may_reply)
    return shared.html.replace(_TOKEN_PLACE, csrf_token())


def _draw(
    topic: Topic, last: int, signer: Member | None, member: Member | None, may_reply: bool
) -> Fragment:
    posts = queries.list_posts(topic.id, last + 1, last + SIZE, signer)
    with other_token(_TOKEN_PLACE):
        html = render_template(
            "forum/fragment.html",
            posts=posts,
            topic=topic,
            acts=acts_of(member, is_closed=topic.is_closed, may_reply=may_reply),
        )
    authors = frozenset(post.author_id for post in posts)
    return Fragment(html, authors, time.monotonic() + FRESH)
