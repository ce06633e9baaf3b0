"""The bell on each page, the page of notices, and what marks them as read."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.conftest import Cast, count_queries, sign_in
from tests.notices.conftest import Hall, work
from tribe import live
from tribe.activity import Activity
from tribe.base.db import now, session
from tribe.bookmarks.activities import BOOKMARK_DUE
from tribe.bookmarks.models import Bookmark
from tribe.events import services as events
from tribe.events.models import Mode
from tribe.forum import services as forum
from tribe.forum.models import Category, CategoryPermission, Post
from tribe.live import watching
from tribe.members.identity import open_sign_in
from tribe.notices.labels import bell_label, bell_number
from tribe.notices.models import UNREAD, Notice, NoticeCause
from tribe.notices.queries import MAX_COUNTED
from tribe.rituals import services as rituals

BELL = re.compile(r'class="bell".*?aria-label="([^"]+)".*?<span class="bell__number"[^>]*>([^<]*)<')
JSON = {"Accept": "application/json"}


def say(app: Flask, cast: Cast, *replies: tuple[str, str]) -> int:
    """A topic of Cleo's with some replies, who says what; its number."""
    with app.app_context():
        hall = Hall(cast)
        topic = hall.topic("cleo")
        for who, words in replies:
            hall.reply(who, topic, words)
        return topic.id


def bell(client: FlaskClient, path: str = "/members") -> tuple[str, str]:
    found = BELL.search(client.get(path).text)
    assert found is not None
    return found[1], found[2]


def count_unread(app: Flask) -> int:
    with app.app_context():
        return session.scalar(select(func.count(Notice.id)).where(UNREAD)) or 0


def test_the_bell_stands_on_each_page_of_a_member_and_on_no_guests(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    cleo = sign_in(app, cast, "cleo")
    assert bell(cleo) == ("Notices: none is new", "0")
    say(app, cast, ("dov", "I do"))
    assert bell(cleo) == ("Notices: 1 is new", "1")
    assert bell(sign_in(app, cast, "dov")) == ("Notices: none is new", "0")
    assert "bell" not in client.get("/members").text
    assert client.get("/notices").location.startswith("/sign-in")


def test_the_bell_costs_one_query(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    cleo.get("/members")
    with count_queries(app) as sent:
        cleo.get("/members")
    assert len([one for one in sent if "notice" in one]) == 1
    with count_queries(app) as sent:
        app.test_client().get("/members")
    assert not [one for one in sent if "notice" in one]


def test_no_more_than_two_digits() -> None:
    assert [bell_number(count) for count in (0, 99, 100)] == ["0", "99", "99+"]
    assert bell_label(99) == "Notices: 99 are new"
    assert bell_label(100) == "Notices: more than 99 are new"


def test_what_is_followed_is_read_and_leads_to_the_post(app: Flask, cast: Cast) -> None:
    topic = say(app, cast, ("dov", "I do"), ("ben", "@cleo, I too"))
    cleo = sign_in(app, cast, "cleo")
    page = cleo.get("/notices").text
    assert "ben names you in “Bread on Saturday”" in page
    assert "dov answers you in “Bread on Saturday”" in page
    [address] = re.findall(r'class="notice__words" href="([^"]+)"', page)
    assert cleo.head(address).status_code == 302
    assert count_unread(app) == 1  # nobody has seen it yet
    answer = cleo.get(address)
    assert answer.location == f"/t/{topic}/bread-on-saturday#post-3"
    assert count_unread(app) == 0
    assert sign_in(app, cast, "dov").get(address).status_code == 404
    assert cleo.get("/notices/999").status_code == 404


def test_a_topic_that_is_read_is_read(app: Flask, cast: Cast) -> None:
    topic = say(app, cast, ("dov", "I do"))
    cleo = sign_in(app, cast, "cleo")
    cleo.get(f"/t/{topic}/bread-on-saturday")
    assert bell(cleo)[1] == "0"


def test_the_bell_of_a_topic_counts_no_more_what_it_shows(app: Flask, cast: Cast) -> None:
    with app.app_context():
        hall = Hall(cast)
        topics = [hall.topic("cleo"), hall.topic("cleo")]
        for topic in topics:
            hall.reply("dov", topic, "I do")
        first = topics[0].id
    cleo = sign_in(app, cast, "cleo")
    address = cleo.get(f"/t/{first}").location
    assert bell(cleo)[1] == "2"
    assert bell(cleo, address.partition("#")[0])[1] == "1"


def test_a_thing_is_read_beside_more_than_the_bell_counts(app: Flask, cast: Cast) -> None:
    moment = now() + timedelta(days=1)
    with app.app_context():
        cleo = cast.get("cleo")
        tell_much(cleo.id, "calendar")
        draft = events.EventDraft("Soup", Mode.PLACE, "UTC", moment, moment + timedelta(hours=1))
        event = events.create_event(cast.get("ben"), replace(draft, asked_ids=(cleo.id,)))
        work()
        paths = [f"/events/{event.id}"]
    paths.append(f"/t/{say(app, cast, ('dov', 'I do'))}/bread-on-saturday")
    with app.app_context():
        tell_much(cast.ids["cleo"], "voice")
    reader = sign_in(app, cast, "cleo")
    assert count_unread(app) == 2 * MAX_COUNTED + 2
    for path, left in zip(paths, (1, 0), strict=True):
        assert reader.get(path).status_code == 200
        assert count_unread(app) == 2 * MAX_COUNTED + left


def tell_much(member_id: int, subject_type: str) -> None:
    """As many unread notices as the bell counts, of what was put aside."""
    for number in range(MAX_COUNTED):
        kept = Bookmark(member_id=member_id, subject_type=subject_type, subject_id=number)
        session.add(kept)
        session.flush()
        told = {"subject_type": "bookmark", "subject_id": kept.id}
        act = Activity(
            kind=BOOKMARK_DUE.name, audience=BOOKMARK_DUE.audience, facts={}, at=now(), **told
        )
        notice = Notice(member_id=member_id, **told)
        session.add_all([act, notice])
        session.flush()
        whose = {"member_id": member_id, "kind": "bookmarks.due"}
        session.add(NoticeCause(activity_id=act.id, notice_id=notice.id, **whose))
    session.commit()


def test_what_an_edit_names_in_a_post_that_was_read_is_read_with_its_page(
    app: Flask, cast: Cast
) -> None:
    with app.app_context():
        topic = Hall(cast).topic("dov").id
    cleo = sign_in(app, cast, "cleo")
    cleo.get(f"/t/{topic}/bread-on-saturday")
    with app.app_context():
        forum.edit(cast.get("dov"), session.scalars(select(Post)).one(), "I do, @cleo")
        work()
    assert bell(cleo)[1] == "1"
    cleo.get(f"/t/{topic}/bread-on-saturday")
    assert bell(cleo)[1] == "0"


def test_the_page_of_a_gathering_or_a_rite_reads_what_was_told_of_it(
    app: Flask, cast: Cast
) -> None:
    with app.app_context():
        room, ben, cleo = Hall(cast), cast.get("ben"), cast.get("cleo")
        moment = now() + timedelta(days=1)
        draft = events.EventDraft("Soup", Mode.PLACE, "UTC", moment, moment + timedelta(hours=1))
        event = events.create_event(ben, replace(draft, asked_ids=(cleo.id,)))
        rite = rituals.declare(ben, rituals.RitualDraft("First light", "To greet the day"))
        rituals.ask_member_to_keep(ben, rite, cleo)
        work()
        paths = [f"/events/{event.id}", f"/rituals/{rite.slug}"]
        assert room.lines("cleo") != []
    reader = sign_in(app, cast, "cleo")
    for path, left in zip(paths, ("1", "0"), strict=True):
        assert reader.head(path).status_code == 200
        assert bell(reader, path)[1] == left
        assert count_unread(app) == int(left)


def test_one_is_marked_or_all_and_nobody_elses(app: Flask, cast: Cast) -> None:
    with app.app_context():
        hall = Hall(cast)
        for _number in range(3):
            hall.reply("dov", hall.topic("cleo"))
        first = session.scalars(select(Notice.id)).first()
    cleo = sign_in(app, cast, "cleo")
    dov = sign_in(app, cast, "dov")
    assert dov.post("/notices/read", data={"notice": str(first)}).status_code == 404
    dov.post("/notices/read")
    assert count_unread(app) == 3
    for data, left in (({"notice": str(first)}, 2), ({"notice": "x"}, 2), ({}, 0)):
        cleo.post("/notices/read", data=data)
        assert count_unread(app) == left


def test_what_came_after_the_page_is_not_marked_with_all(app: Flask, cast: Cast) -> None:
    with app.app_context():
        hall = Hall(cast)
        hall.reply("dov", hall.topic("cleo", "First"))
        forum.reply(cast.get("dov"), hall.topic("cleo", "Late"), "I do")
        session.commit()
    cleo = sign_in(app, cast, "cleo")
    [until] = re.findall(r'name="until" value="([^"]+)"', cleo.get("/notices").text)
    with app.app_context():
        work()  # what was said before the page was made is told after it
    assert count_unread(app) == 2
    cleo.post("/notices/read", data={"until": until})
    assert count_unread(app) == 1


def test_the_unread_come_first_and_the_oldest_is_reached(app: Flask, cast: Cast) -> None:
    with app.app_context():
        hall = Hall(cast)
        topics = [hall.topic("cleo", f"Topic {number:02}") for number in range(22)]
        for topic in topics:
            hall.reply("dov", topic)
        forum.mark_read(cast.get("cleo"), topics[21], 2)
        session.commit()
    cleo = sign_in(app, cast, "cleo")
    first = cleo.get("/notices").text
    assert [first.count(words) for words in ("Topic 20", "Topic 01", "Topic 00")] == [2, 2, 0]
    assert "Read before" not in first
    [older] = re.findall(r'rel="next" href="([^"]+)"', first)
    second = cleo.get(older).text
    assert second.index("Topic 00") < second.index("Read before") < second.index("Topic 21")


def test_a_page_costs_the_same_for_one_and_twenty(app: Flask, cast: Cast) -> None:
    cleo, costs = sign_in(app, cast, "cleo"), []
    for count in (1, 19):
        with app.app_context():
            hall = Hall(cast, f"hall-{count}")
            for _number in range(count):
                hall.reply("dov", hall.topic("cleo"))
        with count_queries(app) as sent:
            cleo.get("/notices")
        costs.append(len(sent))
    assert costs[0] == costs[1]


def test_programs_read_it_as_json(app: Flask, cast: Cast) -> None:
    say(app, cast, ("dov", "I do"))
    cleo = sign_in(app, cast, "cleo")
    answer = cleo.get("/notices", headers=JSON)
    assert answer.headers["Vary"].count("Accept")
    told = answer.get_json()
    [one] = told["notices"]
    assert (told["unread"], one["is_unread"]) == (1, True)
    assert one["lines"] == ["dov answers you in “Bread on Saturday”"]
    assert set(one) == {"id", "at", "is_unread", "lines", "url"}
    done = cleo.post("/notices/read", headers=JSON, data={"notice": str(one["id"])})
    assert done.get_json()["unread"] == 0
    assert cleo.get("/notices/unread").get_json()["number"] == "0"


def test_what_may_not_be_seen_any_more_is_not_shown_and_put_away(app: Flask, cast: Cast) -> None:
    say(app, cast, ("dov", "I do"))
    cleo = sign_in(app, cast, "cleo")
    with app.app_context():
        room = session.scalars(select(Category.id)).one()
        session.add(CategoryPermission(category_id=room, audience="admin", may_see=True))
        notice = session.scalars(select(Notice.id)).one()
        session.commit()
    assert bell(cleo)[1] == "0"  # it is asked when the bell is drawn
    assert count_unread(app) == 1
    assert "Bread" not in cleo.get("/notices").text
    assert count_unread(app) == 0
    gone = cleo.get(f"/notices/{notice}")
    assert (gone.status_code, "Bread" in gone.text) == (404, False)


def test_what_may_not_be_seen_is_put_away_once_and_by_one_statement(app: Flask, cast: Cast) -> None:
    with app.app_context():
        hall = Hall(cast)
        for number in range(3):
            hall.reply("dov", hall.topic("cleo", f"Topic {number}"))
        session.add(CategoryPermission(category_id=hall.room.id, audience="admin", may_see=True))
        session.commit()
    cleo, costs = sign_in(app, cast, "cleo"), []
    for _again in range(2):
        with count_queries(app) as sent:
            cleo.get("/notices")
        costs.append(len([one for one in sent if one.startswith("UPDATE notice")]))
    assert costs == [1, 0]


@pytest.mark.parametrize(("who", "is_allowed"), [("cleo", True), ("dov", False), (None, False)])
def test_a_socket_hears_of_its_own_member_alone(
    app: Flask, cast: Cast, who: str | None, is_allowed: bool
) -> None:
    with app.test_request_context():
        if who is not None:
            open_sign_in(cast.get(who), "test")
        assert watching._watchables["member"](cast.ids["cleo"]) is is_allowed


def test_open_pages_are_rung_once_it_is_committed(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[str] = []
    monkeypatch.setattr(live.socketio, "emit", lambda name, *_rest, **_more: rung.append(name))
    topic = say(app, cast, ("dov", "I do"))
    room = f"member:{cast.ids['cleo']}"
    assert [name for name in rung if name.startswith("member:")] == [room]
    rung.clear()
    sign_in(app, cast, "cleo").get(f"/t/{topic}/bread-on-saturday")
    assert rung == [room]


def test_open_pages_are_rung_where_it_is_taken_back(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(app, cast, ("dov", "I do"))
    rung: list[str] = []
    monkeypatch.setattr(live.socketio, "emit", lambda name, *_rest, **_more: rung.append(name))
    with app.app_context():
        said = session.scalars(select(Post).where(Post.number == 2)).one()
        forum.remove(cast.get("dov"), said)
        work()
    assert f"member:{cast.ids['cleo']}" in rung
