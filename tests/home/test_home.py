"""What is alive now, for guests and members."""

import re
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from tests.conftest import Cast, count_queries, sign_in
from tests.home.conftest import Tribe
from tests.world import open_the_doors
from tribe.access import GUEST
from tribe.base.db import now, session
from tribe.events.models import Rsvp
from tribe.events.services import answer, cancel_event
from tribe.forum.models import Post, Topic
from tribe.forum.queries import visible_category_ids
from tribe.forum.services import remove, reply
from tribe.home.queries import list_rites, read_answers
from tribe.rituals.models import RitualKeeper
from tribe.rituals.services import enact
from tribe.settings import services as settings
from tribe.setup.models import ONLY, Setup


def test_an_empty_tribe_teaches(client: FlaskClient, cast: Cast, app: Flask) -> None:
    page = client.get("/").text
    for words in ("The door is open: be among", "Nobody has spoken yet", "No gathering is pla"):
        assert words in page
    aside = sign_in(app, cast, "cleo").get("/").text.split("<aside")[1]
    assert '<p><a href="/members?sort=new">Who came lately</a></p>' in aside  # no empty section
    french = sign_in(app, cast, "cleo").get("/", headers={"Accept-Language": "fr"}).text
    assert "Ce qui vit en ce moment" in french
    assert "Pas encore de rite" in french
    assert "Entrez" not in french  # the door is for guests


def test_an_empty_home_leads_to_what_its_reader_may_do(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    def acts(reader: FlaskClient) -> list[str]:
        main = reader.get("/").text.split("<main")[1].split("</main>")[0]
        return re.findall(r'href="(/[a-z]+/new|/join)"', main)

    with app.app_context():
        session.add(Setup(id=ONLY, steps=[]))
        session.commit()
    assert acts(client) == []  # the place is being set up, and nobody joins before
    open_the_doors(app)
    assert acts(client) == ["/join", "/join"]
    assert acts(sign_in(app, cast, "cleo")) == ["/events/new", "/events/new", "/rituals/new"]
    assert acts(sign_in(app, cast, "ada")) == ["/categories/new", "/events/new", "/rituals/new"]


def test_the_door_says_what_this_place_is(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        named = {"name": "Hearth & Co", "tagline": "Tea <b>shared", "brand": "Ember Mill"}
        settings.change(named, None)
        session.commit()
    page = client.get("/").text
    assert page.count("<h1") == 1
    assert "Hearth &amp; Co is where those who use what Ember Mill makes" in page
    assert "Tea &lt;b&gt;shared" in page
    for address in ('href="/charter"', 'href="/join"', 'href="/how-it-works"'):
        assert address in page


def test_a_new_name_of_the_place_is_on_the_next_page(app: Flask, client: FlaskClient) -> None:
    assert "<title>Tribe" in client.get("/").text
    with app.app_context():
        settings.change({"name": "Hearth"}, None)
        session.commit()
    assert "<title>Hearth" in client.get("/").text


def test_topics_that_moved_are_shown_to_those_who_may_see_them(
    app: Flask, cast: Cast, client: FlaskClient, tribe: Tribe
) -> None:
    with app.app_context():
        tribe.topic("cleo", "Open to all")
        tribe.topic("ben", "Attic secret", room=tribe.attic)
    assert "Open to all" in client.get("/").text
    for reader, sees in ((client, False), (sign_in(app, cast, "dov"), False)):
        assert ("Attic secret" in reader.get("/").text) is sees
    assert "Attic secret" in sign_in(app, cast, "ben").get("/").text


def test_a_first_post_waits_to_be_greeted_until_someone_answers(
    app: Flask, cast: Cast, client: FlaskClient, tribe: Tribe
) -> None:
    with app.app_context():
        tribe.topic("ada", "Ada has been here long", days_ago=60)
        hello = tribe.topic("cleo", "Hello from Cleo")
    dov = sign_in(app, cast, "dov")
    page = dov.get("/").text
    assert "Someone spoke here for the first time" in page
    assert "first post" in page
    assert f'href="/p/{first_post(app, hello.id)}"' in page
    for other in (client, sign_in(app, cast, "cleo")):  # a guest cannot, Cleo need not
        assert "for the first time" not in other.get("/").text
    with app.app_context():
        hello = session.get_one(Topic, hello.id)
        reply(cast.get("cleo"), hello, "Anyone?")  # her own words are no answer
        session.commit()
    assert "for the first time" in dov.get("/").text
    with app.app_context():
        answer = reply(cast.get("ada"), session.get_one(Topic, hello.id), "Welcome!")
        session.commit()
    assert "for the first time" not in dov.get("/").text
    with app.app_context():
        remove(cast.get("ada"), session.get_one(Post, answer.id))
        session.commit()
    assert "for the first time" in dov.get("/").text


def test_who_is_greeted_and_who_is_not(app: Flask, cast: Cast, tribe: Tribe) -> None:
    with app.app_context():
        tribe.topic("ada", "From the attic", room=tribe.attic)
        tribe.topic("dov", "Long ago", days_ago=45)
        old = tribe.topic("cleo", "Old words", days_ago=3)
        tribe.topic("cleo", "A second topic", days_ago=2)
        cast.get("ben").is_brand = True
        tribe.topic("ben", "The brand speaks", days_ago=1)
        reply(cast.get("ines"), old, "My very first words")
        session.commit()
    page = sign_in(app, cast, "dov").get("/").text.split('id="talk"')[0]
    assert "My very first words" in page  # a first post may be a reply too
    for words in ("From the attic", "Long ago", "A second topic", "The brand speaks"):
        assert words not in page


def first_post(app: Flask, topic_id: int) -> int:
    with app.app_context():
        return session.query(Post.id).filter_by(topic_id=topic_id, number=1).scalar()


def test_the_next_three_gatherings_and_who_comes(
    app: Flask, cast: Cast, client: FlaskClient, tribe: Tribe
) -> None:
    with app.app_context():
        for n in (5, 2, 9, 3, 7):
            event = tribe.gathering(f"Gathering in {n} days", n, capacity=4)
            if n == 3:
                tribe.going("cleo", event, guests=1)
            if n == 2:
                cancel_event(cast.get("ada"), event)
                session.commit()
    guest = client.get("/").text
    shown = [n for n in (2, 3, 5, 7, 9) if f"Gathering in {n} days" in guest]
    assert shown == [3, 5, 7]
    assert "places left" in guest
    assert 'class="faces"' not in guest  # who comes is for members
    dov = sign_in(app, cast, "dov").get("/").text
    assert 'class="faces"' in dov
    assert "you are going" in sign_in(app, cast, "cleo").get("/").text
    assert "you are going" not in dov


def test_who_meant_to_come_reads_that_it_was_cancelled(
    app: Flask, cast: Cast, client: FlaskClient, tribe: Tribe
) -> None:
    with app.app_context():
        event = tribe.gathering("Night walk", 2, capacity=1)
        for name in ("dov", "ines"):  # the second one waits
            tribe.going(name, event)
        answer(cast.get("ben"), event, Rsvp.NOT_GOING)
        cancel_event(cast.get("ada"), event)
        tribe.gathering("Market", 3)
        session.commit()
    for name in ("dov", "ines"):
        shown = sign_in(app, cast, name).get("/").text
        assert shown.index("Night walk") < shown.index("cancelled") < shown.index("Market")
        assert "you are going" not in shown
        assert shown.count('class="faces"') == 0
    for reader in (client, sign_in(app, cast, "ben"), sign_in(app, cast, "cleo")):
        assert "Night walk" not in reader.get("/").text


def test_a_rite_says_nothing_of_topics_that_the_reader_may_not_see(
    app: Flask, cast: Cast, tribe: Tribe
) -> None:
    with app.app_context():
        rite = tribe.rite("The quiet round")
        hidden = tribe.topic("ben", "Attic secret", room=tribe.attic, days_ago=40)
        open_topic = tribe.topic("ben", "Open to all", days_ago=80)
        for topic in (open_topic, hidden):
            enact(cast.get("ben"), rite, topic=topic)
        session.commit()
        seen = {
            name: list_rites(visible_category_ids(actor))[0].last_at
            for name, actor in (("dov", cast.get("dov")), ("ben", cast.get("ben")), ("-", GUEST))
        }
        assert seen == {
            "dov": open_topic.created_at,
            "ben": hidden.created_at,
            "-": open_topic.created_at,
        }


def test_faces_are_of_those_who_come_and_ones_own_answer_is_known(
    app: Flask, cast: Cast, tribe: Tribe
) -> None:
    with app.app_context():
        full, quiet = tribe.gathering("Full", 1, capacity=1), tribe.gathering("Quiet", 2)
        for name in ("ben", "dov"):
            tribe.going(name, full)
        answer(cast.get("dov"), quiet, Rsvp.INTERESTED)
        for name in ("ben", "cleo", "ines"):
            tribe.going(name, quiet)
        seen = read_answers(cast.get("dov"), [full.id, quiet.id])
        assert seen[full.id].own is Rsvp.WAITLISTED
        assert seen[quiet.id].own is Rsvp.INTERESTED
        assert [face.name for face in seen[full.id].faces] == ["ben"]
        assert [face.name for face in seen[quiet.id].faces] == ["ben", "cleo", "ines"]
        assert read_answers(cast.get("ines"), [full.id, quiet.id])[full.id].own is None


def test_a_gathering_that_is_full_says_so(
    app: Flask, cast: Cast, client: FlaskClient, tribe: Tribe
) -> None:
    with app.app_context():
        tribe.gathering("Roomy", 2, capacity=5)
        session.commit()
    assert ">full<" not in client.get("/").text
    with app.app_context():
        tribe.going("ben", tribe.gathering("Full", 1, capacity=1))
        session.commit()
    assert client.get("/").text.count(">full<") == 1


def test_rites_that_come_next_come_first(
    app: Flask, cast: Cast, client: FlaskClient, tribe: Tribe
) -> None:
    with app.app_context():
        cleo = cast.get("cleo")
        past, soon, never = (tribe.rite(name) for name in ("Past rite", "Soon rite", "New rite"))
        topic = tribe.topic("cleo", "We did it", days_ago=3)
        enact(cleo, past, topic=topic, at=now() - timedelta(days=3))
        enact(cast.get("ada"), soon, event=tribe.gathering("The next one", 4))
        session.execute(delete(RitualKeeper).where(RitualKeeper.ritual_id == never.id))
        session.commit()
    page = client.get("/").text
    order = [page.index(name) for name in ("Soon rite", "Past rite", "New rite")]
    assert order == sorted(order)
    assert page.count("no keeper") == 1
    day = (now() + timedelta(days=4)).strftime("%A")
    assert "next on" in page or day in page


def test_home_costs_the_same_for_one_row_and_for_twenty(
    app: Flask, cast: Cast, client: FlaskClient, tribe: Tribe
) -> None:
    cleo = sign_in(app, cast, "cleo")
    costs: list[tuple[int, int]] = []
    for rows in (1, 20):
        with app.app_context():
            for n in range(rows):
                tribe.topic(("dov", "ada", "ines")[n % 3], f"Topic {rows} {n}")
                tribe.going("dov", tribe.gathering(f"Gathering {rows} {n}", 1 + n))
                tribe.rite(f"Rite {rows} {n}")
        counts = []
        for reader in (client, cleo):
            reader.get("/")
            with count_queries(app) as queries:
                assert reader.get("/").status_code == 200
            counts.append(len(queries))
        costs.append((counts[0], counts[1]))
    assert costs[0] == costs[1]
    assert costs[0] == (6, 14)  # a member has the bell


def test_poison_on_the_board_is_text(app: Flask, cast: Cast, tribe: Tribe) -> None:
    poison = '<script>alert("x")</script>'
    with app.app_context():
        tribe.topic("cleo", poison)
        tribe.gathering(poison)
        tribe.rite(poison)
    page = sign_in(app, cast, "dov").get("/").text
    assert page.count("&lt;script&gt;") >= 4
    assert "<script>alert" not in page


def test_doings_are_on_the_members_page(
    app: Flask, cast: Cast, client: FlaskClient, tribe: Tribe
) -> None:
    with app.app_context():
        tribe.topic("cleo", "Spoken in the hall")
        tribe.rite("The kept one")
        tribe.topic("ben", "Said in the attic", room=tribe.attic)
        tribe.gathering("Come to the mill")
    page = client.get("/u/cleo").text
    assert "Spoken in the hall" in page
    assert "The kept one" in page
    assert "Come to the mill" in client.get("/u/ada").text
    assert "Said in the attic" not in client.get("/u/ben").text
    assert "Said in the attic" in sign_in(app, cast, "ada").get("/u/ben").text
