"""Cooking posts anew when the kitchen has changed."""

from sqlalchemy import select

from tribe import search
from tribe.base.db import session
from tribe.forum.models import Post
from tribe.forum.services.references import read_source
from tribe.markup import COOK_VERSION

BATCH = 100  # posts: a second's work, so that writers do not wait


def cook_again(size: int = BATCH) -> int:
    """Cook the oldest posts of an earlier version; how many there were. Nobody is told of it."""
    stale = select(Post).where(Post.cook_version < COOK_VERSION).order_by(Post.id).limit(size)
    posts = session.scalars(stale).all()
    for post in posts:
        cooked, _named = read_source(post.source)
        post.html, post.text, post.cook_version = cooked.html, cooked.text, COOK_VERSION
    session.flush()
    search.changed("post", [post.id for post in posts])
    return len(posts)
