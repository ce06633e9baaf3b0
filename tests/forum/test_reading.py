"""Lists, topics and posts as people read them: numbers, cursors, costs."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Cast, count_queries, sign_in
from tests.forum.conftest import Forum
from tests.forum.talks import Talk, a_topic, grow, more_topics
from tribe.base.db import session
from tribe.forum import services
from tribe.forum.models import Post, Topic


def test_a_guest_reads_a_topic(client: FlaskClient, talk: Talk) -> None:
    topic_id = talk(a_topic(3))
    page = client.get(f"/t/{topic_id}/tea-at-dawn")
    assert page.status_code == 200
    assert "Who comes?" in page.text
    assert "cleo thanked" in page.text
    assert 'id="post-3"' in page.text
    assert 'action="/t/' not in page.text
    assert f'<link rel="canonical" href="http://localhost/t/{topic_id}/tea-at-dawn">' in page.text
    assert (
        f'type="application/atom+xml" title="Tea at dawn" href="/t/{topic_id}/feed.atom"'
        in page.text
    )


@pytest.mark.parametrize("who", [None, "dov"])
def test_a_topic_costs_the_same_for_1_and_20_posts(
    app: Flask, cast: Cast, talk: Talk, who: str | None
) -> None:
    client = sign_in(app, cast, who) if who else app.test_client()
    one, twenty = talk(a_topic(1)), talk(lambda forum: grow(forum, 20))
    costs = []
    for topic_id in (one, twenty):
        with count_queries(app) as queries:
            assert client.get(f"/t/{topic_id}/tea-at-dawn").status_code == 200
        costs.append(list(queries))
    assert len(costs[0]) == len(costs[1]), costs
    assert len(costs[1]) == (9 if who else 6), costs[1]  # the bell; and the act that it answers


@pytest.mark.parametrize("who", [None, "dov"])
def test_a_list_costs_the_same_for_1_and_20_topics(
    app: Flask, cast: Cast, talk: Talk, who: str | None
) -> None:
    client = sign_in(app, cast, who) if who else app.test_client()
    talk(a_topic(1))
    costs = []
    for address in ("/topics", "/c/hall"):
        with count_queries(app) as queries:
            assert client.get(address).status_code == 200
        costs.append(len(queries))
    talk(more_topics)
    for address, cost in zip(("/topics", "/c/hall"), costs, strict=True):
        with count_queries(app) as queries:
            page = client.get(address)
        assert page.text.count('class="topic__title"') == 20
        assert len(queries) == cost == (4 if who else 2), queries  # the bell


def test_pages_are_numbered_and_canonical(client: FlaskClient, talk: Talk) -> None:
    topic_id = talk(a_topic(41, reactions=False))
    base = f"/t/{topic_id}/tea-at-dawn"
    second = client.get(f"{base}?page=2").text
    assert 'id="post-21"' in second
    assert 'id="post-40"' in second
    assert 'id="post-20"' not in second
    assert f'rel="prev" href="{base}"' in second
    assert f'rel="next" href="{base}?page=3"' in second
    assert 'id="post-41"' in client.get(f"{base}?page=3").text
    for wrong, right in (("/t/%d/x?page=2", f"{base}?page=2"), ("/t/%d/tea-at-dawn?page=1", base)):
        answer = client.get(wrong % topic_id)
        assert (answer.status_code, answer.location) == (301, right)
    for number in ("0", "4", "-1", "99999999999"):
        assert client.get(f"{base}?page={number}").status_code in (301, 404)
    assert client.get(f"{base}?page=x").status_code in (200, 301)


def test_removed_posts_do_not_move_the_others(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(a_topic(22, reactions=False))
    with app.app_context():
        post = session.scalars(select(Post).where(Post.number == 5)).one()
        services.remove(cast.get("ben"), post)
        session.commit()
    page = app.test_client().get(f"/t/{topic_id}/tea-at-dawn").text
    assert "removed by" in page
    assert 'id="post-20"' in page
    assert 'id="post-21"' not in page


def test_a_post_leads_into_its_page(client: FlaskClient, talk: Talk) -> None:
    topic_id = talk(a_topic(25, reactions=False))
    answer = client.get("/p/23")
    assert (answer.status_code, answer.location) == (
        302,
        f"/t/{topic_id}/tea-at-dawn?page=2#post-23",
    )


def test_lists_go_on_by_cursor_without_losing_or_repeating(client: FlaskClient, talk: Talk) -> None:
    talk(a_topic(1))
    talk(more_topics)
    first = client.get("/topics").text
    older = first.split('rel="next" href="')[1].split('"')[0]
    second = client.get(older).text
    newer = second.split('rel="prev" href="')[1].split('"')[0]
    titles = [
        [part.split("</a>")[0].split(">")[1] for part in page.split('class="topic__title"')[1:]]
        for page in (first, second, client.get(newer).text)
    ]
    assert [len(page) for page in titles] == [20, 5, 20]
    assert titles[0] == titles[2]
    assert len(set(titles[0] + titles[1])) == 25
    for nonsense in ("x", "1", "1-", "-1", "9" * 30 + "-1", "1-99999999999", "²-1", "1-²"):
        assert client.get(f"/topics?before={nonsense}").status_code == 200


def test_posts_that_came_later_are_fetched_alone(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(a_topic(4, reactions=False))
    cleo = sign_in(app, cast, "cleo")
    page = cleo.get(f"/t/{topic_id}/after?after=2").text
    assert 'data-number="3"' in page
    assert 'data-number="4"' in page
    assert 'data-number="2"' not in page
    assert "<html" not in page
    for odd in ("x", "-5", "99", ""):
        assert cleo.get(f"/t/{topic_id}/after?after={odd}").status_code == 200
    assert 'id="post-2"' in cleo.get("/p/2/fragment").text


def test_imported_posts_say_where_they_come_from(app: Flask, talk: Talk) -> None:
    from tribe.forum.models import PostOrigin

    def script(forum: Forum) -> int:
        topic = forum.topic("cleo", forum.room(), "Tea at dawn")
        origin = PostOrigin(
            post_id=session.scalars(select(Post.id)).one(),
            url="https://there.example/q/1",
            author_url="https://there.example/u/9",
            licence="CC BY-SA 3.0",
            score=-3,
        )
        session.add(origin)
        session.commit()
        return topic.id

    page = app.test_client().get(f"/t/{talk(script)}/tea-at-dawn").text
    assert 'href="https://there.example/q/1"' in page
    assert 'href="https://there.example/u/9"' in page
    assert "CC BY-SA 3.0" in page
    assert "-3" in page


def test_pages_speak_french(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(a_topic(2))
    french = {"Accept-Language": "fr"}
    guest = app.test_client()
    assert "Fils" in guest.get("/topics", headers=french).text
    assert "cleo a remercié" in guest.get(f"/t/{topic_id}/tea-at-dawn", headers=french).text
    cleo = sign_in(app, cast, "cleo")
    answer = cleo.post(f"/t/{topic_id}/reply", data={"body": ""}, headers=french)
    assert "Envoyer la réponse" in answer.text


def test_a_topic_named_like_a_page_of_ours_has_its_own(app: Flask, cast: Cast, talk: Talk) -> None:
    talk(lambda forum: forum.topic("cleo", forum.room(), "Reply").id)
    with app.app_context():
        assert session.get_one(Topic, 1).slug == "reply-topic"
    assert app.test_client().get("/t/1/reply-topic").status_code == 200


def test_hello_is_asked_of_others_and_not_of_who_speaks(app: Flask, cast: Cast, talk: Talk) -> None:
    address = f"/t/{talk(a_topic(1))}/tea-at-dawn"
    assert "first post – say hello" in sign_in(app, cast, "dov").get(address).text
    own = sign_in(app, cast, "cleo").get(address).text
    assert "your first post" in own
    assert "say hello" not in own


def test_in_a_hall_without_rooms_whoever_may_is_led_to_make_one(app: Flask, cast: Cast) -> None:
    assert 'href="/categories/new"' in sign_in(app, cast, "ada").get("/t/new").text
    assert 'href="/categories/new"' not in sign_in(app, cast, "dov").get("/t/new").text
