"""Following by mail: confirmed from the mailbox, once a week, ended by one click, and forgotten."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.architecture.test_hidden import ATTIC, VAULT, hide
from tests.conftest import Cast
from tests.guests.conftest import send_all
from tests.guests.test_seats import said, traces_of
from tests.mail.servers import Mailbox
from tests.world import furnish
from tribe import tokens
from tribe.base.db import now, session
from tribe.guests import services
from tribe.guests.models import GuestFollower
from tribe.mail.models import Mail
from tribe.privacy import Leaver
from tribe.settings import services as settings
from tribe.tokens import SingleUseToken

ADDRESS = "zqxwren@example.org"


def confirm(guest: FlaskClient, box: Mailbox, language: str = "en") -> str:
    """Ask to follow, and open the link of the mail; gives its path."""
    headers = {"Accept-Language": language}
    answer = guest.post("/follow", data={"email": ADDRESS.upper()}, headers=headers)
    assert (answer.status_code, answer.location) == (303, "/follow/asked")
    send_all()
    [path] = re.findall(r"/follow/[\w-]+", said(box, -1))
    assert guest.get(path).status_code == 200
    assert followers() == []
    assert guest.post(path).status_code == 200
    return str(path)


def followers() -> list[str]:
    session.rollback()
    return list(session.scalars(select(GuestFollower.email)))


def a_week_later() -> None:
    for one in session.scalars(select(GuestFollower)):
        one.told_at = now() - timedelta(days=7)
    session.commit()


def test_nobody_follows_before_the_link_of_the_mail_was_used(
    postal: Flask, guest: FlaskClient, box: Mailbox
) -> None:
    path = confirm(guest, box)
    assert followers() == [ADDRESS]
    assert guest.post(path).status_code == 410
    assert guest.get("/follow/forged").status_code == 410


def test_one_address_is_asked_once_a_day_whoever_asks_how_often(
    postal: Flask, guest: FlaskClient, box: Mailbox
) -> None:
    for _ in range(3):
        assert guest.post("/follow", data={"email": ADDRESS}).status_code == 303
        send_all()
    assert len(box.taken) == 1
    assert session.scalar(select(func.count()).select_from(SingleUseToken)) == 1
    [path] = re.findall(r"/follow/[\w-]+", said(box, 0))
    assert guest.post(path).status_code == 200


def test_the_weeks_mail_says_what_is_new_in_the_language_of_who_follows(
    postal: Flask, cast: Cast, guest: FlaskClient, box: Mailbox
) -> None:
    confirm(guest, box, "fr")
    world = furnish(postal, cast)
    with postal.app_context():
        assert services.tell_news() == 0
    a_week_later()
    assert services.tell_news() == 1
    assert services.tell_news() == 0
    session.commit()
    send_all()
    assert len(box.taken) == 2
    assert str(box.taken[1]["Subject"]).startswith("Du nouveau")
    assert "some plain words" in said(box, 1)
    assert f"/events/{world.event}" in said(box, 1)
    assert "List-Unsubscribe" in box.taken[1]


def test_no_mail_goes_out_in_a_week_without_news(
    postal: Flask, guest: FlaskClient, box: Mailbox
) -> None:
    confirm(guest, box)
    a_week_later()
    services.tell_news()
    session.commit()
    send_all()
    assert len(box.taken) == 1


def test_the_weeks_mail_says_nothing_that_guests_may_not_see(
    postal: Flask, cast: Cast, guest: FlaskClient, box: Mailbox
) -> None:
    confirm(guest, box)
    hide(postal, cast)
    a_week_later()
    services.tell_news()
    session.commit()
    send_all()
    assert "some plain words" in said(box, 1)
    assert not [word for word in (*ATTIC, *VAULT) if word in said(box, 1)]


def test_one_click_ends_it_and_no_trace_is_left(
    postal: Flask, cast: Cast, guest: FlaskClient, box: Mailbox
) -> None:
    confirm(guest, box)
    furnish(postal, cast)
    a_week_later()
    services.tell_news()
    session.commit()
    send_all()
    address = str(box.taken[1]["List-Unsubscribe"]).strip("<>")
    path = address.removeprefix("https://hall.example")
    assert guest.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    forget_old(postal)
    assert traces_of(postal, "zqxwren") == []


def forget_old(app: Flask) -> None:
    """What the jobs of a month later would do."""
    session.rollback()
    with app.app_context():
        for mail in session.scalars(select(Mail)):
            mail.ended_at = mail.ended_at and mail.ended_at.replace(year=2025)
        for token in session.scalars(select(SingleUseToken)):
            token.expires_at = now() - timedelta(seconds=1)
        session.flush()
        tokens.prune()
        services.forget()
        session.commit()


def test_who_follows_is_not_forgotten(postal: Flask, guest: FlaskClient, box: Mailbox) -> None:
    confirm(guest, box)
    forget_old(postal)
    assert followers() == [ADDRESS]
    assert set(traces_of(postal, "zqxwren")) == {"guest_follower", "mail_address"}


def test_who_never_confirmed_leaves_no_trace(
    postal: Flask, guest: FlaskClient, box: Mailbox
) -> None:
    guest.post("/follow", data={"email": ADDRESS})
    send_all()
    forget_old(postal)
    assert traces_of(postal, "zqxwren") == []


def test_a_member_who_is_erased_followed_as_a_guest_before(
    postal: Flask, cast: Cast, guest: FlaskClient, box: Mailbox
) -> None:
    from tribe.guests.feature import erase

    confirm(guest, box)
    erase(Leaver(1, ("x",), frozenset(), ADDRESS, True, "former member 1", "gone"))
    session.commit()
    assert followers() == []


@pytest.mark.parametrize("email", ["", "nobody", "a@b@c", "x" * 260 + "@example.org", "<b>@x\r\n"])
def test_what_is_no_address_is_said(postal: Flask, guest: FlaskClient, email: str) -> None:
    assert guest.post("/follow", data={"email": email}).status_code == 422


def test_the_door_can_be_closed(postal: Flask, cast: Cast, guest: FlaskClient) -> None:
    assert 'action="/follow"' in guest.get("/follow").text
    settings.change({"guests_follow": "no"}, cast.ids["ada"])
    session.commit()
    assert 'action="/follow"' not in guest.get("/follow").text
    assert "/feed.atom" in guest.get("/follow").text
    assert guest.post("/follow", data={"email": ADDRESS}).status_code == 404


def test_a_place_that_cannot_mail_offers_feed_and_calendar(guest: FlaskClient) -> None:
    page = guest.get("/follow").text
    assert 'action="/follow"' not in page
    assert "http://localhost/feed.atom" in page
    assert "http://localhost/events.ics" in page
