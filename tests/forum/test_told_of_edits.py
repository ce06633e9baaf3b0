"""Whom a changed post newly names or quotes is told of it once."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tests.conftest import Cast
from tests.mail.reading import read
from tests.mail.test_answers import work
from tests.notices.conftest import causes
from tribe.base.db import now, session
from tribe.forum.mails import addressed
from tribe.forum.models import Category, Post, Topic, TopicMember
from tribe.forum.services.changing import edit
from tribe.forum.services.posting import create_topic, reply
from tribe.forum.views.quoting import quote
from tribe.mail import Letter, Mail

KIND = "forum.addressed"


@pytest.fixture(autouse=True)
def within(app: Flask) -> Iterator[None]:
    """Each test runs within the application."""
    with app.app_context():
        yield


@pytest.fixture
def post(app: Flask, cast: Cast) -> Post:
    """A post of Dov's in a topic of Dov's, which names Cleo; Ben has one that can be quoted."""
    for name in ("cleo", "dov", "ben"):
        cast.get(name).email_confirmed_at = now()
        cast.get(name).locale = "en"
    category = Category(slug="hall", name="The hall")
    session.add(category)
    session.flush()
    topic = create_topic(cast.get("dov"), category, "Bread on Saturday", "Who comes?")
    reply(cast.get("ben"), topic, "At eight")
    said = reply(cast.get("dov"), topic, "I ask @cleo")
    session.commit()
    work()
    return said


def test_who_is_named_no_more_is_not_told_of_it_any_more(cast: Cast, post: Post) -> None:
    edit(cast.get("dov"), post, "I ask @ben")
    work()
    named = [name for name, kind in causes() if kind == "forum.mention"]
    assert named == ["ben"]
    assert find_letter("cleo") is None
    assert "dov names you" in letter_to("ben")


def test_who_is_quoted_no_more_is_not_told_of_it_any_more(cast: Cast, post: Post) -> None:
    first = session.scalars(select(Post).where(Post.number == 2)).one()
    quoting = quote("ben", first.id, first.source)
    said = reply(cast.get("dov"), session.get_one(Topic, post.topic_id), f"{quoting} So early?")
    work()
    assert ("ben", "forum.quote") in causes()
    edit(cast.get("dov"), said, "So early?")
    work()
    assert ("ben", "forum.quote") not in causes()
    assert find_letter("ben") is None


def test_who_is_answered_still_is_told_of_that(cast: Cast, post: Post) -> None:
    first = session.scalars(select(Post).where(Post.number == 2)).one()
    said = reply(cast.get("dov"), session.get_one(Topic, post.topic_id), "Early, @ben", first)
    work()
    assert ("ben", "forum.mention") in causes()
    edit(cast.get("dov"), said, "Early")
    work()
    assert [kind for name, kind in causes() if name == "ben"] == ["forum.reply"]
    assert "dov answers you" in letter_to("ben")


def find_letter(name: str) -> Letter | None:
    """The letter of a mail that waits."""
    mail = session.scalars(select(Mail).where(Mail.kind == KIND, Mail.name == name)).one()
    return addressed(mail.facts)


def told() -> list[tuple[str, bool, bool]]:
    found = select(Mail).where(Mail.kind == KIND).order_by(Mail.id)
    return [
        (one.name, one.facts["is_named"], one.facts["is_quoted"]) for one in session.scalars(found)
    ]


def letter_to(name: str) -> str:
    """What a waiting mail says, if there is anything to say any more."""
    found = (
        select(Mail).where(Mail.kind == KIND, Mail.name == name).options(joinedload(Mail.address))
    )
    return read(session.scalars(found).one()).text


BEFORE = [("dov", False, False), ("cleo", True, False)]


def test_who_is_added_is_told_once_and_nobody_else_again(post: Post, cast: Cast) -> None:
    assert told() == BEFORE
    for words in ("I ask @cleo and @ben", "I ask @cleo", "I ask @cleo, and @ben too"):
        edit(cast.get("dov"), post, words)
        session.commit()
        work()
    assert told() == [*BEFORE, ("ben", True, False)]


def test_who_had_read_it_before_is_told(post: Post, cast: Cast) -> None:
    mark = TopicMember(topic_id=post.topic_id, member_id=cast.ids["ben"])
    mark = session.merge(mark)
    mark.last_read_post_number = post.number
    edit(cast.get("dov"), post, "I ask @cleo and @ben")
    session.commit()
    assert "dov names you in “Bread on Saturday”:" in letter_to("ben")


def test_a_moderators_edit_tells_nobody(post: Post, cast: Cast) -> None:
    edit(cast.get("ada"), post, "I ask @cleo and @ben")
    session.commit()
    assert told() == BEFORE


def test_what_lies_in_the_past_is_no_news(post: Post, cast: Cast) -> None:
    edit(cast.get("dov"), post, "I ask @cleo and @ben", at=now())
    session.commit()
    assert told() == BEFORE


def test_who_is_quoted_is_told(post: Post, cast: Cast) -> None:
    topic = session.get_one(Topic, post.topic_id)
    said = session.scalars(select(Post).where(Post.number == 2)).one()
    edit(cast.get("dov"), post, quote("ben", said.id, said.source) + "I ask @cleo")
    session.commit()
    assert told() == [*BEFORE, ("ben", False, True)]
    assert "dov quotes you in “Bread on Saturday”:" in letter_to("ben")
    reply(cast.get("cleo"), topic, quote("ben", said.id, said.source) + "Good")
    session.commit()
    work()
    assert ("ben", False, True) in told()[3:]
