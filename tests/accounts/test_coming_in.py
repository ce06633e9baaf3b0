"""Who comes in: anybody, whoever asks and is let in, whoever is invited."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from tests.accounts.conftest import SECRET, Post
from tests.conftest import Cast, sign_in
from tribe.accounts import mails, services
from tribe.accounts.models import Application, Invitation
from tribe.audit import AuditEntry
from tribe.base.db import session
from tribe.base.errors import NotFound
from tribe.members import passwords
from tribe.members.models import Member
from tribe.pages import services as pages
from tribe.pages.models import PageKey
from tribe.settings import services as settings
from tribe.tokens import TokenRefused

ASKING = {"name": "Zoe", "email": "zoe@example.org", "password": SECRET, "words": "I mend boots."}


def register_by(app: Flask, how: str) -> None:
    """Let people come in one way."""
    with app.app_context():
        settings.change({"registration": how}, None)
        session.commit()


def names(app: Flask) -> list[str]:
    """Who is here beside the cast."""
    with app.app_context():
        return list(session.scalars(select(Member.name).where(Member.id > 6)))


def test_where_one_is_invited_a_stranger_is_told_so(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    register_by(app, "invitation")
    assert "by invitation" in client.get("/join").text
    assert client.post("/join", data=ASKING).status_code == 409
    assert names(app) == []


@pytest.mark.parametrize("how", ["open", "approval", "invitation"])
def test_whoever_is_invited_comes_in(app: Flask, cast: Cast, post: Post, how: str) -> None:
    register_by(app, how)
    cleo = sign_in(app, cast, "cleo")
    made = cleo.post(
        "/me/invitations", data={"words": "Come <b>in</b>", "email": "zoe@example.org"}
    )
    assert made.status_code == 303
    [(address, facts)] = post.read("invitation")
    assert address == "zoe@example.org"
    path = f"/invitations/{facts['token']}"
    assert path in cleo.get("/me/invitations").text
    assert path not in cleo.get("/me/invitations").text  # it is shown once
    guest = app.test_client()
    page = guest.get(path).text
    assert "cleo invites you" in page
    assert "Come &lt;b&gt;in" in page
    assert guest.post(path, data=ASKING | {"name": "x"}).status_code == 422
    assert guest.post(path, data=ASKING).status_code == 303
    assert names(app) == ["Zoe"]
    late = app.test_client().post(path, data=ASKING | {"name": "Yan", "email": "y@example.org"})
    assert late.status_code == 410
    assert 'value="Yan"' in late.text  # nothing that was typed is lost
    assert app.test_client().get(path).status_code == 410
    assert "somebody came by it" in cleo.get("/me/invitations").text
    with app.app_context():  # nothing tells who came by whom
        [row] = session.execute(select(Invitation.__table__)).mappings()
        assert 7 not in [row[name] for name in row if name != "id"]


def test_an_invitation_is_taken_back_by_whoever_made_it(app: Flask, cast: Cast) -> None:
    with app.app_context():
        invitation, secret = services.invite(cast.get("cleo"), "Come")
        with pytest.raises(NotFound):
            services.withdraw_invitation(cast.get("dov"), invitation.id)
        services.withdraw_invitation(cast.get("cleo"), invitation.id)
        session.commit()
    answer = app.test_client().get(f"/invitations/{secret}")
    assert (answer.status_code, "newer link" in answer.text) == (410, True)


def test_an_invitation_of_a_suspended_member_opens_nothing(context: Flask, cast: Cast) -> None:
    from tribe.access import SYSTEM
    from tribe.members import restraining

    _invitation, secret = services.invite(cast.get("cleo"), "Come")
    restraining.suspend(SYSTEM, cast.ids["cleo"], None)
    with pytest.raises(TokenRefused):
        services.look_invitation(secret)


def test_there_are_not_too_many_at_a_time(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    told = [cleo.post("/me/invitations", data={"words": "Come"}).status_code for _ in range(11)]
    assert told == [303] * 10 + [409]


def test_two_who_come_by_one_invitation_are_one(app: Flask, cast: Cast) -> None:
    with app.app_context():
        _invitation, secret = services.invite(cast.get("cleo"), "Come")
        session.commit()
    together = Barrier(3)

    def come(number: int) -> int:
        client = app.test_client()
        typed = ASKING | {"name": f"Zoe{number}", "email": f"z{number}@example.org"}
        together.wait()
        return client.post(f"/invitations/{secret}", data=typed).status_code

    with ThreadPoolExecutor(3) as pool:
        told = sorted(pool.map(come, range(3)))
    assert told == [303, 410, 410]
    assert len(names(app)) == 1


def test_whoever_asks_waits_for_an_answer(
    app: Flask, cast: Cast, client: FlaskClient, post: Post
) -> None:
    register_by(app, "approval")
    assert client.post("/join", data=ASKING | {"words": ""}).status_code == 422
    asked = client.post("/join", data=ASKING)
    assert (asked.status_code, asked.location) == (303, "/join/asked")
    told = client.get(asked.location).text
    assert "Your wish has arrived" in told
    assert ASKING["email"] not in client.get(asked.location).text  # said once
    assert names(app) == []
    assert client.post("/sign-in", data={"login": "Zoe", "password": SECRET}).status_code == 422
    twice = app.test_client().post("/join", data=ASKING | {"name": "Zora"})
    assert (twice.status_code, "waits already" in twice.text) == (422, True)
    ben = sign_in(app, cast, "ben")
    assert "1 person asks to come in" in ben.get("/support").text
    page = ben.get("/applications").text
    assert "I mend boots." in page
    with app.app_context():
        number = session.scalars(select(Application.id)).one()
    assert ben.post(f"/applications/{number}/approve").status_code == 303
    assert names(app) == ["Zoe"]
    [(address, facts)] = post.read("approved")
    assert address == "zoe@example.org"
    assert client.post(f"/confirm/{facts['token']}").status_code == 303
    assert client.post("/sign-in", data={"login": "Zoe", "password": SECRET}).status_code == 303
    assert ben.post(f"/applications/{number}/approve").status_code == 404
    assert "asks to come in" not in ben.get("/support").text.split("<main")[1]
    with app.app_context():
        assert not session.scalars(select(Application)).all()
        kinds = session.scalars(select(AuditEntry.kind).where(AuditEntry.subject_type == "member"))
        assert kinds.all() == ["accounts.application.approved"]


def test_whoever_waits_hears_so_for_the_right_password_alone(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    register_by(app, "approval")
    client.post("/join", data=ASKING)

    def told(login: str, password: str, language: str = "en") -> str:
        typed = {"login": login, "password": password}
        headers = {"Accept-Language": language}
        refused = app.test_client().post("/sign-in", data=typed, headers=headers)
        assert refused.status_code == 422
        return re.sub(r'value="[^"]*"', "", refused.text.split("<main")[1])

    for login in ("zoe@example.org", "Zoe", " ZOE@example.org "):
        assert "still waits for its answer" in told(login, SECRET)
    assert "attend encore sa réponse" in told("zoe@example.org", SECRET, "fr")
    wrong = told("zoe@example.org", "not this one at all")
    assert "still waits" not in wrong
    # the same page as for an address that nobody has here
    assert wrong == told("nobody@example.org", "not this one at all")


def test_a_wrong_password_is_compared_once_whoever_is_meant(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    register_by(app, "approval")
    app.test_client().post("/join", data=ASKING)
    compared: list[str | None] = []
    monkeypatch.setattr(passwords, "is_password", lambda _typed, kept: bool(compared.append(kept)))
    for login in ("cleo", "zoe@example.org", "nobody@example.org"):
        app.test_client().post("/sign-in", data={"login": login, "password": "x" * 12})
    assert len(compared) == 3
    assert compared[1] is not None


def test_whoever_is_not_let_in_is_told_and_forgotten(app: Flask, cast: Cast, post: Post) -> None:
    register_by(app, "approval")
    app.test_client().post("/join", data=ASKING)
    with app.app_context():
        number = session.scalars(select(Application.id)).one()
    ben = sign_in(app, cast, "ben")
    ben.post(f"/applications/{number}/decline", data={"words": "We are full."})
    [(address, facts)] = post.read("declined")
    assert (address, facts["words"]) == ("zoe@example.org", "We are full.")
    with app.app_context():
        assert not session.scalars(select(Application)).all()


def number_of_asking(app: Flask) -> int:
    """Of the one who asks to come in."""
    with app.app_context():
        return session.scalars(select(Application.id)).one()


def test_an_old_page_decides_on_nobody_who_asked_later(app: Flask, cast: Cast) -> None:
    register_by(app, "approval")
    app.test_client().post("/join", data=ASKING)
    first = number_of_asking(app)
    assert sign_in(app, cast, "ada").post(f"/applications/{first}/decline").status_code == 303
    app.test_client().post("/join", data=ASKING | {"name": "Yves", "email": "y@example.org"})
    stale = sign_in(app, cast, "ben").post(f"/applications/{first}/approve")
    assert stale.status_code == 404
    assert names(app) == []


def test_of_two_who_let_somebody_in_one_does(app: Flask, cast: Cast) -> None:
    register_by(app, "approval")
    app.test_client().post("/join", data=ASKING)
    number = number_of_asking(app)
    together = Barrier(2)

    def decide(name: str) -> int:
        client = sign_in(app, cast, name)
        together.wait()
        return client.post(f"/applications/{number}/approve").status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, ["ada", "ben"])) == [303, 404]
    assert names(app) == ["Zoe"]


def test_a_name_that_was_taken_meanwhile_is_told_and_nothing_is_lost(
    app: Flask, cast: Cast
) -> None:
    register_by(app, "approval")
    app.test_client().post("/join", data=ASKING)
    with app.app_context():
        cast.get("dov").name, cast.get("dov").name_key = "zoe", "zoe"
        session.commit()
    ben = sign_in(app, cast, "ben")
    ben.post(f"/applications/{number_of_asking(app)}/approve")
    assert "could not be opened" in ben.get("/applications").text
    with app.app_context():
        assert session.scalars(select(Application)).one().name == "Zoe"


def test_moderators_are_told_once_a_day_and_see_how_many_wait(
    app: Flask, cast: Cast, post: Post
) -> None:
    register_by(app, "approval")
    ben = sign_in(app, cast, "ben")
    assert "Who asks to come in (" not in ben.get("/members").text
    for number in range(2):
        other = {"name": f"Zoe{number}", "email": f"z{number}@example.org"}
        assert app.test_client().post("/join", data=ASKING | other).status_code == 303
    told = [address for address, _facts in post.read("somebody_asks")]
    assert told == ["ada@example.invalid", "ben@example.invalid"]
    assert "Who asks to come in (2)" in ben.get("/members").text
    assert "Who asks" not in sign_in(app, cast, "cleo").get("/members").text
    with app.app_context():
        letter = mails.SOMEBODY_ASKS.render({})
        assert letter is not None
        assert letter.subject == "2 people ask to come in"
        session.execute(delete(Application))
        assert mails.SOMEBODY_ASKS.render({}) is None  # it is not sent for nothing


@pytest.mark.parametrize("how", ["open", "approval"])
def test_all_that_is_wrong_in_joining_is_told_at_once(
    app: Flask, cast: Cast, client: FlaskClient, how: str
) -> None:
    register_by(app, how)
    with app.app_context():
        pages.publish(cast.get("ada"), PageKey.RULES, {"en": "Be good."})
        session.commit()
    wrong = {"name": "cleo", "email": "nobody", "password": "short", "words": "no"}
    told = client.post("/join", data=wrong)
    assert told.status_code == 422
    fields = {"name", "email", "password", "agrees"} | ({"words"} if how == "approval" else set())
    assert set(re.findall(r'<a href="#f-(\w+)">', told.text)) == fields
