"""An account that its owner took back opens to nobody who knew the password before."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.conftest import SECRET, Post, address_of, give_password
from tests.conftest import Cast, sign_in
from tribe.access import SYSTEM
from tribe.accounts.services.restored import end_after_restore
from tribe.base.db import session, writing
from tribe.members import passwords, staff
from tribe.members.passwords import is_password

NEW = "quatre canards et un seau"
Judge = Callable[[str, str | None], bool]


def set_by_operator(app: Flask, cast: Cast, name: str) -> None:
    with app.app_context(), writing():
        staff.set_password(SYSTEM, cast.get(name), NEW)


def test_an_operators_password_ends_the_links_too(app: Flask, cast: Cast, post: Post) -> None:
    give_password(app, cast, "cleo")
    intruder = sign_in(app, cast, "cleo")
    intruder.post("/me/address", data={"email": "intruder@example.org"})
    guest = app.test_client()
    guest.post("/sign-in/link", data={"email": "cleo"})
    paths = [
        f"/address/new/{post.token('new_address')}",
        f"/sign-in/link/{post.token('sign_in_link')}",
    ]
    assert [guest.get(path).status_code for path in paths] == [200, 200]
    set_by_operator(app, cast, "cleo")
    assert [guest.post(path).status_code for path in paths] == [410, 410]
    assert address_of(app, cast, "cleo") == "cleo@example.invalid"


@pytest.fixture
def slow(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a password is compared, an operator sets another one."""
    give_password(app, cast, "cleo")

    def compare(password: str, password_hash: str | None, judge: Judge = is_password) -> bool:
        is_right = judge(password, password_hash)
        monkeypatch.setattr(passwords, "is_password", judge)
        set_by_operator(app, cast, "cleo")
        return is_right

    monkeypatch.setattr(passwords, "is_password", compare)


@pytest.mark.usefixtures("slow")
def test_a_password_replaced_while_it_was_compared_opens_nothing(
    app: Flask, client: FlaskClient
) -> None:
    answer = client.post("/sign-in", data={"login": "cleo", "password": SECRET})
    assert answer.status_code == 422
    assert client.get("/me").status_code == 303
    assert client.post("/sign-in", data={"login": "cleo", "password": NEW}).status_code == 303


def test_a_password_replaced_while_it_was_changed_stays(
    app: Flask, cast: Cast, request: pytest.FixtureRequest
) -> None:
    intruder = sign_in(app, cast, "cleo")
    request.getfixturevalue("slow")
    sent = {"current": SECRET, "password": "the words of an intruder"}
    answer = intruder.post("/me/security/password", data=sent)
    assert answer.status_code in (303, 422)
    assert intruder.get("/me").status_code == 303  # signed out with everybody
    with app.app_context():
        assert is_password(NEW, cast.get("cleo").password_hash)


def test_a_backup_that_comes_back_opens_no_ended_way_in(app: Flask, cast: Cast, post: Post) -> None:
    give_password(app, cast, "cleo")
    cleo = sign_in(app, cast, "cleo")
    cleo.post("/me/address", data={"email": "new@example.org"})
    path = f"/address/new/{post.token('new_address')}"
    with app.app_context():
        said = end_after_restore()
        session.commit()
        assert said is not None
        assert end_after_restore() is None
    assert cleo.get("/me").status_code == 303
    assert app.test_client().get(path).status_code == 410
