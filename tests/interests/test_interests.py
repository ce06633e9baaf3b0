"""What members declare, on the account or beside one text, as it was when it was written."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from tests.conftest import Cast, count_queries, sign_in
from tests.forum.conftest import Forum, forum, talk  # noqa: F401
from tribe import search
from tribe.base.db import now, session
from tribe.base.errors import NotFound, RuleBroken
from tribe.forum import services as posts
from tribe.forum.models import Post
from tribe.interests import services
from tribe.interests.labels import interest_line
from tribe.interests.models import DeclaredInterest, Interest, InterestKind
from tribe.members.models import Member

GIFT = Interest(InterestKind.GIFTED, "a knife to try")
Talk = Callable[[Callable[[Forum], int]], int]


def declare(member: Member, words: str = "I bake for the Mill", **days: date | None) -> None:
    since = days.get("since") or now().date()
    services.declare(member, InterestKind.EMPLOYED, words, since, days.get("until"))


def test_what_an_account_declares_stands_beside_what_it_writes_from_then_on(
    forum: Forum,  # noqa: F811
) -> None:
    cleo = forum.cast.get("cleo")
    topic = forum.topic("cleo", forum.room())
    declare(cleo)
    post = forum.reply("cleo", topic)
    first = session.query(Post).filter_by(topic_id=topic.id, number=1).one()
    assert first.declared is None
    assert post.declared == (InterestKind.EMPLOYED, "I bake for the Mill")
    [declared] = session.query(DeclaredInterest)
    services.end(cleo, declared.id)
    assert forum.reply("cleo", topic).declared is None
    assert session.get_one(Post, post.id).declared is not None
    assert forum.reply("dov", topic).declared is None


def test_it_lasts_from_its_first_day_until_the_day_it_ends(forum: Forum) -> None:  # noqa: F811
    cleo, today = forum.cast.get("cleo"), now().date()
    topic = forum.topic("cleo", forum.room())
    declare(cleo, "over", since=today - timedelta(9), until=today)
    declare(cleo, "not yet", since=today + timedelta(1))
    assert forum.reply("cleo", topic).declared is None
    declare(cleo, "now", since=today, until=today + timedelta(1))
    assert forum.reply("cleo", topic).declared == (InterestKind.EMPLOYED, "now")


def test_the_brand_carries_it_by_itself_and_keeps_it_beside_what_it_wrote(
    forum: Forum,  # noqa: F811
) -> None:
    ines = forum.cast.get("ines")
    ines.is_brand = True
    post = forum.reply("ines", forum.topic("cleo", forum.room()))
    assert post.declared == (InterestKind.BRAND, "")
    assert interest_line(post.declared, is_brand=True) == ""  # its mark stands there


def test_one_text_may_say_more_than_its_account(forum: Forum) -> None:  # noqa: F811
    cleo = forum.cast.get("cleo")
    topic = forum.topic("dov", forum.room())
    said = posts.reply(cleo, topic, "How sharp it is", interest=GIFT)
    assert said.declared == GIFT
    declare(cleo)
    both = posts.reply(cleo, topic, "And it lasts", interest=GIFT)
    assert both.declared == (InterestKind.EMPLOYED, "I bake for the Mill; a knife to try")


def test_its_author_declares_it_later_and_nobody_else_does(forum: Forum) -> None:  # noqa: F811
    topic = forum.topic("dov", forum.room())
    post = forum.reply("cleo", topic)
    posts.edit(forum.cast.get("ben"), post, "Less loud", interest=GIFT)
    assert post.declared is None
    posts.edit(forum.cast.get("cleo"), post, post.source, interest=GIFT)
    posts.edit(forum.cast.get("cleo"), post, post.source, interest=GIFT)  # once is enough
    assert post.declared == GIFT


def test_one_ends_only_ones_own_and_not_too_many_stand(forum: Forum) -> None:  # noqa: F811
    cleo, dov = forum.cast.get("cleo"), forum.cast.get("dov")
    declare(cleo)
    [declared] = session.query(DeclaredInterest)
    for number in (declared.id, 99):
        with pytest.raises(NotFound):
            services.end(dov, number)
    for _ in range(services.MOST - 1):
        declare(cleo)
    with pytest.raises(RuleBroken, match="too_many"):
        declare(cleo)


@pytest.fixture
def said(talk: Talk) -> int:  # noqa: F811
    """The number of a topic in which Cleo says what she was given."""

    def begin(forum: Forum) -> int:  # noqa: F811
        cleo, room = forum.cast.get("cleo"), forum.room()
        topic = posts.create_topic(cleo, room, "Sharp", "How sharp it is", interest=GIFT)
        posts.reply(cleo, topic, "Zarvox lasts for years", interest=GIFT)
        session.commit()
        return topic.id

    return talk(begin)


LINE = "Declared interest: received a gift – a knife to try"


def test_it_stands_in_page_feed_search_and_card(app: Flask, cast: Cast, said: int) -> None:
    guest = app.test_client()
    page = guest.get(f"/t/{said}/sharp").text
    assert page.count(f">{LINE}</p>") == 2
    assert f'content="{LINE}. How sharp it is"' in page
    assert f"{json.dumps(LINE)[1:-1]}. Zarvox lasts" in page  # what search engines are told
    assert guest.get(f"/t/{said}/feed.atom").text.count("a knife to try") == 2
    assert guest.get("/feed.atom").text.count("a knife to try") == 1
    with app.app_context():
        search.changed("post", [1, 2])
        session.commit()
    assert LINE in guest.get("/search?q=zarvox&in=posts").text
    french = guest.get(f"/t/{said}/sharp", headers={"Accept-Language": "fr"}).text
    assert "Intérêt déclaré : a reçu un cadeau – a knife to try" in french


def test_a_removed_post_says_nothing_of_it(app: Flask, cast: Cast, said: int) -> None:
    with app.app_context():
        posts.remove(cast.get("ben"), session.get_one(Post, 2))
        session.commit()
    assert app.test_client().get(f"/t/{said}/sharp").text.count("a knife to try</p>") == 1


def test_a_page_asks_nothing_more_for_it(app: Flask, cast: Cast, said: int) -> None:
    guest = app.test_client()
    counts = []
    for is_declared in (True, False):
        with app.app_context():
            for post in session.query(Post):
                post.interest = post.interest if is_declared else None
            session.commit()
        guest.get(f"/t/{said}/sharp")
        with count_queries(app) as queries:
            guest.get(f"/t/{said}/sharp")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_it_is_declared_by_forms(app: Flask, cast: Cast, said: int) -> None:
    cleo = sign_in(app, cast, "cleo")
    sent = {"kind": "paid", "words": "By the Mill", "since": "2026-01-01", "until": "2025-01-01"}
    refused = cleo.post("/me/interests", data=sent)
    assert refused.status_code == 422
    assert 'value="By the Mill"' in refused.text
    done = cleo.post("/me/interests", data=sent | {"until": ""}, follow_redirects=True)
    assert "By the Mill" in done.text
    assert "Declared interest: paid – By the Mill" in app.test_client().get("/u/cleo").text
    gift = {"interest": "gifted", "interest_words": "a plane"}
    refused = cleo.post(f"/t/{said}/reply", data={"body": ""} | gift)
    assert refused.status_code == 422
    assert 'value="a plane"' in refused.text
    cleo.post(f"/t/{said}/reply", data={"body": "It planes"} | gift)
    cleo.post("/me/interests/1/end")
    cleo.post("/t/new", data={"category": "hall", "title": "Next", "body": "Words"} | gift)
    cleo.post("/p/1/edit", data={"title": "Sharp", "body": "How sharp it is"} | gift)
    with app.app_context():
        found = [post.interest_words for post in session.query(Post).order_by(Post.id)]
    assert found == ["a knife to try; a plane", "a knife to try", "By the Mill; a plane", "a plane"]


def test_words_of_the_line_alone_are_enough(app: Flask, cast: Cast, said: int) -> None:
    cleo = sign_in(app, cast, "cleo")
    cleo.post(f"/t/{said}/reply", data={"body": "Hm", "interest_words": "my sister sells it"})
    with app.app_context():
        assert session.get_one(Post, 3).declared == (InterestKind.OTHER, "my sister sells it")
