"""A member's own place: what it is made from, and that nobody else gets to see it."""

import pytest
from flask import Flask

from tests.conftest import Cast, count_queries, sign_in
from tests.reports.conftest import END, Village
from tribe.db import now, session
from tribe.graph import Interactions, MemberFact
from tribe.graph.columns import Row
from tribe.ledger.models import Interaction
from tribe.members.models import Member
from tribe.reports import place
from tribe.reports.models import Snapshot
from tribe.reports.place import place_among

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


def test_it_reads_the_ledger_in_few_queries(app: Flask, village: Village) -> None:
    with app.app_context():
        member = session.get_one(Member, village.members[5])
        with count_queries(app) as sent:
            assert not place.is_too_large()
            found = place.own_place(member, END)
        assert found is not None
        assert 0 < found.acquaintances < 90
        assert len(sent) == 3


def test_my_place_is_mine(app: Flask, cast: Cast, village: Village) -> None:
    with app.app_context():
        session.add(
            Interaction(
                actor_id=cast.ids["cleo"], target_id=village.members[0], kind="reply",
                at=now(), cause="post", cause_id=1,
            )
        )  # fmt: skip
        session.commit()
        kept = session.query(Snapshot).count()
    client = sign_in(app, cast, "cleo")
    answer = client.get("/me/measured/place")
    body = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "You have one acquaintance here." in body
    assert "Of 100 shortest ways" in body
    assert not [name for name in village.names if name in body]
    assert 'href="/me/measured/place"' in client.get("/me/measured").get_data(as_text=True)
    french = client.get("/me/measured/place", headers={"Accept-Language": "fr"})
    assert "Votre place dans la tribu" in french.get_data(as_text=True)
    with app.app_context():
        assert session.query(Snapshot).count() == kept


def test_nobody_can_ask_for_another_s(app: Flask, cast: Cast, village: Village) -> None:
    paths = {rule.rule for rule in app.url_map.iter_rules()}
    assert [path for path in paths if path.endswith("/place")] == ["/me/measured/place"]
    assert app.test_client().get("/me/measured/place").status_code == 303
    body = sign_in(app, cast, "ada").get("/me/measured/place?member=7").get_data(as_text=True)
    assert "No ties yet" in body


def test_without_consent_there_is_no_place(app: Flask, cast: Cast) -> None:
    with app.app_context():
        cast.get("cleo").is_measured = False
        session.commit()
    answer = sign_in(app, cast, "cleo").get("/me/measured/place")
    assert (answer.status_code, answer.location) == (303, "/me/measured")


def test_a_large_tribe_is_told_so(
    app: Flask, cast: Cast, village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "LARGEST", 10)
    body = sign_in(app, cast, "cleo").get("/me/measured/place").get_data(as_text=True)
    assert "too large" in body
