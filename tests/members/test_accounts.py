"""Joining, signing in and out, over HTTP."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Cast
from tribe.db import session
from tribe.members.models import ConsentDecision, Member
from tribe.members.passwords import hash_password

GOOD = {"name": "Zoé-82", "email": "Zoe@Example.org", "password": "trois mots sans lien"}


def give_password(app: Flask, cast: Cast, name: str, password: str) -> None:
    with app.app_context():
        cast.get(name).password_hash = hash_password(password)
        session.commit()


def test_joining_opens_an_account_and_signs_in(app: Flask, client: FlaskClient) -> None:
    answer = client.post("/join", data=GOOD)
    assert (answer.status_code, answer.location) == (303, "/")
    with app.app_context():
        member = session.scalars(select(Member)).one()
        assert (member.name, member.name_key) == ("Zoé-82", "zoé-82")
        assert member.email == "zoe@example.org"
        assert member.password_hash is not None
        assert member.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
        decision = session.scalars(select(ConsentDecision)).one()
        assert (decision.is_granted, member.is_measured) == (False, False)
    page = client.get("/").text
    assert "Zoé-82" in page
    assert "Good to have you here" in page
