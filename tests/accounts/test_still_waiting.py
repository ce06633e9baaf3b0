"""Who asked to come in, and asks for a link or a password before the answer, is told by mail."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.accounts.conftest import SECRET, Post
from tests.accounts.test_coming_in import register_by
from tests.conftest import Cast
from tests.mail.conftest import box, postal, send_all, server
from tests.mail.servers import Mailbox
from tribe.access import SYSTEM
from tribe.accounts import services
from tribe.accounts.models import Application
from tribe.base.db import session
from tribe.jobs import Lane, run_next

__all__ = ["box", "postal", "server"]
ASKING = {
    "name": "Zoë", "email": "Zoe@Example.org", "password": SECRET, "words": "I mend boots.",
}  # fmt: skip


@pytest.fixture
def asked(app: Flask, cast: Cast) -> int:
    """Zoë's wish, made in French."""
    register_by(app, "approval")
    french = {"Accept-Language": "fr"}
    client = app.test_client()
    answer = client.post("/join", data=ASKING, headers=french, follow_redirects=True)
    assert "Votre demande est arrivée" in answer.text
    with app.app_context():
        return session.scalars(select(Application.id)).one()


@pytest.mark.parametrize("path", ["/sign-in/link", "/forgot"])
@pytest.mark.parametrize("login", ["zoë", "ZOE@example.org"])
def test_who_waits_is_told_so_in_their_language_and_nobody_at_the_form_is(
    app: Flask, asked: int, post: Post, path: str, login: str
) -> None:
    client = app.test_client()
    told = client.post(path, data={"email": login}, follow_redirects=True)
    unknown = client.post(path, data={"email": "nobody"}, follow_redirects=True)
    assert told.status_code == unknown.status_code == 200
    assert told.text.replace(login, "nobody") == unknown.text
    [(address, facts)] = post.read("still_waits")
    assert (address, facts) == ("zoe@example.org", {"name": "Zoë", "application": asked})
    client.post(path, data={"email": login})
    client.post("/sign-in/link", data={"email": "Zoë"})
    assert len(post.read("still_waits")) == 1  # whoever tries how often: one a day
    assert not post.read("sign_in_link")
    assert not post.read("password_forgotten")


def test_the_mail_says_so_in_words(postal: Flask, asked: int, box: Mailbox) -> None:
    postal.test_client().post("/sign-in/link", data={"email": "zoe@example.org"})
    while run_next(Lane.QUICK):
        pass
    send_all()
    [mail] = [one for one in box.taken if "attend encore" in one["Subject"]]
    assert "zoe@example.org" in mail["To"]
    said = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "a demandé comment entrer dans The Hall pour Zoë" in " ".join(said.split())
    assert "/sign-in/link" not in said


def test_who_was_answered_before_it_went_is_told_that_alone(
    postal: Flask, asked: int, box: Mailbox
) -> None:
    postal.test_client().post("/sign-in/link", data={"email": "zoe@example.org"})
    while run_next(Lane.QUICK):
        pass
    services.approve(SYSTEM, asked)
    session.commit()
    send_all()
    subjects = [one["Subject"] for one in box.taken if "zoe@example.org" in one["To"]]
    assert [one for one in subjects if "Bienvenue" in one]
    assert not [one for one in subjects if "attend encore" in one]
