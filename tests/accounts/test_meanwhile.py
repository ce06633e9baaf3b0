"""What another does at the very moment of coming in is seen: neither of the two is half done."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.accounts.conftest import SECRET
from tests.conftest import Cast
from tests.members.conftest import give_password
from tribe import tokens
from tribe.access import SYSTEM
from tribe.accounts import purposes, services
from tribe.accounts.models import Invitation
from tribe.accounts.services import inviting
from tribe.accounts.views import doors
from tribe.base.db import now, session
from tribe.members import restraining
from tribe.members.identity import STATEMENTS
from tribe.members.models import Member

JOIN = {"name": "Zoe", "email": "zoe@example.org", "password": SECRET}


@pytest.fixture
def invited(app: Flask, cast: Cast) -> tuple[int, str]:
    """An invitation of cleo's: its number, and the secret of its link."""
    with app.app_context():
        invitation, secret = services.invite(cast.get("cleo"), "Come")
        session.commit()
        return invitation.id, secret


def test_an_invitation_that_is_withdrawn_while_it_is_used_opens_nothing(
    app: Flask, cast: Cast, invited: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    number, secret = invited
    real = inviting.look_invitation

    def look(shown: str) -> Any:
        found = real(shown)
        services.withdraw_invitation(cast.get("cleo"), number)
        return found

    monkeypatch.setattr(inviting, "look_invitation", look)
    with app.app_context():
        with pytest.raises(tokens.TokenRefused, match="withdrawn"):
            services.accept_invitation(secret)
        session.expire_all()
        assert session.get_one(Invitation, number).accepted_at is None


def test_who_comes_by_an_invitation_that_another_has_just_used_keeps_what_they_typed(
    app: Flask, invited: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def accept(_secret: str) -> None:
        raise tokens.TokenRefused("tokens.used", purposes.INVITATION)

    monkeypatch.setattr(services, "accept_invitation", accept)
    refused = app.test_client().post(f"/invitations/{invited[1]}", data=JOIN)
    assert refused.status_code == 410
    assert "zoe@example.org" in refused.text
    with app.app_context():
        assert session.scalar(select(Member).where(Member.name == "Zoe")) is None


@pytest.mark.parametrize("way", ["a link", "the password"])
def test_a_sign_in_beside_a_suspension_opens_nothing_but_the_reasons(
    app: Flask, cast: Cast, way: str, monkeypatch: pytest.MonkeyPatch, database_name: str
) -> None:
    if database_name == "sqlite":
        pytest.skip("who writes looks while nobody else can write")
    give_password(app, cast, "dov")
    with app.app_context():
        cast.get("dov").email_confirmed_at = now()
        about = {"address": "dov@example.invalid"}
        secret = tokens.issue(purposes.LINK, timedelta(hours=1), cast.ids["dov"], **about)
        session.commit()

    def suspend() -> None:
        with app.app_context():
            restraining.suspend(SYSTEM, cast.ids["dov"], None)
            session.commit()

    def meanwhile() -> None:
        other = threading.Thread(target=suspend)
        other.start()
        other.join(20)

    def take(secret: str) -> Member:
        member = taken(secret)
        meanwhile()
        return member

    def compare(member: Member, compared: str | None) -> Member:
        session.get_one(Member, member.id)
        meanwhile()
        return still(member, compared)

    taken, still = services.take_link, doors.still
    monkeypatch.setattr(services, "take_link", take)
    monkeypatch.setattr(doors, "still", compare)
    client = app.test_client()
    if way == "a link":
        answer = client.post(f"/sign-in/link/{secret}")
    else:
        answer = client.post("/sign-in", data={"login": "dov", "password": SECRET})
    assert answer.status_code == 303
    assert client.get("/me").location == STATEMENTS
