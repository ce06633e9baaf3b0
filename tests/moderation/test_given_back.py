"""What was taken is given back, or hidden instead, by who may undo it; nothing else is offered."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast
from tests.moderation.test_local import Apart as Browser
from tests.moderation.test_local import Quarter, enter, fay, quarter
from tests.moderation.test_one_act_on import HIDE, REMOVE, SAID, decide, read, undo
from tribe.base.db import session
from tribe.base.errors import Forbidden
from tribe.forum import services as forum
from tribe.forum.models import Gone, Post, Topic
from tribe.moderation.models import Decision
from tribe.web.moderated import acts_on

__all__ = ["fay", "quarter"]
SWEEP = "forum.member.sweep"


def offers(client: Browser, post: Post, path: str) -> bool:
    """Whether the place of a post leads to an act."""
    place = client.get(f"/p/{post.id}", follow_redirects=True).text
    return f'href="/p/{post.id}/{path}"' in place


def can_be_pressed(client: Browser, address: str) -> bool:
    answer = client.get(address)
    return answer.status_code == 200 and f'action="{address}"' in answer.text


def test_who_moderates_a_category_gives_back_nothing_of_a_sweep_that_is_not_theirs(
    app: Flask, cast: Cast, quarter: Quarter, fay: Browser
) -> None:
    post, ben = quarter.posts[0], enter(app, cast, "ben")
    sweep = decide(cast, SWEEP, cast.ids["dov"], by="ada")
    for path in ("undelete", "hide"):
        assert not offers(fay, post, path)
        assert not can_be_pressed(fay, f"/p/{post.id}/{path}")
        assert fay.post(f"/p/{post.id}/{path}", data=SAID).status_code == 403, path
        assert offers(ben, post, path)
        assert can_be_pressed(ben, f"/p/{post.id}/{path}")
    with pytest.raises(Forbidden, match="replaces_anothers"):
        decide(cast, HIDE, post.id, by="fay")
    session.rollback()
    session.expire_all()
    assert post.gone is Gone.MODERATOR
    assert [one.act for one in session.scalars(select(Decision))] == [SWEEP]
    assert ben.post(f"/p/{post.id}/undelete", data=SAID).status_code == 303
    session.expire_all()
    assert post.gone is None
    removal = decide(cast, REMOVE, post.id, by="fay")  # anew: this one is theirs
    assert offers(fay, post, "hide")
    assert fay.post(f"/p/{post.id}/undelete", data=SAID).status_code == 303
    session.expire_all()
    assert (post.gone, removal.stands, sweep.stands) == (None, False, True)


def test_a_topic_that_a_sweep_took_is_given_back_by_who_may_undo_that(
    app: Flask, cast: Cast, quarter: Quarter, fay: Browser
) -> None:
    topic = quarter.topics[0]
    author = next(name for name, number in cast.ids.items() if number == topic.author_id)
    decide(cast, SWEEP, cast.ids[author], by="ada")
    assert f"/t/{topic.id}/restore" not in fay.get(f"/t/{topic.id}", follow_redirects=True).text
    assert not can_be_pressed(fay, f"/t/{topic.id}/restore")
    assert fay.post(f"/t/{topic.id}/restore", data=SAID).status_code == 403
    session.expire_all()
    assert session.get_one(Topic, topic.id).removed_at is not None
    ben = enter(app, cast, "ben")
    assert ben.post(f"/t/{topic.id}/restore", data=SAID).status_code == 303
    session.expire_all()
    assert session.get_one(Topic, topic.id).removed_at is None


def test_what_another_removed_is_offered_for_hiding_to_who_may_undo_that(
    app: Flask, cast: Cast, quarter: Quarter, fay: Browser
) -> None:
    post, ada = quarter.posts[0], enter(app, cast, "ada")
    decide(cast, REMOVE, post.id)
    for path in ("hide", "undelete"):
        assert not offers(fay, post, path)
        assert not can_be_pressed(fay, f"/p/{post.id}/{path}")
        assert offers(ada, post, path)
        assert can_be_pressed(ada, f"/p/{post.id}/{path}")
    assert "is not yours to undo" in read(fay, f"/p/{post.id}/hide")


@pytest.mark.parametrize("why", ["author", "topic"])
def test_what_would_stay_away_is_not_offered_for_hiding(
    app: Flask, cast: Cast, quarter: Quarter, why: str
) -> None:
    post, ben = quarter.posts[0], enter(app, cast, "ben")
    if why == "author":
        forum.remove(cast.get("dov"), post)
        session.commit()
    removal = decide(cast, REMOVE, post.id)
    if why == "topic":
        assert offers(ben, post, "hide")
        closing = decide(cast, "forum.topic.remove", quarter.topics[0].id)
    assert not offers(ben, post, "hide")
    assert HIDE not in [act.name for act in acts_on("post", post.id)]
    assert ben.get(f"/p/{post.id}/hide").status_code == 403
    assert ben.post(f"/p/{post.id}/hide", data=SAID).status_code == 403
    session.expire_all()
    assert (post.gone, removal.stands) == (Gone.MODERATOR, True)
    if why == "topic":
        undo(cast, closing)
        assert offers(ben, post, "hide")
        assert ben.post(f"/p/{post.id}/hide", data=SAID).status_code == 303
    else:
        undo(cast, removal)
        assert post.gone is Gone.AUTHOR


def test_what_is_hidden_in_a_topic_that_went_is_given_no_other_end(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    post, ben = quarter.posts[0], enter(app, cast, "ben")
    decide(cast, HIDE, post.id, days=3)
    decide(cast, "forum.topic.remove", quarter.topics[0].id)
    assert not offers(ben, post, "hide")
    assert ben.get(f"/p/{post.id}/hide").status_code == 403
    assert ben.post(f"/p/{post.id}/hide", data=SAID).status_code == 403
