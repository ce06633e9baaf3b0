"""Posts that an earlier version has cooked are cooked anew, and nothing else changes."""

from sqlalchemy import select, update

from tests.forum.conftest import Forum
from tribe.base.db import session
from tribe.forum import jobs
from tribe.forum.models import Post
from tribe.forum.services import cooking
from tribe.jobs import Job
from tribe.markup import COOK_VERSION


def make_stale(forum: Forum, count: int) -> None:
    topic = forum.topic("cleo", forum.room(), body="Thanks to @dov")
    for _number in range(count - 1):
        forum.reply("dov", topic, "See https://xn--80ak6aa92e.com/login")
    session.execute(update(Post).values(cook_version=1, html="old", text="old"))
    session.commit()


def test_old_posts_are_cooked_anew(forum: Forum) -> None:
    make_stale(forum, 3)
    before = {post.id: (post.edited_at, post.created_at) for post in session.scalars(select(Post))}
    jobs.cook_stale_posts({})
    session.commit()
    posts = session.scalars(select(Post).order_by(Post.id)).all()
    assert [post.cook_version for post in posts] == [COOK_VERSION] * 3
    assert 'href="/u/dov"' in posts[0].html
    assert "xn--80ak6aa92e" in posts[1].html
    assert {post.id: (post.edited_at, post.created_at) for post in posts} == before
    assert cooking.cook_again() == 0


def test_a_full_batch_asks_for_the_next(forum: Forum, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(jobs, "BATCH", 2)
    monkeypatch.setattr(jobs, "cook_again", lambda: cooking.cook_again(2))
    make_stale(forum, 3)
    jobs.cook_stale_posts({})
    session.commit()
    assert session.scalars(select(Job.kind)).all().count(jobs.COOK) == 1
    jobs.cook_stale_posts({})
    session.commit()
    assert session.scalars(select(Job.kind)).all().count(jobs.COOK) == 1
