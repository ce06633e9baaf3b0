"""A mistyped address is corrected at once, and nobody is flooded with mails that ask."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from tests.accounts.conftest import SECRET, Post
from tests.conftest import Cast, sign_in
from tribe import tokens
from tribe.accounts import purposes, services
from tribe.base.db import now, session
from tribe.base.errors import RuleBroken, TooOften
from tribe.tokens import SingleUseToken


def ask(client: FlaskClient, address: str) -> int:
    return client.post("/me/address", data={"email": address}).status_code


def let_pass(app: Flask, span: timedelta) -> None:
    """Let everything that was asked be so much older."""
    with app.app_context():
        for token in session.scalars(select(SingleUseToken)):
            at, until = token.created_at - span, token.expires_at - span
            own = update(SingleUseToken).where(SingleUseToken.id == token.id)
            session.execute(own.values(created_at=at, expires_at=until))
        session.commit()


def test_a_mistyped_address_is_corrected_at_once(app: Flask, cast: Cast, post: Post) -> None:
    client = sign_in(app, cast, "cleo")
    assert ask(client, "new@exmaple.org") == 303
    assert ask(client, "new@example.org") == 303
    (wrong, old), (right, new) = post.read("new_address")
    assert (wrong, right) == ("new@exmaple.org", "new@example.org")
    guest = app.test_client()
    assert guest.post(f"/address/new/{old['token']}").status_code == 410
    assert guest.post(f"/address/new/{new['token']}").status_code == 303


def test_one_address_is_not_asked_twice_in_five_minutes(app: Flask, cast: Cast, post: Post) -> None:
    cleo = sign_in(app, cast, "cleo")
    assert ask(cleo, "new@example.org") == 303
    refused = cleo.post("/me/address", data={"email": "NEW@example.org"})
    assert refused.status_code == 409
    assert "try again in 5 minutes" in refused.text
    assert 'value="NEW@example.org"' in refused.text
    assert ask(sign_in(app, cast, "dov"), "new@example.org") == 409  # nor by another
    let_pass(app, timedelta(minutes=5))
    assert ask(cleo, "new@example.org") == 303
    assert len(post.read("new_address")) == 2


def test_a_member_asks_no_more_than_five_addresses_an_hour_and_ten_a_day(
    app: Flask, cast: Cast, post: Post
) -> None:
    client = sign_in(app, cast, "cleo")
    assert [ask(client, f"a{number}@example.org") for number in range(6)] == [303] * 5 + [429]
    let_pass(app, timedelta(hours=1))
    assert [ask(client, f"b{number}@example.org") for number in range(6)] == [303] * 5 + [429]
    let_pass(app, timedelta(hours=1))
    refused = client.post("/me/address", data={"email": "c@example.org"})
    assert refused.status_code == 429
    assert "You can try again in 22 hours" in refused.text
    let_pass(app, timedelta(hours=22))
    assert ask(client, "c@example.org") == 303
    assert len(post.read("new_address")) == 11


@pytest.mark.parametrize("address", ["victim@example.org", "ben@example.invalid"])
def test_no_address_is_asked_for_ever(app: Flask, cast: Cast, post: Post, address: str) -> None:
    """Free or another's alike: of one member three times a day, of all together six times."""
    told = []
    for name in ("cleo", "dov", "ines"):
        client = sign_in(app, cast, name)
        for _time in range(4):
            told.append(ask(client, address))
            let_pass(app, timedelta(minutes=6))
    assert told == ([303] * 3 + [429]) * 2 + [429] * 4
    assert len(post.read("new_address")) + len(post.read("address_in_use")) == 6
    let_pass(app, timedelta(days=1))
    assert ask(sign_in(app, cast, "ines"), address) == 303


def test_the_address_of_an_account_is_asked_three_times_a_day(
    app: Flask, cast: Cast, post: Post
) -> None:
    with app.app_context():
        cast.get("cleo").email_confirmed_at = None
        session.commit()
    client = sign_in(app, cast, "cleo")
    for _time in range(6):
        assert client.post("/me/address/confirm").status_code == 303
        assert client.post("/me/address/confirm").status_code == 303
        let_pass(app, timedelta(minutes=6))
    assert [to for to, _facts in post.read("confirming")] == ["cleo@example.invalid"] * 3


def test_what_is_refused_says_why(app: Flask, cast: Cast) -> None:
    with app.app_context():
        cleo = cast.get("cleo")
        services.ask_new_address(cleo, "new@example.org")
        with pytest.raises(RuleBroken) as soon:
            services.ask_new_address(cleo, "new@example.org")
        assert (soon.value.code, soon.value.status) == ("accounts.mailed_lately", 409)
        for number in range(4):
            services.ask_new_address(cleo, f"a{number}@example.org")
        with pytest.raises(TooOften) as often:
            services.ask_new_address(cleo, "b@example.org")
        assert 3590 <= often.value.seconds <= 3600


def test_nobody_keeps_the_mail_of_an_address_from_its_owner(
    app: Flask, cast: Cast, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often members ask for it as their new one, its owner who joins gets their mail."""
    monkeypatch.setattr("tribe.mail.why_not_sending", lambda: None)
    for name in ("cleo", "dov"):
        client = sign_in(app, cast, name)
        for _time in range(3):
            assert ask(client, "zoe@example.org") == 303
            let_pass(app, timedelta(minutes=6))
    assert ask(sign_in(app, cast, "ines"), "zoe@example.org") == 429  # the cap stays
    owner = app.test_client()
    joining = {"name": "Zoe", "email": "zoe@example.org", "password": SECRET}
    assert owner.post("/join", data=joining).status_code == 303
    assert "A mail is on its way to you" in owner.get("/me").text
    assert [to for to, _facts in post.read("confirming")] == ["zoe@example.org"]
    soon = owner.post("/me/address/confirm", follow_redirects=True).text
    assert "none goes there now. In 5 minutes you may have one sent" in soon
    for _time in range(3):
        let_pass(app, timedelta(minutes=6))
        told = owner.post("/me/address/confirm", follow_redirects=True).text
    assert "none goes there now. In 24 hours you may have one sent" in told
    assert len(post.read("confirming")) == 3
    _to, facts = post.read("confirming")[0]
    assert owner.post(f"/confirm/{facts['token']}").status_code == 303
    told = owner.post("/me/address/confirm", follow_redirects=True).text
    assert "There is no address of yours that waits to be confirmed." in told


def test_who_joins_where_no_mail_goes_is_told_so(
    app: Flask, cast: Cast, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Accounts that had an address and left it fill the six a day that confirm it."""
    monkeypatch.setattr("tribe.mail.why_not_sending", lambda: None)
    with app.app_context():
        for name in ("cleo", "dov"):
            for _time in range(3):
                about = {"address": "zoe@example.org"}
                tokens.issue(purposes.CONFIRMING, timedelta(days=7), cast.ids[name], **about)
        session.commit()
    owner = app.test_client()
    joining = {"name": "Zoe", "email": "zoe@example.org", "password": SECRET}
    assert owner.post("/join", data=joining).status_code == 303
    told = owner.get("/me").text
    assert "A mail is on its way to you" not in told
    assert "none goes there now. In 24 hours you may have one sent" in told
    assert not post.read("confirming")
    let_pass(app, timedelta(days=1))
    told = owner.post("/me/address/confirm", follow_redirects=True).text
    assert "A mail is on its way." in told
    assert len(post.read("confirming")) == 1


def test_an_unconfirmed_address_is_asked_again_where_it_is_said_and_given(
    app: Flask, cast: Cast, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the page of what one is told, and on that of another address: as often as elsewhere."""
    monkeypatch.setattr("tribe.mail.why_not_sending", lambda: None)
    with app.app_context():
        cast.get("cleo").email_confirmed_at = None
        cast.get("dov").email_confirmed_at = now()
        session.commit()
    client = sign_in(app, cast, "cleo")
    form = re.search(r'<form[^>]* action="(/me/address/confirm)"', client.get("/me/notices").text)
    assert form is not None
    assert client.post(form[1]).status_code == 303
    assert len(post.read("confirming")) == 1
    assert ask(client, " CLEO@example.invalid") == 303  # so soon none goes
    assert "none goes there now" in client.get("/me").text
    let_pass(app, timedelta(minutes=6))
    for _time in range(4):
        assert ask(client, " CLEO@example.invalid") == 303
        let_pass(app, timedelta(minutes=6))
    assert [to for to, _facts in post.read("confirming")] == ["cleo@example.invalid"] * 3
    assert not post.read("new_address")
    dov = sign_in(app, cast, "dov")
    assert "/me/address/confirm" not in dov.get("/me/notices").text
    assert ask(dov, "dov@example.invalid") == 422
