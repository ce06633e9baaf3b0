"""One click without a sign-in ends a kind of mail for one address, and nothing else does."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.mail.conftest import send_all
from tests.mail.kinds import NEWS, TOKEN
from tests.mail.servers import Mailbox
from tribe import mail
from tribe.base.db import session
from tribe.mail import Recipient
from tribe.mail.models import Unsubscription

CLEO = Recipient("cleo@example.invalid", locale="fr")


@pytest.fixture
def path(postal: Flask, box: Mailbox) -> str:
    """The path that a mail of ours says."""
    mail.enqueue(NEWS, CLEO)
    session.commit()
    send_all()
    postal.config["WTF_CSRF_ENABLED"] = True
    return str(box.taken[0]["List-Unsubscribe"]).strip("<>").removeprefix("https://hall.example")


def unwanted() -> list[str]:
    session.rollback()
    return [one.kind for one in session.scalars(select(Unsubscription))]


def test_one_click_of_a_mail_program_is_enough(path: str, client: FlaskClient) -> None:
    answer = client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200  # and no redirect, which programs would not follow
    assert "Set-Cookie" not in answer.headers
    assert unwanted() == ["test.news"]
    assert mail.enqueue(NEWS, CLEO) is None
    assert mail.enqueue(TOKEN, CLEO, token="t") is not None
    assert client.post(path).status_code == 200
    assert unwanted() == ["test.news"]


def test_whoever_opens_the_page_is_asked_first(path: str, client: FlaskClient) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert client.head(path).status_code == 200
    assert "the news" in page.text
    assert unwanted() == []
    assert re.search(rf'<form method="post" action="{re.escape(path)}">', page.text)
    assert "cleo" not in page.text  # the link may have been passed on


def test_it_can_be_taken_back(path: str, client: FlaskClient) -> None:
    page = client.post(path).text
    assert f'action="{path}/undo"' in page
    assert f'action="{path}/undo"' in client.get(path).text
    assert client.post(f"{path}/undo").status_code == 200
    assert unwanted() == []


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path[:-1],
        lambda path: path + "a",
        lambda path: path.replace("/unsubscribe/1~", "/unsubscribe/2~"),
        lambda path: path.replace("news", "token"),
        lambda path: "/unsubscribe/~~",
        lambda path: "/unsubscribe/1~test.news",
        lambda path: "/unsubscribe/é~ü~😀",
    ],
)
def test_a_link_that_is_not_ours_has_its_page_and_does_nothing(
    path: str, client: FlaskClient, change: object
) -> None:
    assert callable(change)
    forged = change(path)
    for answer in (client.get(forged), client.post(forged), client.post(f"{forged}/undo")):
        assert answer.status_code == 404
    assert "newest mail of this kind" in client.get(forged).text
    assert unwanted() == []
