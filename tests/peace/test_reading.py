"""What a statement leaves out for who keeps apart from somebody, whatever it calls its tables."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import aliased

from tests.conftest import Cast
from tribe.base.db import session
from tribe.blocking import seen_by
from tribe.forum import services as forum
from tribe.forum.models import Category, Post, Topic
from tribe.peace import services as peace


def test_joined_under_another_name_a_table_is_read_without_them(context: Flask, cast: Cast) -> None:
    cleo, dov = cast.get("cleo"), cast.get("dov")
    room = Category(slug="hall", name="Hall", description="")
    session.add(room)
    session.flush()
    hers = forum.create_topic(cleo, room, "Of hers", "Bread")
    for one in (cleo, dov):
        forum.reply(one, forum.create_topic(dov, room, f"For {one.name}", "Bread"), "And butter")
    forum.reply(dov, hers, "And butter")
    peace.block(dov, cleo)
    session.flush()
    place = aliased(Topic)
    chosen = select(place.title).join(Post, Post.topic_id == place.id).where(Post.number == 2)
    other = select(place.title).select_from(Post).join(place, Post.topic_id == place.id)
    assert set(session.scalars(chosen)) == {"Of hers", "For cleo", "For dov"}
    with seen_by(dov):
        assert set(session.scalars(chosen)) == {"For dov"}
        assert set(session.scalars(other.where(Post.number == 2))) == {"For dov"}
