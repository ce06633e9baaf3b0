"""Each member has one switch for each kind of mail that they can do without."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.mail.kinds import NEWS, TOKEN
from tribe import mail
from tribe.accounts.mails import SOMEBODY_ASKS
from tribe.accounts.services import addresses as own_addresses
from tribe.base.db import now, session
from tribe.forum.mails import ADDRESSED
from tribe.mail import MailKind, Recipient
from tribe.mail.kinds import init_app
from tribe.mail.models import Unsubscription

OFFERED = ["events.news", "forum.addressed", "rituals.news"]
BOX = 'name="forum.addressed" type="checkbox" value="1"'


def unwanted() -> list[str]:
    session.rollback()
    return list(session.scalars(select(Unsubscription.kind).order_by(Unsubscription.kind)))


def test_a_box_that_is_not_ticked_ends_a_kind_and_a_ticked_one_begins_it(
    app: Flask, cast: Cast
) -> None:
    cleo = sign_in(app, cast, "cleo")
    assert f"{BOX} checked" in cleo.get("/me/mails").text
    assert cleo.post("/me/mails", data={}).status_code == 303
    with app.app_context():
        assert unwanted() == OFFERED
        told = Recipient.of(cast.get("cleo"))
        assert mail.enqueue(ADDRESSED, told, post=1, member=told.member_id, is_named=True) is None
    page = cleo.get("/me/mails").text
    assert BOX in page
    assert f"{BOX} checked" not in page
    assert cleo.post("/me/mails", data=dict.fromkeys(OFFERED, "1")).status_code == 303
    with app.app_context():
        assert unwanted() == []


def test_nobody_chooses_among_what_is_not_offered_to_them(app: Flask, cast: Cast) -> None:
    assert SOMEBODY_ASKS.label() not in sign_in(app, cast, "cleo").get("/me/mails").text
    assert SOMEBODY_ASKS.name in sign_in(app, cast, "ben").get("/me/mails").text
    sign_in(app, cast, "cleo").post("/me/mails", data={"accounts.confirming": "1"})
    with app.app_context():
        assert unwanted() == OFFERED  # and no other kind


def test_the_choice_goes_along_to_another_address(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(app, cast, "cleo").post("/me/mails", data={})
    with app.app_context():
        cleo = cast.get("cleo")
        own_addresses._move(cleo, "cleo@elsewhere.invalid")
        session.commit()
        told = Recipient.of(cleo)
        assert mail.enqueue(ADDRESSED, told, post=1, member=cleo.id, is_named=True) is None
        assert cleo.email_confirmed_at <= now()


def test_without_an_address_there_is_nothing_to_choose(app: Flask, cast: Cast) -> None:
    with app.app_context():
        cast.get("cleo").email = None
        session.commit()
    cleo = sign_in(app, cast, "cleo")
    assert "Give an address" in cleo.get("/me/mails").text
    assert cleo.post("/me/mails", data={}).status_code == 409


def test_no_choice_is_offered_that_would_not_count(app: Flask) -> None:
    bad = MailKind("a.b", TOKEN.render, NEWS.label, True, is_offered_to=lambda _member: True)
    with pytest.raises(ValueError, match=r"a\.b"):
        init_app(Flask("other"), [bad])
