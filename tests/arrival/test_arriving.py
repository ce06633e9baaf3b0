"""Whoever comes is led to people who offered it; a first topic is in view until it is answered."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.conftest import Cast, count_queries, sign_in
from tests.members.conftest import SECRET
from tribe.arrival import queries, services
from tribe.arrival.models import Greeter
from tribe.base.db import now, session
from tribe.events import services as events
from tribe.events.models import Event, Mode, Rsvp
from tribe.forum import services as forum
from tribe.forum.models import Audience, Category, Topic
from tribe.forum.policy import Grant
from tribe.members.models import Member
from tribe.rituals import services as rituals

WREN = {"name": "Wren", "email": "wren@example.org", "password": SECRET}


@pytest.fixture
def rooms(app: Flask, cast: Cast) -> dict[str, int]:
    """Two categories for all, one for moderators."""
    with app.app_context():
        made = {slug: Category(slug=slug, name=slug.title()) for slug in ("bread", "ovens")}
        session.add_all(made.values())
        session.flush()
        only = {Audience.MODERATOR: Grant(True, True, True)}
        draft = forum.CategoryDraft(name="Cellar", slug="cellar", grants=only)
        made["cellar"] = forum.create_category(cast.get("ada"), draft)
        session.commit()
        return {slug: room.id for slug, room in made.items()}


def speak(app: Flask, cast: Cast, name: str, room: int, title: str, *, new: bool = True) -> int:
    """A topic of one of the cast."""
    with app.app_context():
        category = session.get_one(Category, room)
        at = now() if new else now() - timedelta(days=200)
        topic = forum.create_topic(cast.get(name), category, title, "Some words", at=at)
        session.commit()
        return topic.id


def greet(app: Flask, cast: Cast, *names: str) -> None:
    """Let some of the cast offer to greet."""
    with app.app_context():
        for name in names:
            services.offer_to_greet(cast.get(name))
        session.commit()


def gather(app: Flask, cast: Cast, title: str, capacity: int | None) -> int:
    """A gathering of Dov to come."""
    with app.app_context():
        draft = events.EventDraft(
            title=title,
            mode=Mode.PLACE,
            zone="Europe/Paris",
            starts_at=now() + timedelta(days=3),
            ends_at=now() + timedelta(days=3, hours=2),
            place="The mill",
            capacity=capacity,
        )
        event = events.create_event(cast.get("dov"), draft)
        session.commit()
        return event.id


def test_whoever_joins_comes_to_the_first_steps_unless_they_were_on_the_way(
    app: Flask, cast: Cast
) -> None:
    assert app.test_client().post("/join", data=WREN).location == "/welcome"
    other = WREN | {"name": "Rook", "email": "rook@example.org", "next": "/topics"}
    assert app.test_client().post("/join", data=other).location == "/topics"
    assert app.test_client().get("/welcome").location.startswith("/sign-in")


def test_an_empty_place_leads_to_who_looks_after_it(app: Flask, cast: Cast) -> None:
    page = sign_in(app, cast, "cleo").get("/welcome").text
    assert "Nobody has offered to greet yet" in page
    assert "/u/ben" in page
    assert "/u/dov" not in page


def test_only_those_who_offered_are_shown(app: Flask, cast: Cast, rooms: dict[str, int]) -> None:
    speak(app, cast, "dov", rooms["ovens"], "On cold ovens")
    speak(app, cast, "ines", rooms["bread"], "On old bread")
    greet(app, cast, "dov")
    page = sign_in(app, cast, "cleo").get("/welcome").text
    main = page.split("<main")[1].split("</main>")[0]
    assert "/u/dov" in main
    assert "On cold ovens" in main
    assert "/u/ines" not in main
    with app.app_context():
        services.stop_greeting(cast.get("dov"))
        session.commit()
    assert "/u/dov" not in sign_in(app, cast, "cleo").get("/welcome").text


def test_who_is_at_home_in_what_one_likes_comes_first_and_the_rest_is_drawn(
    app: Flask, cast: Cast, rooms: dict[str, int]
) -> None:
    speak(app, cast, "dov", rooms["ovens"], "On cold ovens")
    speak(app, cast, "ben", rooms["bread"], "On old bread")
    greet(app, cast, "ada", "ben", "dov", "ines")
    with app.app_context():
        cleo, visible = cast.get("cleo"), {rooms["bread"], rooms["ovens"]}
        days = [now().date() + timedelta(days=number) for number in range(20)]
        drawn = [queries.find_hosts(cleo, visible, {rooms["ovens"]}, day) for day in days]
        assert {hosts[0].member.name for hosts in drawn} == {"dov"}
        assert {len(hosts) for hosts in drawn} == {3}
        assert len({tuple(host.member.name for host in hosts[1:]) for hosts in drawn}) > 2
        again = queries.find_hosts(cleo, visible, {rooms["ovens"]}, days[0])
        assert again == drawn[0]


def test_nobody_is_shown_who_is_away_suspended_or_leaving(
    app: Flask, cast: Cast, rooms: dict[str, int]
) -> None:
    greet(app, cast, "ben", "dov", "ines")
    with app.app_context():
        cast.get("ben").away_until = now().date()
        cast.get("dov").leaves_at = now() + timedelta(days=3)
        session.add(Greeter(member_id=cast.ids["eve"]))
        session.commit()
        found = queries.find_hosts(cast.get("cleo"), set(), set(), now().date())
        assert [host.member.name for host in found] == ["ines"]
        assert queries.find_hosts(cast.get("ines"), set(), set(), now().date()) == []


def test_where_a_greeter_spoke_out_of_sight_is_not_told(
    app: Flask, cast: Cast, rooms: dict[str, int]
) -> None:
    speak(app, cast, "ben", rooms["cellar"], "On a hidden matter")
    greet(app, cast, "ben")
    page = sign_in(app, cast, "cleo").get("/welcome?c=cellar").text
    assert "/u/ben" in page
    assert "hidden matter" not in page
    assert "Cellar" not in page


def test_gatherings_with_a_seat_are_shown_and_full_ones_are_not(
    app: Flask, cast: Cast, rooms: dict[str, int]
) -> None:
    full = gather(app, cast, "Full to the brim", 1)
    gather(app, cast, "Room for some", 5)
    gather(app, cast, "Room for all", None)
    with app.app_context():
        events.answer(cast.get("ines"), session.get_one(Event, full), Rsvp.GOING)
        session.commit()
    page = sign_in(app, cast, "cleo").get("/welcome").text
    assert "Full to the brim" not in page
    assert "Room for some" in page
    assert "Room for all" in page


def test_a_rite_of_what_one_likes_comes_before_another(
    app: Flask, cast: Cast, rooms: dict[str, int]
) -> None:
    with app.app_context():
        dov = cast.get("dov")
        for room in ("bread", "ovens"):
            draft = rituals.RitualDraft(name=f"The {room} rite", purpose="To meet")
            rite = rituals.declare(dov, draft)
            category = session.get_one(Category, rooms[room])
            topic = forum.create_topic(dov, category, f"Today of {room}", "It was good")
            rituals.enact(dov, rite, topic=topic)
        session.commit()
    cleo = sign_in(app, cast, "cleo")
    for room in ("bread", "ovens"):
        page = cleo.get(f"/welcome?c={room}").text
        assert f"The {room} rite" in page
        assert page.count(" rite</a>") == 1


def test_home_leads_newcomers_there_until_they_close_it(app: Flask, cast: Cast) -> None:
    cleo, dov = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")
    with app.app_context():
        long_ago = now() - timedelta(days=60)
        session.execute(update(Member).where(Member.name == "dov").values(joined_at=long_ago))
        session.commit()
    assert 'href="/welcome"' not in dov.get("/").text
    assert 'href="/welcome"' in cleo.get("/").text
    assert 'href="/welcome"' not in sign_in(app, cast, "ada").get("/").text  # who keeps the place
    assert cleo.post("/welcome/close").status_code == 303
    assert 'href="/welcome"' not in cleo.get("/").text
    assert cleo.get("/welcome").status_code == 200


def test_a_first_topic_is_before_greeters_until_somebody_answers(
    app: Flask, cast: Cast, rooms: dict[str, int]
) -> None:
    earlier = speak(app, cast, "ines", rooms["bread"], "An older topic")
    with app.app_context():
        topic = session.get_one(Topic, earlier)
        said = forum.reply(cast.get("dov"), topic, "I answer first")
        forum.reply(cast.get("ines"), topic, "Thank you", reply_to=said)
        session.commit()
    first = speak(app, cast, "dov", rooms["bread"], "My first topic")
    speak(app, cast, "dov", rooms["bread"], "My second topic")
    greet(app, cast, "cleo")
    cleo, ben, ines = (sign_in(app, cast, name) for name in ("cleo", "ben", "ines"))
    for reader in (cleo, ben):
        page = reader.get("/greeting").text
        assert "My first topic" in page
        assert "My second topic" not in page
        assert "An older topic" not in page
    assert "My first topic" not in ines.get("/greeting").text  # who does not greet
    with app.app_context():
        topic = session.get_one(Topic, first)
        own = forum.reply(cast.get("dov"), topic, "Nobody?")  # no answer of another
        session.commit()
        assert [post.title for post in queries.list_waiting(cast.get("ben"))] == ["My first topic"]
        forum.reply(cast.get("ines"), topic, "Here I am", reply_to=own)
        session.commit()
    assert "Nobody waits" in cleo.get("/greeting").text


def test_a_first_topic_out_of_sight_waits_for_those_who_see_it(
    app: Flask, cast: Cast, rooms: dict[str, int]
) -> None:
    speak(app, cast, "ben", rooms["cellar"], "On a hidden matter")
    greet(app, cast, "cleo")
    assert "hidden matter" not in sign_in(app, cast, "cleo").get("/greeting").text
    assert "hidden matter" in sign_in(app, cast, "ada").get("/greeting").text


def test_greeting_is_offered_and_taken_back(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    assert "Would you greet?" in cleo.get("/greeting").text
    for _twice in range(2):
        assert cleo.post("/greeting", data={"greets": "yes"}).location == "/greeting"
    page = cleo.get("/greeting").text
    assert "You greet" in page
    assert "Nobody waits" in page
    cleo.post("/greeting", data={"greets": "no"})
    with app.app_context():
        assert not session.scalars(select(Greeter)).all()


def test_first_steps_cost_the_same_for_one_greeter_and_for_many(
    app: Flask, cast: Cast, rooms: dict[str, int]
) -> None:
    cleo = sign_in(app, cast, "cleo")
    costs = []
    for names in (["dov"], ["ada", "ben", "ines"]):
        for name in names:
            speak(app, cast, name, rooms["bread"], f"Words of {name}")
        greet(app, cast, *names)
        cleo.get("/welcome?c=bread")
        with count_queries(app) as sent:
            cleo.get("/welcome?c=bread")
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 14
