"""Codes of an app, codes for whoever lost it, and who must have one."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from tests.accounts.conftest import SECRET, Post, give_password
from tests.conftest import Cast, sign_in
from tribe.access import SYSTEM
from tribe.accounts import services
from tribe.accounts.models import Passkey, RecoveryCode, Totp
from tribe.audit import AuditEntry
from tribe.base.db import now, session
from tribe.base.errors import Forbidden
from tribe.members.models import SignIn
from tribe.settings import services as settings

COME = {"login": "cleo", "password": SECRET}


def set_up(client: FlaskClient) -> tuple[pyotp.TOTP, list[str]]:
    """Set an app up as a member does; the app, and the recovery codes."""
    page = client.post("/me/security/app").text
    secret = "".join(re.findall(r"<code>([A-Z2-7 ]+)</code>", page)[0].split())
    app = pyotp.TOTP(secret)
    told = client.post("/me/security/app", data={"code": app.now()}).text
    return app, re.findall(r"<code>([a-z0-9-]+)</code>", told)


def forget_step(app: Flask) -> None:
    """Let half a minute have passed since the last code."""
    with app.app_context():
        session.execute(update(Totp).values(last_step=0))
        session.commit()


def test_the_password_alone_lets_in_no_longer(app: Flask, cast: Cast) -> None:
    give_password(app, cast, "cleo")
    made, codes = set_up(sign_in(app, cast, "cleo"))
    assert len(codes) == 10
    client = app.test_client()
    asked = client.post("/sign-in", data=COME | {"next": "/members"})
    assert (asked.status_code, asked.location) == (303, "/sign-in/code?next=/members")
    step = client.get(asked.location).text
    assert "One more step" in step
    assert 'value="/members"' in step
    assert client.get("/me").status_code == 303
    wrong = client.post("/sign-in/code", data={"code": "000000", "next": "/members"})
    assert (wrong.status_code, "does not fit" in wrong.text) == (422, True)
    assert 'value="/members"' in wrong.text
    again = client.post("/sign-in/code", data={"code": made.now()})
    assert again.status_code == 422  # it confirmed the app, and counts once
    forget_step(app)
    done = client.post("/sign-in/code", data={"code": made.now(), "next": "/members"})
    assert (done.status_code, done.location) == (303, "/members")
    assert client.get("/me").status_code == 200


def test_what_was_typed_goes_through_both_steps(app: Flask, cast: Cast) -> None:
    give_password(app, cast, "cleo")
    _made, codes = set_up(sign_in(app, cast, "cleo"))
    client = app.test_client()
    typed = '["/t/new", [["title", "A question"], ["body", "Long words of mine"]], false]'
    asked = client.post("/sign-in", data=COME | {"typed": typed})
    assert "Long words of mine" in asked.text
    done = client.post("/sign-in/code", data={"code": codes[0], "typed": typed})
    assert (done.status_code, "Long words of mine" in done.text) == (200, True)
    assert client.get("/me").status_code == 200


def test_a_recovery_code_counts_once(app: Flask, cast: Cast) -> None:
    give_password(app, cast, "cleo")
    _made, codes = set_up(sign_in(app, cast, "cleo"))
    for brought, status in ((codes[3].upper(), 303), (codes[3], 422), (codes[4], 303)):
        client = app.test_client()
        client.post("/sign-in", data=COME)
        assert client.post("/sign-in/code", data={"code": brought}).status_code == status
    with app.app_context():
        [kept] = session.scalars(select(Totp))
        rows = session.scalars(select(RecoveryCode)).all()
        assert not [code for code in codes if code in repr([vars(row) for row in rows])]
        assert "Q" not in kept.sealed_secret or not kept.sealed_secret.isupper()


def test_one_code_at_one_moment_lets_one_in(app: Flask, cast: Cast) -> None:
    give_password(app, cast, "cleo")
    made, _codes = set_up(sign_in(app, cast, "cleo"))
    forget_step(app)
    clients = [app.test_client() for _ in range(3)]
    for client in clients:
        client.post("/sign-in", data=COME)
    together, code = Barrier(3), made.now()

    def come(client: FlaskClient) -> int:
        together.wait()
        return client.post("/sign-in/code", data={"code": code}).status_code

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(come, clients)) == [303, 422, 422]


def test_codes_that_two_windows_ask_for_at_once_are_one_set(app: Flask, cast: Cast) -> None:
    together = Barrier(4)
    with app.app_context():
        services.make_recovery_codes(cast.get("cleo"))
        session.commit()

    def make(_window: int) -> None:
        with app.app_context():
            member = cast.get("cleo")
            session.commit()
            together.wait()
            services.make_recovery_codes(member)
            session.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(make, range(4)))
    with app.app_context():
        assert len(session.scalars(select(RecoveryCode)).all()) == 10


@pytest.mark.parametrize(
    "code", ["", "x", "１２３４５６", "²²²²²²", "0" * 5000, "\0", "12345", "é" * 16]
)
def test_hostile_codes_are_wrong(app: Flask, cast: Cast, code: str) -> None:
    give_password(app, cast, "cleo")
    set_up(sign_in(app, cast, "cleo"))
    client = app.test_client()
    client.post("/sign-in", data=COME)
    assert client.post("/sign-in/code", data={"code": code}).status_code == 422


def test_the_first_step_is_needed_and_ends(app: Flask, cast: Cast) -> None:
    give_password(app, cast, "cleo")
    made, _codes = set_up(sign_in(app, cast, "cleo"))
    forget_step(app)
    stranger = app.test_client().post("/sign-in/code", data={"code": made.now()})
    assert stranger.location.startswith("/sign-in")
    client = app.test_client()
    client.post("/sign-in", data=COME)
    kept = client.get_cookie("tribe")
    assert kept is not None
    assert client.post("/sign-in/code", data={"code": made.now()}).status_code == 303
    forget_step(app)
    thief = app.test_client()
    thief.set_cookie("tribe", kept.value)  # the cookie of half a sign-in, replayed
    assert thief.post("/sign-in/code", data={"code": made.now()}).location == "/sign-in"


def test_guesses_at_codes_are_limited(app: Flask, cast: Cast, limited: Flask) -> None:
    give_password(app, cast, "cleo")
    set_up(sign_in(app, cast, "cleo"))
    client = limited.test_client()
    told = []
    for _ in range(12):
        client.post("/sign-in", data=COME)  # a fresh first step does not begin afresh
        told.append(client.post("/sign-in/code", data={"code": "000000"}).status_code)
    assert told == [422] * 10 + [429] * 2


def test_a_proof_asks_for_a_code_where_there_is_an_app(app: Flask, cast: Cast) -> None:
    give_password(app, cast, "cleo")
    client = sign_in(app, cast, "cleo")
    _made, codes = set_up(client)
    with app.app_context():
        session.execute(update(SignIn).values(proved_at=now() - timedelta(hours=1)))
        session.commit()
    assert client.post("/me/security/remove").status_code == 403
    assert client.post("/me/prove", data={"password": SECRET}).status_code == 422
    assert client.post("/me/prove", data={"code": codes[0]}).status_code == 303
    assert client.post("/me/security/remove").status_code == 303
    with app.app_context():
        assert not session.scalars(select(Totp)).all()
        assert not session.scalars(select(RecoveryCode)).all()


def test_staff_are_led_to_a_second_step_where_it_is_required(app: Flask, cast: Cast) -> None:
    ben, cleo = sign_in(app, cast, "ben"), sign_in(app, cast, "cleo")
    assert ben.get("/support").status_code == 200
    with app.app_context():
        settings.change({"second_step": "staff"}, None)
        session.commit()
    assert ben.get("/support").location == "/me/security"
    assert ben.post("/topics/read").status_code == 403
    assert cleo.get("/members").status_code == 200
    assert app.test_client().get("/members").status_code == 200
    assert "set up one of the two here" in ben.get("/me/security").text
    set_up(ben)
    assert ben.get("/support").status_code == 200
    assert sign_in(app, cast, "ben").get("/support").status_code == 303  # by a password alone


def test_who_keeps_accounts_takes_a_lost_step_away(app: Flask, cast: Cast) -> None:
    give_password(app, cast, "cleo")
    set_up(sign_in(app, cast, "cleo"))
    with app.app_context():
        session.add(
            Passkey(
                member_id=cast.ids["cleo"],
                credential_id="x",
                public_key="x",
                sign_count=0,
                name="x",
            )
        )
        with pytest.raises(Forbidden):
            services.reset_second_steps(cast.get("ben"), cast.get("cleo"))
        services.reset_second_steps(SYSTEM, cast.get("cleo"), "phone lost")
        session.commit()
        assert not session.scalars(select(Passkey)).all()
        [entry] = session.scalars(select(AuditEntry))
        assert (entry.kind, entry.why) == ("accounts.second_step.reset", "phone lost")
    assert app.test_client().post("/sign-in", data=COME).status_code == 303


def test_taking_an_address_back_takes_a_thiefs_step_away(
    app: Flask, cast: Cast, post: Post
) -> None:
    thief = sign_in(app, cast, "cleo")
    thief.post("/me/address", data={"email": "thief@example.org"})
    thief.post(f"/address/new/{post.token('new_address')}")
    set_up(thief)
    owner = app.test_client()
    led = owner.post(f"/address/undo/{post.token('address_changed')}").location
    assert owner.post(led, data={"password": SECRET}).status_code == 303
    assert owner.get("/me").status_code == 200


def test_a_sealed_secret_of_another_key_opens_nothing(app: Flask, cast: Cast) -> None:
    give_password(app, cast, "cleo")
    made, codes = set_up(sign_in(app, cast, "cleo"))
    forget_step(app)
    kept, app.secret_key = app.secret_key, "another key of the server"
    try:
        client = app.test_client()
        client.post("/sign-in", data=COME)
        refused = client.post("/sign-in/code", data={"code": made.now()})
        assert refused.status_code == 422
        assert client.post("/sign-in/code", data={"code": codes[0]}).status_code == 303
    finally:
        app.secret_key = kept


@pytest.mark.parametrize(
    ("address", "takes"),
    [
        ("https://tribe.example.org", True),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", False),
        ("http://[::1]:8000", False),
    ],
)
def test_keys_are_offered_where_browsers_make_them(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, address: str, takes: bool
) -> None:
    monkeypatch.setitem(app.config, "BASE_URL", address)
    shown = sign_in(app, cast, "cleo").get("/me/security").text
    assert ("Make a passkey" in shown, "None can be made here" in shown) == (takes, not takes)
    assert ("Sign in by a passkey" in app.test_client().get("/sign-in").text) is takes


@pytest.mark.parametrize(
    "brought", ["", "x", "{}", "[]", '{"response": {"clientDataJSON": "e30"}}']
)
def test_hostile_keys_open_nothing(app: Flask, cast: Cast, brought: str) -> None:
    client = sign_in(app, cast, "cleo")
    unnamed = client.post("/me/security/passkeys", data={"name": "", "credential": brought})
    assert (unnamed.status_code, "fill this in" in unnamed.text) == (422, True)
    told = client.post("/me/security/passkeys", data={"name": "My phone", "credential": brought})
    assert (told.status_code, "could not be read" in told.text) == (409, True)
    guest = app.test_client().post("/sign-in/passkey", data={"credential": brought})
    assert guest.status_code == 409
    with app.app_context():
        assert not session.scalars(select(Passkey)).all()
