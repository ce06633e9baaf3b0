"""What was decided, reported or passed on of a thing binds who decides of it, or what it is in."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast
from tests.moderation.test_local import Quarter, enter, quarter
from tests.moderation.test_services import warning
from tribe.base.db import session
from tribe.base.errors import Forbidden, RuleBroken
from tribe.forum import services as forum
from tribe.forum.models import Post, Topic
from tribe.moderation import services
from tribe.moderation.models import NO_ACTION, AppealOutcome, Decision, Ground, ModerationCase
from tribe.moderation.services import Ruling

__all__ = ["quarter"]
REMOVE = Ruling("forum.post.remove", "You shouted.", "Be kind")
OF_TOPIC = ("remove", "unlist", "close")
SAID = {"why": "It is loud", "rule": "Be kind"}


def overturned(cast: Cast, quarter: Quarter) -> Decision:
    """Ben removed Dov's post, and Ada found that he should not have."""
    made = services.decide_on(cast.get("ben"), "post", quarter.posts[0].id, REMOVE)
    appeal = services.appeal(cast.get("dov"), made, "I whispered")
    services.judge(cast.get("ada"), appeal, AppealOutcome.OVERTURNED, "A whisper")
    session.commit()
    return made


def test_who_lost_an_appeal_decides_no_more_of_it_while_it_says_the_same(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    overturned(cast, quarter)
    post, topic = quarter.posts[0], quarter.topics[0]
    ben = enter(app, cast, "ben")
    for page in (f"/p/{post.id}/delete", f"/p/{post.id}/hide", f"/t/{topic.id}/remove"):
        assert ben.post(page, data=SAID).status_code == 403, page
    assert ben.post(f"/p/{post.id}/edit", data=SAID | {"body": "Hush"}).status_code == 403
    order = Ruling("forum.topic.close", "Tidier", ground=Ground.NONE)
    with pytest.raises(Forbidden, match="lost_appeal"):
        services.decide_on(cast.get("ben"), "topic", topic.id, order)
    session.rollback()
    services.decide_on(cast.get("ben"), "member", cast.ids["dov"], warning())
    services.decide_on(cast.get("ada"), "topic", topic.id, order)
    session.commit()


def test_of_other_words_they_do(cast: Cast, quarter: Quarter) -> None:
    overturned(cast, quarter)
    post = quarter.posts[0]
    forum.edit(cast.get("dov"), post, "I SHOUT")
    services.decide_on(cast.get("ben"), "post", post.id, REMOVE)
    assert post.is_removed


def test_who_reported_decides_of_nothing_that_is_one_with_it(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    quarter.report(0, by="ben")
    post, topic = quarter.posts[0], quarter.topics[0]
    ben = enter(app, cast, "ben")
    pages = [f"/t/{topic.id}/{act}" for act in OF_TOPIC]
    for page in (*pages, f"/p/{post.id}/edit"):
        answer = ben.post(page, data=SAID | {"body": "Hush"})
        assert answer.status_code == 403, page
    case = session.scalars(select(ModerationCase)).one()
    services.decide(cast.get("ada"), case, Ruling(NO_ACTION, "It is no crime."))
    session.commit()
    assert ben.post(f"/p/{post.id}/delete", data=SAID).status_code == 403
    other = forum.reply(cast.get("dov"), topic, "Elsewhere")
    services.decide_on(cast.get("ben"), "post", other.id, REMOVE)


def test_what_was_passed_on_is_done_by_no_page_of_its_neighbours(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    case = session.get_one(ModerationCase, quarter.report(0))
    services.pass_on(cast.get("fay"), case, "Too hard for me")
    fay = enter(app, cast, "fay")
    post, topic = quarter.posts[0].id, quarter.topics[0].id
    pages = [f"/t/{topic}/{act}" for act in OF_TOPIC]
    for page in (*pages, f"/p/{post}/edit", f"/p/{post}/hide"):
        answer = fay.post(page, data=SAID | {"body": "Hush"})
        assert answer.status_code == 409, page
    session.expire_all()
    assert session.get_one(Topic, topic).is_listed
    assert "shout" in session.get_one(Post, post).source
    with pytest.raises(RuleBroken, match="passed_on"):
        services.decide_apart(cast.get("fay"), "post", post, REMOVE)
    first = select(Post.id).where(Post.topic_id == topic, Post.number == 1)
    services.decide_on(cast.get("fay"), "post", session.scalars(first).one(), REMOVE)
