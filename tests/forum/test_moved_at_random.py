"""Topics split, merged, moved, removed and put back in any order: all is found and counted."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from tests.conftest import Cast
from tests.forum.conftest import Forum
from tribe.access import SYSTEM
from tribe.base.db import Base, session
from tribe.base.errors import NotFound, RuleBroken
from tribe.forum import queries, services
from tribe.forum.models import Category, Post, Topic
from tribe.ledger.models import Interaction

ACTS = ("split", "merge", "move", "remove", "restore", "post", "reply", "hide", "back", "undo")
STEP = st.tuples(st.sampled_from(ACTS), st.integers(0, 50), st.integers(0, 50))


@dataclass
class House:
    """The topics of one example, the acts that can be undone, and each address that a post had."""

    forum: Forum
    done: list[tuple[str, int, Any]] = field(default_factory=list)
    addresses: dict[tuple[int, int], int] = field(default_factory=dict)

    def topics(self) -> list[Topic]:
        return list(session.scalars(select(Topic).order_by(Topic.id)))

    def posts(self) -> list[Post]:
        return list(session.scalars(select(Post).order_by(Post.id)))

    def step(self, act: str, one: int, other: int) -> None:
        ben = self.forum.cast.get("ben")
        topics, posts = self.topics(), self.posts()
        topic, post = topics[one % len(topics)], posts[one % len(posts)]
        if act == "split":
            numbers = [p.number for p in posts if p.topic_id == topic.id and p.number > 1]
            chosen = numbers[other % len(numbers) :] if numbers else [2]
            made = services.split_topic(ben, topic, chosen, "Split")
            self.done.append((act, topic.id, made))
        elif act == "merge":
            made = services.merge_topic(ben, topic, topics[other % len(topics)].id)
            self.done.append((act, topic.id, made))
        elif act == "move":
            rooms = session.scalars(select(Category.id).order_by(Category.id)).all()
            made = services.move_topic(ben, topic, rooms[other % len(rooms)])
            self.done.append((act, topic.id, made))
        elif act == "remove":
            services.remove_topic(ben, topic)
        elif act == "restore":
            services.restore_topic(ben, topic)
        elif act == "reply":
            answered = [p for p in posts if p.topic_id == topic.id]
            services.reply(
                self.forum.cast.get("dov"), topic, "So?", answered[other % len(answered)]
            ) if answered else None
        elif act == "undo" and self.done:
            what, number, made = self.done.pop()
            undo = {
                "split": services.unsplit_topic,
                "merge": services.unmerge_topic,
                "move": services.move_back,
            }[what]
            undo(SYSTEM, session.get_one(Topic, number), made)
            if what == "merge":  # its addresses in the other end with it
                gone = {post_id for post_id, _number in made["posts"]}
                into = made["into"]
                self.addresses = {
                    place: of
                    for place, of in self.addresses.items()
                    if place[0] != into or of not in gone
                }
        elif act in ("post", "hide") and not post.is_removed and post.gone is None:
            (services.remove if act == "post" else services.hide)(ben, post)
        elif act == "back" and post.is_removed and post.gone != "topic":
            services.restore(SYSTEM, post)

    def check(self) -> None:
        session.expire_all()
        for topic in self.topics():
            standing = [p for p in self.posts() if p.topic_id == topic.id and not p.is_removed]
            assert topic.posts_count == len(standing)
            numbers = [p.number for p in self.posts() if p.topic_id == topic.id]
            assert len(set(numbers)) == len(numbers)
            assert max(numbers, default=0) <= topic.highest_post_number
            assert not numbers or 1 in numbers
            assert (topic.merged_into_id is None) or not numbers
            if standing:
                latest = max(p.created_at for p in standing)
                assert topic.last_posted_at == latest
        answered = aliased(Post)
        across = select(func.count()).join(answered, answered.id == Post.reply_to_id)
        across = across.select_from(Post).where(answered.topic_id != Post.topic_id)
        assert session.scalar(across) == 0
        for post in self.posts():
            self.addresses[post.topic_id, post.number] = post.id
        for (topic_id, number), post_id in self.addresses.items():
            found = queries.find_numbered(topic_id, number)
            assert found is not None
            assert found.post.id == post_id, (topic_id, number)
        gone = select(Post.id).where(Post.deleted_at.is_not(None))
        assert not session.scalars(select(Interaction).where(Interaction.cause_id.in_(gone))).all()


@pytest.mark.parametrize("database", ["sqlite"])
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEP, max_size=9))
def test_posts_are_found_and_counted_whatever_is_done(
    app: Flask, cast: Cast, database: str, steps: list[tuple[str, int, int]]
) -> None:
    with app.app_context():
        if session.get_bind().dialect.name != database:
            return
        house = House(Forum(cast))
        room, _yard = house.forum.room(), house.forum.room("yard")
        for title in ("One", "Two"):
            topic = house.forum.topic("cleo", room, f"Topic {title}")
            post = house.forum.reply("dov", topic)
            house.forum.reply("ines", topic, to=post)
            house.forum.reply("dov", topic)
        house.check()
        for step in steps:
            try:
                house.step(*step)
                session.commit()
            except (NotFound, RuleBroken):
                session.rollback()
            house.check()
        session.rollback()
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in ("member", "place", "alembic_version"):
                session.execute(table.delete())
        session.commit()
