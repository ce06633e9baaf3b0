"""Who is here: order, pages, search, cost."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Cast, count_queries
from tribe.base.db import now, session
from tribe.members.models import Member, State, Trait, TraitKind
from tribe.members.names import name_key


def settle(app: Flask, count: int) -> None:
    """So many members, m000 the newest, each with a value."""
    moment = now()
    with app.app_context():
        for n in range(count):
            name = f"m{n:03}"
            member = Member(name=name, name_key=name_key(name))
            member.joined_at = moment - timedelta(days=n)
            session.add(member)
            session.flush()
            session.add(
                Trait(member_id=member.id, kind=TraitKind.VALUE, position=0, text=f"Élan {n}")
            )
        session.commit()


def names_of(page: str) -> list[str]:
    return re.findall(r'class="member" href="/u/([^"]+)"', page)


def walk(client: FlaskClient, address: str) -> list[str]:
    found: list[str] = []
    while address:
        page = client.get(address).text
        found += names_of(page)
        after = re.search(r'rel="next" href="([^"]+)"', page)
        address = after[1].replace("&amp;", "&") if after else ""
        assert len(found) < 200
    return found


@pytest.mark.parametrize("sort", ["", "sort=new"])
def test_pages_hold_everyone_once(app: Flask, client: FlaskClient, sort: str) -> None:
    settle(app, 55)
    found = walk(client, f"/members?{sort}")
    assert found == [f"m{n:03}" for n in range(55)]


def test_equal_moments_do_not_hide_anyone(app: Flask, client: FlaskClient) -> None:
    settle(app, 60)
    with app.app_context():
        moment = now()
        for member in session.query(Member):
            member.joined_at = moment
        session.commit()
    assert sorted(walk(client, "/members?sort=new")) == [f"m{n:03}" for n in range(60)]


def test_a_word_finds_names_and_traits_without_accents_or_case(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    with app.app_context():
        for name, kind, text in (
            ("cleo", TraitKind.VALUE, "Réparer avant d’acheter"),
            ("dov", TraitKind.SKILL, "Réparation de vélos"),
            ("ada", TraitKind.SIGN, "100 % laine_brute"),
        ):
            session.add(Trait(member_id=cast.ids[name], kind=kind, position=0, text=text))
        session.commit()
    found = {
        q: names_of(client.get("/members", query_string={"q": q}).text)
        for q in ("repar", "RÉPARATION", "CLE", "0 %", "%", "e_b", "_", "zzz", "\0", "'; --")
    }
    assert found["repar"] == ["cleo", "dov"]
    assert found["RÉPARATION"] == ["dov"]
    assert found["CLE"] == ["cleo"]
    assert found["0 %"] == found["%"] == found["e_b"] == found["_"] == ["ada"]
    assert found["zzz"] == found["'; --"] == []
    assert "Nobody yet" in client.get("/members?q=zzz").text


def test_only_active_members_are_listed(app: Flask, cast: Cast, client: FlaskClient) -> None:
    assert names_of(client.get("/members").text) == ["ada", "ben", "cleo", "dov", "ines"]
    with app.app_context():
        cast.get("dov").state = State.LEFT
        session.commit()
    assert "dov" not in names_of(client.get("/members").text)


@pytest.mark.parametrize(
    "query",
    [
        "after=x", "sort=new&after=x", "sort=new&after=2026-01-01T00:00:00~" + "9" * 40,
        "sort=new&after=0001-01-01T00:00:00%2B23:00~1", "sort=odd", "after=%00", "q=%FF",
        "sort=new&after=9999-12-31T23:59:59-23:00~1", "sort=new&after=2026-01-01~-5",
    ],
)  # fmt: skip
def test_odd_addresses_are_pages_too(client: FlaskClient, cast: Cast, query: str) -> None:
    assert client.get(f"/members?{query}").status_code == 200


def test_a_page_costs_the_same_for_one_and_for_twenty(app: Flask, client: FlaskClient) -> None:
    costs = []
    for more in (1, 20):
        with app.app_context():
            session.query(Trait).delete()
            session.query(Member).delete()
            session.commit()
        settle(app, more)
        client.get("/members")
        with count_queries(app) as queries:
            assert len(names_of(client.get("/members").text)) == more
        costs.append(len(queries))
    assert costs == [2, 2]


def test_the_first_to_come_finds_a_chair(client: FlaskClient) -> None:
    assert "The first chair is free" in client.get("/members").text
    assert (
        "La première chaise est libre"
        in client.get("/members", headers={"Accept-Language": "fr"}).text
    )
