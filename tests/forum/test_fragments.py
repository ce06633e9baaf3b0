"""A reply wakes many pages, and is drawn once for each audience, never with another's token."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from tests.conftest import Cast, count_queries, sign_in
from tests.forum.conftest import Forum
from tests.forum.talks import Talk, a_topic
from tribe.activity import Activity
from tribe.base.db import now, session
from tribe.forum.views import fragments, topics
from tribe.forum.views.fragments import Fragments
from tribe.members.models import Member


@pytest.fixture(autouse=True)
def nothing_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragments, "FRAGMENTS", Fragments())


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    drawn: list[str] = []
    render = fragments.render_template

    def note(name: str, **values: Any) -> str:
        drawn.append(name)
        return render(name, **values)

    monkeypatch.setattr(fragments, "render_template", note)
    return drawn


def two_posts(forum: Forum) -> int:
    topic = forum.topic("cleo", forum.room(), "Tea at dawn")
    forum.reply("cleo", topic, "come early")
    return topic.id


def tokens(page: str) -> set[str]:
    return set(re.findall(r'name="csrf_token" value="([^"]*)"', page))


def test_guests_share_one_and_members_another(
    app: Flask, cast: Cast, talk: Talk, drawings: list[str]
) -> None:
    address = f"/t/{talk(two_posts)}/after?after=1"
    guests = {app.test_client().get(address).text for _ in range(5)}
    assert (len(guests), len(drawings)) == (1, 1)
    assert "come early" in guests.pop()
    dov, ines = sign_in(app, cast, "dov"), sign_in(app, cast, "ines")
    assert dov.get(address).text.count("come early") == 1
    dov.get(address)
    assert len(drawings) == 2
    ines.get(address)  # an analyst is another audience
    assert len(drawings) == 3


def test_each_reader_has_their_own_token(app: Flask, cast: Cast, talk: Talk) -> None:
    address = f"/t/{talk(two_posts)}/after?after=1"
    app.config["WTF_CSRF_ENABLED"] = True
    found = []
    for name in ("dov", "dov"):  # two sign-ins of one role
        browser = sign_in(app, cast, name)
        (token,) = tokens(browser.get(address).text)
        assert fragments._TOKEN_PLACE not in token
        answer = browser.post("/p/2/react", data={"csrf_token": token, "kind": "thanks"})
        assert answer.status_code == 303
        found.append(token)
    assert found[0] != found[1]


def test_an_author_sees_what_they_may_do_with_their_own(
    app: Flask, cast: Cast, talk: Talk, drawings: list[str]
) -> None:
    address = f"/t/{talk(two_posts)}/after?after=1"
    assert "/p/2/edit" not in sign_in(app, cast, "dov").get(address).text
    assert "/p/2/edit" in sign_in(app, cast, "cleo").get(address).text
    assert "/p/2/edit" not in sign_in(app, cast, "dov").get(address).text


def test_others_get_nothing_that_an_author_who_asked_first_may_do(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    address = f"/t/{talk(two_posts)}/after?after=1"
    assert "/p/2/edit" in sign_in(app, cast, "cleo").get(address).text
    others = sign_in(app, cast, "dov").get(address).text
    assert "/p/2/edit" not in others
    assert 'value="thanks"' in others


def test_what_is_drawn_for_who_is_silenced_is_handed_to_nobody_else(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    address = f"/t/{talk(two_posts)}/after?after=1"
    with app.app_context():
        cast.get("dov").silenced_until = now() + timedelta(days=1)
        session.add(Member(name="fay", name_key="fay"))
        session.commit()
        cast.ids["fay"] = session.scalars(select(Member.id).where(Member.name == "fay")).one()
    assert 'value="thanks"' not in sign_in(app, cast, "dov").get(address).text
    assert 'value="thanks"' in sign_in(app, cast, "fay").get(address).text


def test_who_may_not_see_the_topic_gets_nothing_that_was_drawn(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    def secret(forum: Forum) -> int:
        topic = forum.topic("ben", forum.room("crew", moderator=(True, True, True)), "Plans")
        forum.reply("ben", topic, "among us")
        return topic.id

    address = f"/t/{talk(secret)}/after?after=1"
    assert "among us" in sign_in(app, cast, "ben").get(address).text
    assert sign_in(app, cast, "cleo").get(address).status_code == 404
    assert app.test_client().get(address).status_code == 404


def test_what_was_drawn_is_soon_drawn_anew(
    app: Flask, talk: Talk, drawings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fragments, "FRESH", 0.0)
    address = f"/t/{talk(two_posts)}/after?after=1"
    app.test_client().get(address)
    app.test_client().get(address)
    assert len(drawings) == 2


def lacks(browser: FlaskClient, topic_id: int, asked: str) -> tuple[list[int], str]:
    """The numbers of the posts that an open page is given, and their HTML."""
    page = browser.get(f"/t/{topic_id}/after?{asked}").text
    return [int(number) for number in re.findall(r'data-number="(\d+)"', page)], page


def test_what_changed_since_the_page_was_made_is_given_with_what_is_new(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    topic_id = talk(two_posts)
    cleo, dov, guest = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov"), app.test_client()
    assert lacks(guest, topic_id, "after=2&age=1")[0] == []
    cleo.post("/p/1/edit", data={"title": "Tea at dawn", "body": "Green tea"})
    dov.post("/p/2/react", data={"kind": "warm"})
    dov.post(f"/t/{topic_id}/reply", data={"body": "I come"})
    numbers, page = lacks(guest, topic_id, "after=2&age=1")
    assert numbers == [1, 2, 3]
    assert all(words in page for words in ("Green tea", "sign--warm", "I come"))
    assert lacks(guest, topic_id, "from=2&after=2&age=1")[0] == [2, 3]
    assert lacks(guest, topic_id, "from=1&after=1&until=1&age=1")[0] == [1]  # an earlier page
    cleo.post("/p/2/delete")
    page = lacks(guest, topic_id, "after=3&age=1")[1]
    assert "come early" not in page
    assert "removed by its author" in page


def test_an_open_page_is_told_that_its_topic_was_closed_or_opened_again(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    topic_id = talk(two_posts)
    ben, guest = sign_in(app, cast, "ben"), app.test_client()

    def told() -> tuple[str, str]:
        page = guest.get(f"/t/{topic_id}", follow_redirects=True).text
        [line] = re.findall(r'<p data-state="(\w+)" hidden>', page)
        assert f'data-live-state="{ {"open": "closed", "closed": "open"}[line] }"' in page
        return guest.get(f"/t/{topic_id}/after?after=2").headers["Live-State"], line

    assert told() == ("open", "closed")
    ben.post(f"/t/{topic_id}/close", data={"why": "It is answered"})
    assert told() == ("closed", "open")
    ben.post(f"/t/{topic_id}/reopen", data={"why": "It is not"})
    assert told() == ("open", "closed")


def test_the_next_asking_begins_where_the_last_ended(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(two_posts)
    guest = app.test_client()
    sign_in(app, cast, "dov").post("/p/2/react", data={"kind": "warm"})
    moment = int(guest.get(f"/t/{topic_id}/after?after=2").headers["Live-Since"])
    assert lacks(guest, topic_id, f"after=2&since={moment}")[0] == [2]
    with app.app_context():
        long_ago = now() - timedelta(seconds=topics.OVERLAP + 2)
        session.execute(update(Activity).values(at=long_ago))
        session.commit()
    assert lacks(guest, topic_id, f"after=2&since={moment}")[0] == []
    assert lacks(guest, topic_id, "after=2&age=60")[0] == [2]
    for odd in ("since=x", "since=-9", f"since={moment + 99}", "age=x", f"age={9**20}"):
        assert guest.get(f"/t/{topic_id}/after?after=2&{odd}").status_code == 200


def test_each_sees_their_own_signs_in_what_is_drawn_for_all(
    app: Flask, cast: Cast, talk: Talk, drawings: list[str]
) -> None:
    topic_id = talk(two_posts)
    dov, ben = sign_in(app, cast, "dov"), sign_in(app, cast, "ben")
    dov.post("/p/2/react", data={"kind": "warm"})
    pressed = 'value="warm" aria-pressed="true"'
    assert pressed in lacks(dov, topic_id, "after=2&age=1")[1]
    assert pressed not in lacks(ben, topic_id, "after=2&age=1")[1]
    ben.post("/p/2/react", data={"kind": "warm"})
    assert pressed in lacks(ben, topic_id, "after=2&age=1")[1]  # and not what was drawn before


def test_many_that_came_are_given_by_parts(app: Flask, talk: Talk) -> None:
    topic_id = talk(a_topic(23, reactions=False))
    answer = app.test_client().get(f"/t/{topic_id}/after?after=1")
    assert (answer.headers["Live-More"], answer.text.count("data-number")) == ("1", 20)
    answer = app.test_client().get(f"/t/{topic_id}/after?after=21")
    assert ("Live-More" in answer.headers, answer.text.count("data-number")) == (False, 2)


def test_a_page_answers_how_many_ever_react_with_as_few_queries(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    topic_id = talk(two_posts)
    costs = []
    for name in ("dov", "ben", "ada"):
        sign_in(app, cast, name).post("/p/2/react", data={"kind": "warm"})
        with count_queries(app) as queries:
            app.test_client().get(f"/t/{topic_id}/after?after=2&age=1")
        costs.append(len(queries))
    assert costs[0] == costs[1] == costs[2]


def test_what_is_new_and_changed_at_once_is_given_as_it_is(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    topic_id = talk(two_posts)
    assert "come early" in lacks(app.test_client(), topic_id, "after=1&age=1")[1]
    sign_in(app, cast, "cleo").post("/p/2/edit", data={"body": "come late"})
    numbers, page = lacks(app.test_client(), topic_id, "after=1&age=1")
    assert (numbers, "come late" in page) == ([2], True)
