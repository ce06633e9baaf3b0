"""A topic is muted up to a moment, and followed as before once it has come."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.notices.conftest import Hall, causes, hall
from tribe.base.db import now, session
from tribe.forum import services
from tribe.forum.models import Level, TopicMember
from tribe.members.models import Member

__all__ = ["hall"]


def mark_of(member: Member, topic_id: int) -> TopicMember:
    """How a member stands to a topic now."""
    session.expire_all()
    return session.get_one(TopicMember, (topic_id, member.id))


@pytest.mark.parametrize("before", [Level.WATCHING, Level.TRACKING, None])
def test_it_comes_back_as_it_was(hall: Hall, before: Level | None) -> None:
    dov, topic = hall.cast.get("dov"), hall.topic("cleo")
    if before is not None:
        services.follow(dov, topic, before)
    until = now() + timedelta(days=1)
    services.follow(dov, topic, Level.MUTED, until)
    services.follow(dov, topic, Level.MUTED, until + timedelta(days=1))  # again, and for longer
    services.take_up_again(until)
    mark = mark_of(dov, topic.id)
    assert (mark.level, mark.mute_ends_at) == (Level.MUTED, until + timedelta(days=1))
    hall.reply("cleo", topic, "@dov, are you there?")
    assert "dov" not in {name for name, _kind in causes()}
    services.take_up_again(until + timedelta(days=1))
    mark = mark_of(dov, topic.id)
    assert (mark.level, mark.mute_ends_at, mark.level_after) == (before or Level.NORMAL, None, None)
    hall.reply("cleo", topic, "@dov, and now?")
    assert "dov" in {name for name, _kind in causes()}


def test_what_is_muted_for_good_stays_so(hall: Hall) -> None:
    dov, topic = hall.cast.get("dov"), hall.topic("cleo")
    services.follow(dov, topic, Level.MUTED, now())
    services.follow(dov, topic, Level.MUTED)
    services.take_up_again(now() + timedelta(days=400))
    assert mark_of(dov, topic.id).level is Level.MUTED


def test_a_form_says_for_how_long_and_its_page_until_when(app: Flask, cast: Cast) -> None:
    with app.app_context():
        topic_id = Hall(cast).topic("cleo").id
    dov = sign_in(app, cast, "dov")
    address = f"/t/{topic_id}/bread-on-saturday"
    for chosen, days in (("muted-tomorrow", 0), ("muted-week", 7), ("muted-month", 30)):
        assert f'value="{chosen}"' in dov.get(address).text
        assert dov.post(f"/t/{topic_id}/follow", data={"level": chosen}).status_code == 303
        assert "It comes back by itself:" in dov.get(address).text
        with app.app_context():
            until = session.scalars(select(TopicMember.mute_ends_at)).all()
            [moment] = [one for one in until if one is not None]
            assert isinstance(moment, datetime)
            assert timedelta(days=days, minutes=-1) < moment - now() <= timedelta(days=days or 1)
    dov.post(f"/t/{topic_id}/follow", data={"level": "watching"})
    assert "It comes back by itself:" not in dov.get(address).text
