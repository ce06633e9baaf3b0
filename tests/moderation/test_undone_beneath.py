"""Of several acts that changed one thing alike, all undone, nothing is left, in whatever order."""

from datetime import timedelta
from itertools import permutations

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import Cast
from tests.moderation.test_local import Quarter, enter, quarter
from tests.moderation.test_one_act_on import SAID, decide, undo
from tribe.access import Role
from tribe.base.db import now, session
from tribe.forum import services as forum
from tribe.forum.models import Pin, Post, PostRevision, Topic
from tribe.forum.queries.tags import tags_of
from tribe.moderation.models import Appeal, AppealOutcome, Decision

__all__ = ["quarter"]
EDIT, MOVE = "forum.post.edit", "forum.topic.move"
PIN, CLOSE_LATER = "forum.topic.pin", "forum.topic.close_later"
ORDERS = list(permutations(range(3)))


def revisions(post: Post) -> int:
    of_it = select(func.count(PostRevision.id)).where(PostRevision.post_id == post.id)
    return session.scalar(of_it) or 0


def test_two_edits_that_are_overturned_leave_what_its_author_wrote(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    cast.get("cleo").role = Role.MODERATOR
    session.commit()
    post = quarter.posts[0]
    said = post.source
    for who, words in (("ben", "Of Ben"), ("ada", "Of Ada")):
        sent = enter(app, cast, who).post(f"/p/{post.id}/edit", data=SAID | {"body": words})
        assert sent.status_code == 303
    dov, cleo = enter(app, cast, "dov"), enter(app, cast, "cleo")
    for number in session.scalars(select(Decision.id).order_by(Decision.id)).all():
        sent = dov.post(f"/moderation/decisions/{number}/appeal", data={"words": "Mine"})
        assert sent.status_code == 303
    answer = {"outcome": "overturned", "words": "So it was"}
    for number in session.scalars(select(Appeal.id).order_by(Appeal.id)).all():
        assert cleo.post(f"/moderation/appeals/{number}", data=answer).status_code == 303
    session.expire_all()
    assert set(session.scalars(select(Appeal.outcome))) == {AppealOutcome.OVERTURNED}
    assert (post.source, post.edited_at, revisions(post)) == (said, None, 0)
    assert "Of Ben" not in dov.get(f"/p/{post.id}/history", follow_redirects=True).text


@pytest.mark.parametrize("order", ORDERS)
def test_three_edits_of_title_tags_and_text(
    cast: Cast, quarter: Quarter, order: tuple[int, ...]
) -> None:
    topic = quarter.topics[0]
    post = session.scalars(select(Post).where(Post.topic_id == topic.id, Post.number == 1)).one()
    was = (post.source, topic.title, list(tags_of(topic.id)))
    made = [
        decide(cast, EDIT, post.id, by=who, body=body, title=title, tags=tags)
        for who, body, title, tags in (
            ("ben", "One", "First title", ["one"]),
            ("ada", "One", "Second title", ["one", "two"]),
            ("ben", "Two", "Second title", ["two"]),
        )
    ]
    for which in order:
        undo(cast, made[which], by="ada")
    assert (post.source, topic.title, list(tags_of(topic.id))) == was
    assert (post.edited_at, revisions(post)) == (None, 0)


def test_what_the_author_wrote_between_is_what_comes_back(cast: Cast, quarter: Quarter) -> None:
    post = quarter.posts[0]
    first = decide(cast, EDIT, post.id, body="Of Ben")
    post.edited_at = now() - timedelta(hours=1)
    forum.edit(cast.get("dov"), post, "Mine after that")
    session.commit()
    second = decide(cast, EDIT, post.id, by="ada", body="Of Ada")
    undo(cast, first)
    undo(cast, second)
    assert post.source == "Mine after that"


@pytest.mark.parametrize("order", ORDERS)
def test_three_moves(cast: Cast, quarter: Quarter, order: tuple[int, ...]) -> None:
    topic, halls = quarter.topics[0], [one.id for one in quarter.halls]
    made = [decide(cast, MOVE, topic.id, category=halls[to]) for to in (1, 0, 1)]
    for which in order:
        undo(cast, made[which])
    assert (topic.category_id, topic.moved_at) == (halls[0], None)


def test_a_move_that_is_undone_beneath_one_that_stands_moves_nothing(
    cast: Cast, quarter: Quarter
) -> None:
    topic, halls = quarter.topics[0], [one.id for one in quarter.halls]
    first, second, _third = (decide(cast, MOVE, topic.id, category=halls[to]) for to in (1, 0, 1))
    undo(cast, first)
    assert topic.category_id == halls[1]
    undo(cast, second)
    assert topic.category_id == halls[1]


@pytest.mark.parametrize("order", ORDERS)
def test_three_pins(cast: Cast, quarter: Quarter, order: tuple[int, ...]) -> None:
    topic = quarter.topics[0]
    pins = [*Pin, *Pin][:3]
    made = [
        decide(cast, PIN, topic.id, days=days, pin=pin)
        for days, pin in zip((2, None, 4), pins, strict=True)
    ]
    for which in order:
        undo(cast, made[which])
    assert (topic.pinned, topic.pinned_until) == (None, None)


@pytest.mark.parametrize("order", ORDERS)
def test_three_moments_of_closing(cast: Cast, quarter: Quarter, order: tuple[int, ...]) -> None:
    topic = session.get_one(Topic, quarter.topics[0].id)
    days = (2, 5, 2)
    moment = now()
    made = [decide(cast, CLOSE_LATER, topic.id, at=moment + timedelta(days=n)) for n in days]
    for which in order:
        undo(cast, made[which])
    assert (topic.closes_at, topic.closed_at) == (None, None)
