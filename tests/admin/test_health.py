"""The page that says whether what the place stands on is in order."""

import shutil
from collections import namedtuple

import pytest
from flask import Flask

from tests.admin.test_jobs import add_failed
from tests.conftest import Cast, count_queries, sign_in
from tribe.base.db import db

Usage = namedtuple("Usage", "total used free")


def test_each_part_is_said_in_the_readers_words(app: Flask, cast: Cast) -> None:
    ada = sign_in(app, cast, "ada")
    page = ada.get("/admin/health").text
    assert page.count("badge--good") == 6
    assert page.count("look here") == 1  # no mail leaves here
    with app.app_context():
        assert {"sqlite": "SQLite 3.", "postgresql": "PostgreSQL "}[db.engine.dialect.name] in page
    ada.post("/language", data={"locale": "fr"})
    page = ada.get("/admin/health").text
    assert "Tout est-il en ordre" in page
    assert ">in order<" not in page


def test_what_is_wrong_is_seen(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    add_failed(app, 2)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(2**30, 2**30 - 2**20, 2**20))
    page = sign_in(app, cast, "ada").get("/admin/health").text
    assert "2 failed" in page
    assert page.count("look here") == 3


def test_mail_that_does_not_leave_is_not_in_order(app: Flask, cast: Cast) -> None:
    client = app.test_client()
    client.post(
        "/join",
        data={"name": "Early", "email": "early@example.org"}
        | {"password": "three unrelated words"},
    )
    page = sign_in(app, cast, "ada").get("/admin/health").text
    assert "none leaves. 0 mails failed. 1 waits." in page
    assert page.count("badge--good") == 6


def test_it_costs_a_few_queries(app: Flask, cast: Cast) -> None:
    ada = sign_in(app, cast, "ada")
    ada.get("/admin/health")
    with count_queries(app) as queries:
        assert ada.get("/admin/health").status_code == 200
    with app.app_context():
        is_postgresql = db.engine.dialect.name == "postgresql"
    # who asks, a look at the database and its head, three of jobs, one of mails, one of the menu;
    # PostgreSQL is asked first whether there is a table of heads
    # three for the bell, the cases that wait and where moderators may not look
    assert len(queries) == 12 + is_postgresql
