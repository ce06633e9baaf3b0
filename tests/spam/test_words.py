"""The page of the list of words: its preview changes nothing, and then it holds."""

import re

from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tribe.access import TrustLevel
from tribe.base.db import session
from tribe.forum import services as forum
from tribe.forum.models import Category, Topic
from tribe.settings import value_of
from tribe.spam.models import HeldText
from tribe.spam.settings import LINKS, WORDS, WORDS_ON


def test_the_preview_says_what_would_have_waited_and_changes_nothing(
    app: Flask, cast: Cast
) -> None:
    with app.app_context():
        hall = Category(slug="hall", name="Hall", description="")
        session.add(hall)
        session.flush()
        cast.get("cleo").trust = TrustLevel.KNOWN
        forum.create_topic(cast.get("cleo"), hall, "Evening", "To the casino by boat")
        forum.create_topic(cast.get("dov"), hall, "Morning", "No casino today")  # is trusted
        session.commit()
    ada = sign_in(app, cast, "ada")
    assert '<a href="/admin">Keeping the place</a>' in ada.get("/admin/words").text
    group = ada.get("/admin/settings/spam").text
    assert '<a href="/admin/words">' in group
    assert "/admin/words" not in re.sub(r"<[^>]*>", "", group)
    seen = ada.post("/admin/words", data={"words": "casino*\nbet here", "act": "look"}).text
    assert "1 text would have waited" in seen
    assert "by boat" in seen
    assert "No casino today" not in seen
    with app.app_context():
        assert (value_of(WORDS), value_of(WORDS_ON)) == ("", "no")


def test_a_list_that_is_on_holds_and_one_that_is_off_does_not(app: Flask, cast: Cast) -> None:
    with app.app_context():
        session.add(Category(slug="hall", name="Hall", description=""))
        cast.get("cleo").trust = TrustLevel.KNOWN
        session.commit()
    ada, cleo = sign_in(app, cast, "ada"), sign_in(app, cast, "cleo")
    counts = []
    for act in ("off", "on"):
        assert ada.post("/admin/words", data={"words": "casino", "act": act}).status_code == 303
        body = {"category": "hall", "title": f"Evening {act}", "body": f"To the casino, {act}"}
        cleo.post("/t/new", data=body)
        with app.app_context():
            counts.append((len(session.scalars(select(Topic)).all()), _held()))
    assert counts == [(1, 0), (1, 1)]
    assert "words of the list" in cleo.get("/me/held").text


def test_a_list_that_would_hold_everything_is_refused_and_kept_on_the_page(
    app: Flask, cast: Cast
) -> None:
    ada = sign_in(app, cast, "ada")
    refused = ada.post("/admin/words", data={"words": "casino\n*", "act": "on"})
    assert refused.status_code == 422
    assert "casino" in refused.text
    assert sign_in(app, cast, "ben").get("/admin/words").status_code == 403


def _held() -> int:
    return len(session.scalars(select(HeldText)).all())


def test_the_list_is_changed_on_no_page_but_its_own(app: Flask, cast: Cast) -> None:
    ada = sign_in(app, cast, "ada")
    page = ada.get("/admin/settings/spam").text
    assert 'name="spam_links"' in page
    assert 'name="spam_words' not in page
    assert 'href="/admin/words"' in page.split("<form", 1)[1]
    sent = {"spam_links": "7", "spam_words": "casino", "spam_words_on": "yes"}
    assert ada.post("/admin/settings/spam", data=sent).status_code == 303
    with app.app_context():
        assert value_of(LINKS) == 7
        assert (value_of(WORDS), value_of(WORDS_ON)) == ("", "no")
