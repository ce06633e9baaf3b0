"""What is new to a member stands on one page until they say that they have read it."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.conftest import Cast, count_queries, sign_in
from tests.notices.conftest import causes, work
from tribe.base.db import now, session
from tribe.base.paging import Page, Span
from tribe.events import services as events
from tribe.events.models import Event, Mode, Rsvp
from tribe.following import services as following
from tribe.forum import services as forum
from tribe.forum.models import Audience, Category, CategoryPermission, Level, Topic, TopicMember
from tribe.forum.queries import get_category_tree
from tribe.forum.queries.muted import muted_category_ids
from tribe.reading import services
from tribe.reading.models import ReadingMark
from tribe.reading.queries import WITHOUT_MARK, new_since
from tribe.rituals import services as rituals
from tribe.web.news import EXTENSION, News, NewsSource, list_news

PAST = timedelta(days=100)


class House:
    """Dov has been here for long; the others say and plan things."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast
        for name in cast.ids:
            cast.get(name).joined_at = now() - PAST
        self.room = self.category("hall")
        session.commit()

    def category(self, slug: str, **more: Any) -> Category:
        room = Category(slug=slug, name=f"The {slug}", **more)
        session.add(room)
        session.flush()
        return room

    def topic(self, who: str, title: str, at: datetime | None = None) -> Topic:
        return forum.create_topic(self.cast.get(who), self.room, title, "Who comes?", at=at)

    def event(self, who: str, title: str, days: int = 3) -> Event:
        begins = now() + timedelta(days=days)
        draft = events.EventDraft(
            title, Mode.PLACE, "Europe/Paris", begins, begins + timedelta(hours=2), place="Mill"
        )
        return events.create_event(self.cast.get(who), draft, at=now() - PAST if days < 0 else None)

    def news(self, who: str = "dov", span: Span | None = None, size: int = 20) -> Page[News]:
        session.commit()
        with self.app.test_request_context(headers={"Accept-Language": "en"}):
            reader = self.cast.get(who)
            return list_news(reader, new_since(reader), span or Span(), size)

    def told(self, who: str = "dov") -> dict[str, str]:
        return {row.title: row.what for row in self.news(who).rows}


@pytest.fixture
def house(app: Flask, cast: Cast) -> Iterator[House]:
    with app.app_context():
        yield House(app, cast)


def test_topics_with_answers_and_new_ones_and_those_of_whom_one_follows(house: House) -> None:
    dov = house.cast.get("dov")
    own = house.topic("dov", "My own")
    following.follow(dov, house.cast.get("cleo"))
    house.topic("cleo", "Of Cleo")
    house.topic("ben", "Of Ben")
    muted = house.topic("ben", "Muted")
    forum.follow(dov, muted, Level.MUTED)
    opened = house.topic("ben", "Opened")
    forum.mark_read(dov, opened, 1)
    assert house.told() == {"Of Cleo": "new topic of somebody you follow", "Of Ben": "new topic"}
    for topic in (own, opened, muted):
        forum.reply(house.cast.get("ben"), topic, "I do")
    assert house.told()["My own"] == "1 unread"
    assert set(house.told()) == {"My own", "Of Cleo", "Of Ben"}
    [row] = [one for one in house.news().rows if one.title == "My own"]
    assert row.address == f"/t/{own.id}"  # which leads to the first that is unread


def test_gatherings_ahead_that_others_announced_or_moved(house: House) -> None:
    cleo = house.cast.get("cleo")
    walk, soup = house.event("cleo", "Walk"), house.event("cleo", "Soup")
    house.event("dov", "My own")
    house.event("cleo", "Of before", days=-3).updated_at = now()
    gone = house.event("cleo", "Gone")
    events.cancel_event(cleo, gone)
    assert house.told() == {"Walk": "new gathering", "Soup": "new gathering"}
    events.answer(house.cast.get("dov"), walk, Rsvp.GOING)
    assert house.told() == {"Soup": "new gathering"}
    services.read_up_to(house.cast.get("dov"), now())
    assert house.told() == {}
    later = walk.starts_at + timedelta(days=1)
    same = {"title": "Walk", "mode": Mode.PLACE, "zone": "Europe/Paris", "place": "Mill"}
    draft = events.EventDraft(starts_at=later, ends_at=later + timedelta(hours=2), **same)
    events.edit_event(cleo, walk, draft)
    same |= {"title": "Soup", "place": "Another mill"}
    draft = events.EventDraft(starts_at=soup.starts_at, ends_at=soup.ends_at, **same)
    events.edit_event(cleo, soup, draft)
    events.reinstate_event(cleo, gone)
    assert house.told() == {
        "Walk": "gathering moved",
        "Soup": "gathering changed",
        "Gone": "gathering held after all",
    }


def test_rites_what_is_told_of_them_and_those_that_nobody_keeps(house: House) -> None:
    cleo, dov = house.cast.get("cleo"), house.cast.get("dov")
    light = rituals.declare(cleo, rituals.RitualDraft("First light", "To greet the day"))
    rituals.declare(dov, rituals.RitualDraft("My own", "For me"))
    assert house.told() == {"First light": "new rite"}
    topic = house.topic("cleo", "We met")
    forum.reply(dov, topic, "I was there")
    enactment = rituals.enact(cleo, light, topic=topic)
    services.read_up_to(dov, now())
    rituals.recap(cleo, enactment, "We were eleven")
    assert house.told() == {"First light": "told in the chronicle"}
    [row] = house.news().rows
    page = sign_in(house.app, house.cast, "dov").get(row.address.partition("#")[0]).text
    assert f'id="e-{enactment.id}"' in page
    services.read_up_to(dov, now())
    rituals.recap(cleo, enactment, "We were twelve")  # the same once more is not new
    assert house.told() == {}
    enactment.recap_by_id, enactment.recap_at = dov.id, now()  # nor is what one told oneself
    assert house.told() == {}
    enactment.recap_by_id, enactment.recap_at = cleo.id, now() - PAST
    rituals.release(cleo, light)
    assert house.told() == {"First light": "no keeper any more"}
    assert "no keeper any more" not in {row.what for row in house.news("cleo").rows}
    enactment.recap_at = now()
    assert {(row.title, row.what) for row in house.news("ines").rows} == {
        ("First light", "new rite"),
        ("First light", "told in the chronicle"),
        ("My own", "new rite"),
        ("We met", "new topic"),
    }  # who never was there is not asked to keep it


def test_what_one_may_not_see_is_not_there(house: House) -> None:
    only = CategoryPermission(
        audience=Audience.MODERATOR, may_see=True, may_reply=True, may_create=True
    )
    house.room = house.category("den", permissions=[only])
    following.follow(house.cast.get("dov"), house.cast.get("ben"))
    hidden = house.topic("ben", "Hidden")
    rite = rituals.declare(house.cast.get("ben"), rituals.RitualDraft("Shown", "To all"))
    enactment = rituals.enact(house.cast.get("ben"), rite, topic=hidden)
    rituals.recap(house.cast.get("ben"), enactment, "Behind doors")
    assert [row.what for row in house.news().rows] == ["new rite"]
    assert {row.what for row in house.news("ada").rows} == {
        "new topic",
        "new rite",
        "told in the chronicle",
    }
    for who in ("dov", "ada"):  # Dov watched it while they could see it
        session.add(
            TopicMember(topic_id=hidden.id, member_id=house.cast.ids[who], level=Level.WATCHING)
        )
    forum.reply(house.cast.get("ben"), hidden, "More")
    assert house.told("ada")["Hidden"] == "2 unread"
    assert house.told() == {"Shown": "new rite"}


def test_muted_categories_are_left_out_and_the_nearest_choice_counts(house: House) -> None:
    dov, outer = house.cast.get("dov"), house.room
    inner = house.category("nook", parent_id=outer.id)
    watched = house.category("niche", parent_id=outer.id)
    following.follow(dov, house.cast.get("cleo"))
    forum.follow_category(dov, outer.id, Level.MUTED)
    forum.follow_category(dov, watched.id, Level.WATCHING)
    assert muted_category_ids(get_category_tree(), dov.id) == {outer.id, inner.id}
    for room in (outer, inner, watched):
        house.room = room
        house.topic("cleo", f"In {room.slug}")
    work()
    assert house.told() == {"In niche": "new topic of somebody you follow"}
    assert causes() == [("dov", "forum.watched_category")]
    forum.follow_category(dov, outer.id, Level.WATCHING)
    forum.follow_category(dov, inner.id, Level.MUTED)
    house.room = inner
    house.topic("cleo", "Again")
    work()
    assert causes() == [("dov", "forum.watched_category")]
    assert "Again" not in house.told()


def test_only_the_press_marks_and_only_what_was_shown(house: House) -> None:
    house.topic("ben", "Shown")
    session.commit()
    dov, began = sign_in(house.app, house.cast, "dov"), now()
    page = dov.get("/new").text
    house.topic("ben", "Begun before, committed later", at=began)
    assert dov.get("/new").text.count("Shown") == page.count("Shown") == 1
    assert session.scalar(select(func.count()).select_from(ReadingMark)) == 0
    house.topic("ben", "Of meanwhile")
    house.event("cleo", "Walk")
    session.commit()
    [until] = re.findall(r'name="until" value="([^"]+)"', page)
    answer = dov.post("/new/read", data={"until": until})
    assert (answer.status_code, answer.location) == (303, "/new")
    shown = dov.get("/new").text
    assert "Of meanwhile" in shown
    assert "Walk" in shown
    assert "Begun before, committed later" in shown
    assert "Shown" not in shown
    assert "Shown" not in dov.get("/topics?filter=new").text  # topics are marked by the same press
    assert "Of meanwhile" in dov.get("/topics?filter=new").text


def test_the_mark_only_rises_and_not_beyond_the_present(house: House) -> None:
    dov = sign_in(house.app, house.cast, "dov")
    moments = [now() + timedelta(days=9), now() - timedelta(days=9)]
    found = []
    for until in [*(one.isoformat() for one in moments), "", "soon"]:
        assert dov.post("/new/read", data={"until": until}).status_code == 303
        session.rollback()
        found.append(session.scalars(select(ReadingMark.read_until)).one())
    assert len(set(found)) == 1
    assert found[0] <= now()
    house.topic("ben", "Of later")
    assert house.told() == {"Of later": "new topic"}


def test_without_a_mark_a_month_is_new_or_all_since_one_came(house: House) -> None:
    house.topic("ben", "Old", at=now() - WITHOUT_MARK - timedelta(days=1))
    house.topic("ben", "Recent", at=now() - WITHOUT_MARK + timedelta(days=1))
    assert list(house.told()) == ["Recent"]
    house.cast.get("dov").joined_at = now()
    assert house.told() == {}


def toy(name: str, moments: list[datetime]) -> NewsSource:
    """A source of a feature that nobody knows, which reads a window as a statement would."""

    def read(_reader: Any, window: Any) -> list[News]:
        rows = [News(at, n + 1, "toy", f"{name} {n}", "/") for n, at in enumerate(moments)]
        place = (window.at, window.number)
        beyond = [
            one
            for one in rows
            if (
                (one.at, one.number) > place
                if window.is_backwards
                else (one.at, one.number) < place
            )
            and one.at > window.since
        ]
        beyond.sort(key=lambda one: (one.at, one.number), reverse=not window.is_backwards)
        return beyond[: window.size]

    return NewsSource(name, read)


def test_pages_hold_all_once_in_their_order_whoever_declares_them(house: House) -> None:
    at = now() - timedelta(days=1)
    known = dict(house.app.extensions[EXTENSION])
    steps = [at + timedelta(minutes=n // 3) for n in range(11)]
    toys = [toy("a", steps), toy("zz", steps)]  # before and after the others by name
    house.app.extensions[EXTENSION] = known | {one.name: one for one in toys}
    for n in range(11):
        house.topic("ben", f"topic {n}", at=steps[n])
        event = house.event("cleo", f"event {n}")
        event.updated_at = steps[n]
        own = house.topic("dov", f"own {n}", at=steps[0] - PAST)
        forum.reply(house.cast.get("ben"), own, "I do", at=steps[n])
    try:
        whole = house.news(size=100).rows
        assert len(whole) == 55
        assert [one.at for one in whole] == sorted((one.at for one in whole), reverse=True)
        pages, span = [], Span()
        while True:
            page = house.news(span=span, size=5)
            pages.append(page.rows)
            if page.next is None:
                break
            span = Span(after=page.next)
        assert [one for rows in pages for one in rows] == whole
        back = [page.rows]
        while page.previous is not None:
            page = house.news(span=Span(before=page.previous), size=5)
            back.insert(0, page.rows)
        assert back == pages
    finally:
        house.app.extensions[EXTENSION] = known


def test_a_later_page_marks_what_the_first_one_showed(house: House) -> None:
    for number in range(25):
        house.topic("ben", f"number {number}.")
        session.commit()
    dov = sign_in(house.app, house.cast, "dov")
    first = dov.get("/new").text
    [until] = set(re.findall(r'name="until" value="([^"]+)"', first))
    house.topic("ben", "Of meanwhile")
    session.commit()
    [older] = re.findall(r'rel="next" href="([^"]+)"', first)
    second = dov.get(older.replace("&amp;", "&")).text
    assert "number 0." in second
    assert re.findall(r'name="until" value="([^"]+)"', second) == [until]
    dov.post("/new/read", data={"until": until})
    assert list(house.told()) == ["Of meanwhile"]


@pytest.mark.parametrize("after", ["x", "1-forum-x", "-1-a-1", "1-2", "9" * 40 + "-a-1"])
def test_places_that_make_no_sense_are_the_beginning(house: House, after: str) -> None:
    house.topic("ben", "Shown")
    session.commit()
    dov = sign_in(house.app, house.cast, "dov")
    assert "Shown" in dov.get("/new", query_string={"after": after, "until": after}).text


def test_guests_are_led_to_sign_in_and_members_there(house: House, client: FlaskClient) -> None:
    answer = client.get("/new")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/new")
    assert client.post("/new/read").status_code in (303, 403)
    assert 'href="/new"' not in client.get("/").text
    dov = sign_in(house.app, house.cast, "dov")
    assert dov.get("/").text.count('href="/new"') == 3  # both menus, and home itself
    assert "Who came lately" in dov.get("/new").text


def test_a_page_costs_the_same_for_one_and_twenty(house: House) -> None:
    dov = sign_in(house.app, house.cast, "dov")
    costs = []
    for count in (1, 20):
        for number in range(count):
            fill(house, f"{count} {number}")
        session.commit()
        with count_queries(house.app) as queries:
            page = dov.get("/new")
        costs.append(len(queries))
    assert page.text.count('class="topic"') == 20
    assert costs[0] == costs[1] <= 16


def fill(house: House, name: str) -> None:
    """One of each kind of news, for Dov."""
    ben = house.cast.get("ben")
    watched = house.topic("dov", f"watched {name}")
    forum.reply(ben, watched, "I do")
    house.topic("ben", f"topic {name}")
    house.event("ben", f"event {name}")
    rite = rituals.declare(ben, rituals.RitualDraft(f"rite {name}", "To greet"))
    told = rituals.enact(ben, rite, topic=watched)
    rituals.recap(ben, told, "It was good")
    rituals.release(ben, rite)
