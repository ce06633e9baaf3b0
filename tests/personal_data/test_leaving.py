"""Leaving is asked for, waits fourteen days, and can be taken back until then."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from tests.conftest import PASSWORD, Cast, sign_in
from tests.mail.reading import read_letters
from tribe.access import Role
from tribe.base.db import now, session
from tribe.base.errors import RuleBroken
from tribe.forum import services as forum
from tribe.forum.models import Category, Topic
from tribe.jobs import Job, Lane, run_next
from tribe.mail.models import Mail
from tribe.members import passwords
from tribe.members.models import Member, SignIn, State
from tribe.personal_data import services
from tribe.personal_data.models import Departure, Erased, PartingWord, ReasonFor, Words
from tribe.personal_data.services import erasing
from tribe.settings import services as settings

PARTING = {"words": "stay", "reason_for": "nobody", "reason": ""}


@pytest.fixture
def cleo(app: Flask, cast: Cast) -> FlaskClient:
    """The browser of a member who has a password, a topic and a word about herself."""
    with app.app_context():
        member = cast.get("cleo")
        member.password_hash = passwords.hash_password(PASSWORD)
        member.bio = member.bio_html = "I like bridges"
        hall = Category(slug="hall", name="Hall")
        session.add(hall)
        session.flush()
        forum.create_topic(member, hall, "On bridges", "They span")
        session.commit()
    return sign_in(app, cast, "cleo")


def come_back(app: Flask) -> FlaskClient:
    """Cleo in another browser."""
    browser = app.test_client()
    answer = browser.post("/sign-in", data={"login": "cleo", "password": PASSWORD})
    assert answer.status_code == 303
    return browser


def test_in_the_pause_the_page_is_hidden_and_the_words_stand(
    app: Flask, cast: Cast, cleo: FlaskClient, client: FlaskClient
) -> None:
    assert "Leave" in cleo.get("/me/leave").text
    assert cleo.post("/me/leave", data=PARTING).status_code == 303
    assert cleo.get("/me/data").location.startswith("/sign-in")  # signed out everywhere
    assert "bridges" not in client.get("/u/cleo").text
    assert "cleo" not in client.get("/members").text
    with app.app_context():
        assert session.get_one(Member, cast.ids["cleo"]).state is State.ACTIVE
        topic = session.scalars(select(Topic)).one()
        days = (session.scalars(select(Departure)).one().due_at - now()) / timedelta(days=1)
        assert 13.9 < days <= 14
        [mail] = session.scalars(select(Mail)).all()
        assert mail.kind == "personal_data.leaving"
    assert "They span" in client.get(f"/t/{topic.id}", follow_redirects=True).text


@pytest.mark.parametrize(
    ("zone", "said"), [(None, "14 December"), ("America/New_York", "13 December")]
)
def test_the_mail_and_the_page_say_the_same_day_and_hour(
    app: Flask, cast: Cast, cleo: FlaskClient, zone: str | None, said: str
) -> None:
    with app.app_context():
        settings.change({"zone": "Europe/Paris"}, cast.ids["ada"])
        if zone is None:  # the clocks of the browser, else
            cast.get("cleo").zone = "Europe/Paris"
        session.commit()
    if zone:
        cleo.set_cookie("zone", zone)
    cleo.post("/me/leave", data=PARTING)
    late = datetime(2026, 12, 13, 23, 30, tzinfo=UTC)
    with app.app_context():
        session.execute(update(Departure).values(due_at=late))
        session.execute(update(Member).where(Member.name == "cleo").values(leaves_at=late))
        [mail] = session.scalars(select(Mail)).all()
        mail.facts = mail.facts | {"due_at": late.isoformat()}
        session.commit()
        [letter] = read_letters("personal_data.leaving")
    told = re.search(r"erased\s+on\s+([^(]+?time)", letter.text)
    assert told is not None
    moment = " ".join(told[1].split())
    assert moment.startswith(f"{said} 2026, ")
    back = come_back(app)
    if zone:
        back.set_cookie("zone", zone)
    assert moment in back.get("/me/leave").text
    assert said in letter.subject
    assert "nothing needs to be done" not in letter.text  # it says what to do if it was not her
    assert "change your password" in " ".join(letter.text.split())


def test_where_nobody_has_spoken_the_pause_offers_nothing(
    app: Flask, cast: Cast, cleo: FlaskClient
) -> None:
    with app.app_context():
        session.execute(update(Topic).values(posts_count=0))
        session.commit()
    cleo.post("/me/leave", data=PARTING)
    home = come_back(app).get("/").text
    assert "Nobody has spoken yet" in home
    assert "No category is open" not in home
    assert "/events/new" not in home
    assert "/t/new" not in home


def test_one_press_and_all_is_as_it_was(
    app: Flask, cast: Cast, cleo: FlaskClient, client: FlaskClient
) -> None:
    cleo.post("/me/leave", data=PARTING)
    back = come_back(app)
    assert "I stay" in back.get("/").text
    topic = {"category": "hall", "title": "So", "body": "?"}
    assert back.post("/t/new", data=topic).status_code in (403, 422)
    assert back.get("/me/data").status_code == 200
    assert back.post("/me/data/export").status_code == 303
    assert back.post("/me/stay").location == "/"
    assert "I like bridges" in client.get("/u/cleo").text
    assert "I stay" not in back.get("/").text
    with app.app_context():
        assert session.scalar(select(func.count(Departure.id))) == 0
        session.execute(update(Job).values(run_at=now()))
        session.commit()
        while run_next(Lane.SLOW):
            pass
        assert session.get_one(Member, cast.ids["cleo"]).name == "cleo"


def test_after_the_pause_the_job_erases(app: Flask, cast: Cast, cleo: FlaskClient) -> None:
    said = PARTING | {"words": "go", "reason": "Too loud <b>", "reason_for": "all"}
    cleo.post("/me/leave", data=said)
    with app.app_context():
        session.execute(update(Job).values(run_at=now()))
        session.commit()
        assert run_next(Lane.SLOW)  # it is not due yet
        assert session.get_one(Member, cast.ids["cleo"]).name == "cleo"
        session.execute(update(Departure).values(due_at=now()))
        erasing.erase_due()
        session.commit()
        while run_next(Lane.SLOW):
            pass
        member = session.get_one(Member, cast.ids["cleo"])
        assert (member.name, member.state) == ("former member 1", State.LEFT)
        assert session.scalar(select(func.count(Departure.id))) == 0
        jobs = session.scalars(select(Job)).all()
        assert not [job for job in jobs if "member_id" in job.payload]
        word = session.scalars(select(PartingWord)).one()
        assert (word.words, word.is_public, word.month.day) == ("Too loud <b>", True, 1)
    assert "Too loud &lt;b&gt;" in sign_in(app, cast, "dov").get("/partings").text
    refused = app.test_client().post("/sign-in", data={"login": "cleo", "password": PASSWORD})
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("told", "by_dov", "by_ada"), [("keepers", 0, 1), ("all", 1, 1), ("nobody", 0, 0)]
)
def test_why_is_told_to_whom_they_wished(
    app: Flask, cast: Cast, cleo: FlaskClient, told: str, by_dov: int, by_ada: int
) -> None:
    cleo.post("/me/leave", data=PARTING | {"reason": "I move away", "reason_for": told})
    with app.app_context():
        kept = session.scalars(select(Departure.reason)).one()
        assert kept == ("" if told == "nobody" else "I move away")
        services.erase(cast.ids["cleo"], Words.STAY)
    assert sign_in(app, cast, "dov").get("/partings").text.count("I move away") == by_dov
    assert sign_in(app, cast, "ada").get("/partings").text.count("I move away") == by_ada


def test_leaving_asks_for_a_proof_and_keeps_what_was_typed(
    app: Flask, cast: Cast, cleo: FlaskClient
) -> None:
    with app.app_context():
        session.execute(update(SignIn).values(proved_at=now() - timedelta(hours=1)))
        session.commit()
    assert cleo.get("/me/leave").location == "/me/prove?next=/me/leave"
    refused = cleo.post("/me/leave", data=PARTING | {"reason": "Because of rain", "words": "go"})
    assert refused.status_code == 403
    assert "Because of rain" in refused.text
    assert cleo.post("/me/prove", data={"password": PASSWORD}).status_code == 303
    for field in ("words", "reason_for"):
        assert cleo.post("/me/leave", data=PARTING | {field: "'; DROP"}).status_code == 422
    assert cleo.post("/me/leave", data=PARTING | {"reason": "x" * 2001}).status_code == 422
    with app.app_context():
        assert session.scalar(select(func.count(Departure.id))) == 0


def test_the_last_admin_hands_over_first(app: Flask, cast: Cast) -> None:
    ada = sign_in(app, cast, "ada")
    refused = ada.post("/me/leave", data=PARTING)
    assert refused.status_code == 409
    with app.app_context():
        with pytest.raises(RuleBroken, match="last_admin"):
            services.erase(cast.ids["ada"], Words.STAY)
        session.rollback()
        cast.get("ben").role = Role.ADMIN
        session.commit()
        services.leave(cast.get("ben"), Words.STAY)
        session.commit()
    assert ada.post("/me/leave", data=PARTING).status_code == 409  # who is leaving keeps no place


def test_they_are_told_what_will_be_missing(app: Flask, cast: Cast) -> None:
    from tests.world import furnish

    furnish(app, cast)
    page = sign_in(app, cast, "cleo").get("/me/leave").text
    assert "has no other keeper" in page
    assert "has no other host" in page
    assert "your seat on the members&#39; council" in page
    assert "What will be missing" not in sign_in(app, cast, "dov").get("/me/leave").text
    assert "one moderator fewer" in sign_in(app, cast, "ben").get("/me/leave").text


def test_once_the_erasure_has_begun_nobody_stays(app: Flask, cast: Cast, cleo: FlaskClient) -> None:
    with app.app_context():
        member = cast.get("cleo")
        services.leave(member, Words.STAY, reason_for=ReasonFor.NOBODY)
        session.add(Erased(member_id=member.id, words=Words.STAY, erased_on=now().date()))
        session.flush()
        with pytest.raises(RuleBroken, match="too_late"):
            services.stay(member)


def test_leaving_twice_at_one_moment_is_leaving_once(app: Flask, cast: Cast) -> None:
    with app.app_context():
        first = services.leave(cast.get("dov"), Words.STAY)
        again = services.leave(cast.get("dov"), Words.GO)
        session.commit()
        assert (again.id, again.words) == (first.id, Words.STAY)


def test_who_leaves_anew_is_erased_when_the_second_pause_is_over(app: Flask, cast: Cast) -> None:
    with app.app_context():
        services.leave(cast.get("dov"), Words.STAY)
        services.stay(cast.get("dov"))
        later = now() + timedelta(days=3)
        anew = services.leave(cast.get("dov"), Words.STAY, at=later)
        session.commit()
        moments = select(Job.run_at).where(Job.kind == erasing.JOB)
        assert anew.due_at in session.scalars(moments).all()
