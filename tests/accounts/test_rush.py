"""Many accounts at one moment: whoever comes next asks first, for an hour, and admins are told."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Cast, sign_in
from tests.mail.reading import read_letters
from tribe.accounts import services
from tribe.accounts.services.rushing import is_guarded
from tribe.accounts.settings import GUARDED_UNTIL, Registration
from tribe.accounts.views.networks import is_rush_of_network, network_of
from tribe.base.db import now, session
from tribe.base.errors import TooOften
from tribe.members.models import Member
from tribe.settings import services as settings
from tribe.settings import value_of
from tribe.web.security import limiter

FORM = {"email": "wren@example.invalid", "password": "a lantern by the door"}


def test_the_next_one_asks_first_for_an_hour(app: Flask, cast: Cast, client: FlaskClient) -> None:
    with app.app_context():
        settings.change({"registration_rush": 8}, None)
        session.commit()
    assert client.post("/join", data=FORM | {"name": "Wren"}).status_code == 303
    seventh = app.test_client()
    assert seventh.post("/join", data={**FORM, "email": "a@b.invalid", "name": "A1"}).location
    page = app.test_client().get("/join").text
    assert "Why would you like to come in?" in page
    with app.app_context():
        assert services.registration_now() == Registration.APPROVAL
        assert is_guarded(now() + timedelta(minutes=59))
        assert not is_guarded(now() + timedelta(minutes=61))
        assert [letter.to for letter in read_letters("accounts.rush_began")] == [
            "ada@example.invalid"
        ]
        settings.change({GUARDED_UNTIL.key: ""}, None)
        assert services.registration_now() == Registration.OPEN


def test_a_usual_day_changes_nothing(app: Flask, cast: Cast, client: FlaskClient) -> None:
    client.post("/join", data=FORM | {"name": "Wren"})
    with app.app_context():
        assert value_of(GUARDED_UNTIL) == ""
        settings.change({"registration_rush": 0}, None)
        assert not services.note_joining(is_rush_of_network=True)


def test_accounts_that_were_imported_are_no_rush(app: Flask, cast: Cast) -> None:
    with app.app_context():
        for number in range(30):
            session.add(Member(name=f"old{number}", name_key=f"old{number}"))
        session.flush()
        assert not services.note_joining(is_rush_of_network=False)
        assert services.note_joining(is_rush_of_network=True)


def test_the_tenth_of_one_network_begins_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiter, "enabled", True)
    with app.test_request_context(environ_base={"REMOTE_ADDR": "198.51.100.7"}):
        assert [is_rush_of_network() for _each in range(11)] == [False] * 9 + [True] * 2


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("192.0.2.1", "192.0.2.254", True),
        ("192.0.2.1", "192.0.3.1", False),
        ("2001:db8:1:2::1", "2001:db8:1:ffff::2", True),
        ("2001:db8:1::1", "2001:db8:2::1", False),
        ("no address", "none", True),
    ],
)
def test_a_network_is_what_one_household_has(one: str, other: str, is_same: bool) -> None:
    assert (network_of(one) == network_of(other)) is is_same


def test_a_form_with_the_trap_filled_in_is_sent_once_more(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    assert 'name="further"' in client.get("/join").text
    trapped = client.post("/join", data=FORM | {"name": "Wren", "further": "x"})
    assert trapped.status_code == 422
    assert "Wren" in trapped.text
    assert client.post("/join", data=FORM | {"name": "Wren"}).status_code == 303
    asked = client.post("/ask", data={"title": "When?", "body": "On Mondays?", "further": "x"})
    assert asked.status_code == 422
    assert client.post("/ask", data={"title": "When?", "body": "On Mondays?"}).status_code == 303


def test_a_newcomer_invites_two_a_day(app: Flask, cast: Cast) -> None:
    from tribe.access import TrustLevel

    with app.app_context():
        cast.get("cleo").trust = TrustLevel.NEW
        for _number in range(2):
            invitation, _secret = services.invite(cast.get("cleo"), "Come")
            services.withdraw_invitation(cast.get("cleo"), invitation.id)
        with pytest.raises(TooOften):
            services.invite(cast.get("cleo"), "Come")
        session.commit()
    answer = sign_in(app, cast, "cleo").post("/me/invitations", data={"words": "Come along"})
    assert answer.status_code == 429
    assert "Come along" in answer.text
