"""A member's own place: what it is made from, and that nobody else gets to see it."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.conftest import Cast, count_queries, sign_in
from tests.reports.conftest import Village
from tribe.base.db import now, session
from tribe.base.errors import RuleBroken
from tribe.graph import Interactions, MemberFact
from tribe.graph.data.columns import Row
from tribe.jobs import Job, run_next
from tribe.ledger.models import Interaction
from tribe.members import services as members
from tribe.reports.build import place
from tribe.reports.build.place import place_among
from tribe.reports.figures.place import Place
from tribe.reports.models import OwnPlace
from tribe.reports.requests import places

AT = 1.7e9
# Burt's example as Borgatti prints it: constraint of A .595, of G .400; sizes 2.5 and 4.67
BURT = ("AB", "AF", "AG", "AE", "EG", "FG", "BG", "BD", "DG", "GC")


def rows(pairs: tuple[str, ...]) -> list[Row]:
    return [(a, b, "reply", AT, 0) for a, b in pairs]


def test_burts_own_numbers() -> None:
    interactions = Interactions.from_rows(rows(BURT), [MemberFact("Z")])
    one, other = place_among(interactions, "A", AT), place_among(interactions, "G", AT)
    assert one is not None
    assert other is not None
    assert (one.acquaintances, one.among) == (4, 3)
    assert one.constraint == pytest.approx(0.595, abs=5e-4)
    assert one.effective_size == pytest.approx(2.5)
    assert other.constraint == pytest.approx(0.400, abs=5e-4)
    assert other.effective_size == pytest.approx(4.67, abs=5e-3)
    assert one.members == 7
    assert place_among(interactions, "Z", AT) is None


def test_the_middle_of_a_star_is_on_every_way() -> None:
    interactions = Interactions.from_rows(rows(("AB", "CB", "DB", "EB")))
    middle, leaf = place_among(interactions, "B", AT), place_among(interactions, "A", AT)
    assert middle is not None
    assert leaf is not None
    assert (middle.betweenness, leaf.betweenness) == (1, 0)
    assert middle.uptake is not None
    assert 0 <= middle.uptake[0] <= middle.uptake[1] <= 1


def test_a_place_is_kept_as_it_was_found() -> None:
    found = place_among(Interactions.from_rows(rows(BURT)), "G", AT)
    assert found is not None
    assert Place.of_json(json.loads(json.dumps(found.to_json()))) == found


def work() -> None:
    """Let the jobs be done that were asked for."""
    while run_next():
        pass


def meet(app: Flask, cast: Cast, village: Village) -> None:
    """Give Cleo a tie."""
    with app.app_context():
        session.add(
            Interaction(
                actor_id=cast.ids["cleo"], target_id=village.members[0], kind="reply",
                at=now(), cause="post", cause_id=1,
            )
        )  # fmt: skip
        session.commit()


def ask(client: FlaskClient) -> None:
    answer = client.post("/me/measured/place")
    assert (answer.status_code, answer.location) == (303, "/me/measured/place")


def test_my_place_is_mine(app: Flask, cast: Cast, village: Village) -> None:
    meet(app, cast, village)
    client = sign_in(app, cast, "cleo")
    assert "Work out my place" in client.get("/me/measured/place").text
    ask(client)
    waiting = client.get("/me/measured/place")
    assert "It is being worked out." in waiting.text
    assert waiting.headers["Refresh"] == "5"
    with app.app_context():
        work()
    answer = client.get("/me/measured/place")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Refresh" not in answer.headers
    assert "You have one acquaintance here." in answer.text
    assert "Of 100 shortest ways" in answer.text
    assert "Worked out:" in answer.text
    assert "Work it out again" not in answer.text  # it is of today
    assert not [name for name in village.names if name in answer.text]
    assert 'href="/me/measured/place"' in client.get("/me/measured").text
    french = client.get("/me/measured/place", headers={"Accept-Language": "fr"})
    assert "Votre place dans la tribu" in french.text
    other = sign_in(app, cast, "ben").get("/me/measured/place")
    assert "acquaintance" not in other.text


def test_a_request_measures_nothing(
    app: Flask, cast: Cast, village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    def measure(*_parts: object) -> None:
        raise AssertionError("a request measures")

    meet(app, cast, village)
    client = sign_in(app, cast, "cleo")
    with monkeypatch.context() as patch:
        patch.setattr(place, "place_among", measure)
        patch.setattr(Interactions, "from_rows", measure)
        client.get("/me/measured/place")
        ask(client)
    with app.app_context():
        work()
    monkeypatch.setattr(Interactions, "from_rows", measure)
    client.get("/topics")  # what a session reads once
    with app.app_context(), count_queries(app) as sent:
        client.get("/me/measured/place")
    assert len(sent) <= 4
    assert not [one for one in sent if "interaction" in str(one).lower()]


def test_it_is_worked_out_once_a_day(app: Flask, cast: Cast, village: Village) -> None:
    client = sign_in(app, cast, "cleo")
    for _ in range(3):
        ask(client)
    with app.app_context():
        assert jobs_of_places() == 1
        work()
    ask(client)
    with app.app_context():
        assert jobs_of_places() == 1
        row = session.get_one(OwnPlace, cast.ids["cleo"])
        row.asked_at -= places.AGAIN
        session.commit()
    assert "Work it out again" in client.get("/me/measured/place").text
    ask(client)
    with app.app_context():
        assert jobs_of_places() == 2


def jobs_of_places() -> int:
    counted = select(func.count(Job.id)).where(Job.kind == places.JOB)
    return session.scalar(counted) or 0


def test_work_that_never_ended_is_asked_for_anew(app: Flask, cast: Cast) -> None:
    client = sign_in(app, cast, "cleo")
    ask(client)
    with app.app_context():
        session.get_one(OwnPlace, cast.ids["cleo"]).asked_at -= places.LOST
        session.commit()
    page = client.get("/me/measured/place")
    assert "Work out my place" in page.text
    assert "Refresh" not in page.headers
    ask(client)
    with app.app_context():
        assert jobs_of_places() == 2


def test_it_goes_with_the_consent(app: Flask, cast: Cast, village: Village) -> None:
    client = sign_in(app, cast, "cleo")
    ask(client)
    with app.app_context():
        work()
        assert session.get(OwnPlace, cast.ids["cleo"]) is not None
        members.decide_consent(cast.get("cleo"), False)
        session.commit()
        assert session.get(OwnPlace, cast.ids["cleo"]) is None


def test_one_who_withdraws_while_it_is_made_has_none(
    app: Flask, cast: Cast, village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = place.place_among

    def slow(interactions: Interactions, me: str, until: float) -> Place | None:
        members.decide_consent(cast.get("cleo"), False)
        session.commit()
        return real(interactions, me, until)

    ask(sign_in(app, cast, "cleo"))
    monkeypatch.setattr(place, "place_among", slow)
    with app.app_context():
        work()
        assert session.get(OwnPlace, cast.ids["cleo"]) is None


def test_nobody_can_ask_for_another_s(app: Flask, cast: Cast, village: Village) -> None:
    paths = {rule.rule for rule in app.url_map.iter_rules()}
    assert [path for path in paths if path.endswith("/place")] == ["/me/measured/place"]
    assert app.test_client().get("/me/measured/place").status_code == 303
    client = sign_in(app, cast, "ada")
    ask(client)
    with app.app_context():
        work()
    assert "No ties yet" in client.get("/me/measured/place?member=7").text


def test_without_consent_there_is_no_place(app: Flask, cast: Cast) -> None:
    client = sign_in(app, cast, "cleo")
    with app.app_context():
        cast.get("cleo").is_measured = False
        session.commit()
    answer = client.get("/me/measured/place")
    assert (answer.status_code, answer.location) == (303, "/me/measured")
    client.post("/me/measured/place")
    with app.app_context():
        assert session.get(OwnPlace, cast.ids["cleo"]) is None
        with pytest.raises(RuleBroken, match="not_measured"):
            places.ask_for_place(cast.get("cleo"))
