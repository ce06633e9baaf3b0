"""Who does not answer in a topic for now finds there until when, and the way to where they may."""

import re

import pytest
from flask import Flask

from tests.aside.test_aside import NEXT_WEEK, Quarrel
from tests.conftest import Cast, sign_in
from tribe.base.db import now, session
from tribe.forum.models import Post

FORM = 'name="body"'


@pytest.fixture
def place(app: Flask, cast: Cast) -> tuple[str, str]:
    """The addresses of the topic and of the conversation."""
    with app.app_context():
        quarrel = Quarrel(cast)
        aside = quarrel.step_aside()
        session.commit()
        return f"/t/{quarrel.topic.id}", f"/conversations/{aside.conversation_id}"


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "You cannot reply in this topic until"), ("fr", "Vous ne répondez pas dans ce fil")],
)
def test_the_two_read_until_when_and_others_find_the_form(
    app: Flask, cast: Cast, place: tuple[str, str], language: str, told: str
) -> None:
    topic, conversation = place
    said = {"Accept-Language": language}
    for name in ("cleo", "dov"):
        reader = sign_in(app, cast, name)
        page = reader.get(topic, follow_redirects=True, headers=said).text
        part = page[page.index('id="reply"') :]
        assert FORM not in part
        assert told in part
        assert f'href="{conversation}"' in part
        assert f"{topic}/reply?to=" not in page  # beside the posts neither
        form = reader.get(f"{topic}/reply", headers=said).text
        assert FORM not in form
        assert told in form
    for name in ("ben", "ines"):
        page = sign_in(app, cast, name).get(topic, follow_redirects=True, headers=said).text
        assert FORM in page[page.index('id="reply"') :]
        assert told not in page[page.index('id="reply"') :]
        assert f"{topic}/reply?to=" in page


def test_posts_that_come_meanwhile_offer_no_reply_either(
    app: Flask, cast: Cast, place: tuple[str, str]
) -> None:
    topic, _conversation = place
    with app.app_context():
        number = session.query(Post).count()
        first = session.query(Post).order_by(Post.id).first()
        assert (first is not None, number) == (True, 2)
        alone = f"/p/{first.id}/fragment" if first else ""
    for address in (f"{topic}/after?after=0", alone):
        assert "/reply?to=" not in sign_in(app, cast, "dov").get(address).text
        assert "/reply?to=" in sign_in(app, cast, "ines").get(address).text


def test_what_was_typed_before_stays(app: Flask, cast: Cast, place: tuple[str, str]) -> None:
    topic, conversation = place
    sent = sign_in(app, cast, "cleo").post(f"{topic}/reply", data={"body": "zq <mine>"})
    assert sent.status_code == 409
    assert re.search(r'name="body"[^>]*>\s*zq &lt;mine&gt;</textarea>', sent.text)
    assert f'href="{conversation}"' in sent.text
    with app.app_context():
        assert session.query(Post).count() == 2


def test_once_it_is_over_the_form_is_there_again(app: Flask, cast: Cast) -> None:
    with app.app_context():
        quarrel = Quarrel(cast)
        aside = quarrel.step_aside(NEXT_WEEK)
        aside.until = now()
        session.commit()
        topic = f"/t/{quarrel.topic.id}"
    page = sign_in(app, cast, "cleo").get(topic, follow_redirects=True).text
    assert FORM in page[page.index('id="reply"') :]
