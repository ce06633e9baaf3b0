"""The ways through, how it works, and what operators ask."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from tests.conftest import Cast, count_queries, sign_in
from tribe import settings
from tribe.base.db import session
from tribe.home import health


def ways(page: str) -> set[str]:
    nav = page.split('<nav class="nav wrap"')[1].split("</nav>")[0]
    return {part.split('"')[0] for part in nav.split('href="')[1:]}


@pytest.mark.parametrize(
    ("who", "own"),
    [
        (None, set()),
        ("cleo", {"/new"}),
        ("ines", {"/new", "/reports", "/support"}),
        ("ben", {"/new", "/support"}),
        ("ada", {"/new", "/reports", "/support"}),
    ],
)
def test_each_role_has_its_ways(
    app: Flask, cast: Cast, client: FlaskClient, who: str | None, own: set[str]
) -> None:
    reader = sign_in(app, cast, who) if who else client
    common = {"/", "/topics", "/events", "/rituals", "/members", "/fidelity"}
    page = reader.get("/members").text
    assert ways(page) == common | own
    assert page.count('aria-current="page">Members</a>') == 2  # wide and narrow


def test_how_it_works_in_both_languages(client: FlaskClient) -> None:
    english = client.get("/how-it-works").text
    assert 'id="measured"' in english
    assert "No score of a person" in english
    french = client.get("/how-it-works", headers={"Accept-Language": "fr"}).text
    assert "Aucune note sur une personne" in french
    for words in ("What is", "Nobody", "You can", "Its promises"):
        assert words not in french


def test_healthz_asks_nothing_of_the_database(app: Flask, client: FlaskClient) -> None:
    with count_queries(app) as queries:
        answer = client.get("/healthz")
    assert (answer.status_code, answer.text, len(queries)) == (200, "ok\n", 0)


def test_readyz_says_whether_the_database_is_at_head(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = client.get("/readyz")
    assert (ready.status_code, ready.text) == (200, "ready\n")
    monkeypatch.setattr(health, "_heads", lambda: {"a later head"})
    stale = client.get("/readyz")
    assert (stale.status_code, "tribe migrate" in stale.text) == (503, True)


def test_readyz_says_when_the_database_does_not_answer(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object) -> None:
        raise OperationalError("select 1", {}, Exception("secret of the connection"))

    monkeypatch.setattr(health, "select", refuse)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the database does not answer\n")


def test_a_page_is_shown_when_the_place_cannot_be_read(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OperationalError("select", {}, Exception("gone"))

    monkeypatch.setattr("tribe.settings.cache.read_version", refuse)
    page = client.get("/nowhere")
    assert page.status_code == 404
    assert "There is nothing here" in page.text


def test_the_heads_are_those_of_the_migrations(context: Flask) -> None:
    assert len(health._heads()) <= 1


def test_a_nameless_place_is_not_written(context: Flask) -> None:
    assert settings.current()["name"] == "Tribe"
    session.flush()
    assert session.execute(text("SELECT count(*) FROM setting")).scalar() == 0
