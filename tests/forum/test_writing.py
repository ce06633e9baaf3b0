"""Forms: what they do, and what they keep when something is wrong."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.forum.conftest import Forum
from tests.forum.talks import Talk, a_topic
from tribe.base.db import session
from tribe.forum.models import Reaction

XSS = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def test_beginning_a_topic_and_replying(app: Flask, cast: Cast, talk: Talk) -> None:
    talk(lambda forum: forum.room().id)
    cleo = sign_in(app, cast, "cleo")
    assert 'name="category"' in cleo.get("/t/new?category=hall").text
    answer = cleo.post("/t/new", data={"category": "hall", "title": "  Où ? ", "body": "Ici, @dov"})
    assert answer.status_code == 303
    page = cleo.get(answer.location)
    assert 'href="/u/dov" class="mention"' in page.text
    answer = cleo.post("/t/1/reply", data={"body": "And more"})
    assert (answer.status_code, answer.location) == (303, "/t/1/ou#post-2")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"title": "ab", "body": "kept words"}, "at least 3"),
        ({"title": "A title", "body": "kept words" + "x" * 32_000}, "at most 32000"),
        ({"title": "A title", "body": ""}, "fill this in"),
        ({"title": "A title", "body": "kept words", "category": "crew"}, "values offered"),
        ({"title": "x" * 201, "body": "kept words"}, "at most 200"),
    ],
)
def test_a_wrong_topic_comes_back_with_what_was_typed(
    app: Flask, cast: Cast, talk: Talk, data: dict[str, str], words: str
) -> None:
    def rooms(forum: Forum) -> int:
        forum.room("crew", moderator=(True, True, True))
        return forum.room("hall").id

    talk(rooms)
    answer = sign_in(app, cast, "cleo").post("/t/new", data={"category": "hall"} | data)
    assert answer.status_code == 422
    assert words in answer.text
    assert data["title"] in answer.text
    assert data["body"] in answer.text
    assert "crew" not in answer.text.replace('value="crew"', "").lower()


def test_a_reply_to_a_closed_topic_is_refused_in_words_and_kept(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    topic_id = talk(a_topic(1))
    ben, cleo = sign_in(app, cast, "ben"), sign_in(app, cast, "cleo")
    assert ben.post(f"/t/{topic_id}/close", data={"why": "It is answered"}).status_code == 303
    answer = cleo.post(f"/t/{topic_id}/reply", data={"body": "My long words"})
    assert answer.status_code == 409
    assert "This topic was closed" in answer.text
    assert "My long words" in answer.text
    assert 'action="/t/1/reply"' not in cleo.get(f"/t/{topic_id}/tea-at-dawn").text
    assert ben.post(f"/t/{topic_id}/reopen", data={"why": "It is not"}).status_code == 303
    assert cleo.post(f"/t/{topic_id}/reply", data={"body": "My long words"}).status_code == 303


@pytest.mark.parametrize("body", ["", " ", "x" * 32_001])
def test_a_wrong_reply_is_422(app: Flask, cast: Cast, talk: Talk, body: str) -> None:
    topic_id = talk(a_topic(1))
    answer = sign_in(app, cast, "dov").post(f"/t/{topic_id}/reply", data={"body": body})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_quoting_and_answering_begin_without_script(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(a_topic(2, reactions=False))
    dov = sign_in(app, cast, "dov")
    page = dov.get(f"/t/{topic_id}/reply?quote=1").text
    assert "&gt; [cleo](/p/1)\n&gt;\n&gt; Who comes?" in page
    assert 'name="reply_to" value="1"' in page
    page = dov.get(f"/t/{topic_id}/reply?to=2").text
    assert "Reply to ben" in page
    for nonsense in ("x", "0", "99", "²", "99999999999"):
        assert dov.get(f"/t/{topic_id}/reply?quote={nonsense}").status_code == 200
    data = {"body": "> [cleo](/p/1)\n>\n> Who comes?\n\nMe.", "reply_to": "1"}
    answer = dov.post(f"/t/{topic_id}/reply", data=data)
    assert 'class="quote__from"><a href="/p/1"' in dov.get(answer.location).text
    for gone in ("99", "4000"):
        answer = dov.post(f"/t/{topic_id}/reply", data={"body": "Kept", "reply_to": gone})
        assert (answer.status_code, "Kept" in answer.text) == (422, True)


def test_signs_toggle_and_are_told_in_words(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(a_topic(1))
    for name in ("dov", "ben", "ada"):
        answer = sign_in(app, cast, name).post("/p/1/react", data={"kind": "thanks"})
        assert (answer.status_code, answer.location) == (303, f"/t/{topic_id}/tea-at-dawn#post-1")
    dov = sign_in(app, cast, "dov")
    page = dov.get(f"/t/{topic_id}/tea-at-dawn").text
    assert "dov and 2 others thanked" in page
    assert 'value="thanks" aria-pressed="true"' in page
    dov.post("/p/1/react", data={"kind": "thanks"})
    assert "ben and ada thanked" in dov.get(f"/t/{topic_id}/tea-at-dawn").text
    assert dov.post("/p/1/react", data={"kind": "hate"}).status_code == 409
    assert sign_in(app, cast, "cleo").post("/p/1/react", data={"kind": "warm"}).status_code == 403
    with app.app_context():
        assert len(session.scalars(select(Reaction)).all()) == 2


def test_a_change_keeps_its_history(app: Flask, cast: Cast, talk: Talk) -> None:
    talk(a_topic(1))
    cleo, dov = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")
    assert "Who comes?" in cleo.get("/p/1/edit").text
    data = {"title": "Coffee at dawn", "body": f"Who comes?\n\n{XSS}"}
    answer = cleo.post("/p/1/edit", data=data)
    assert (answer.status_code, answer.location) == (303, "/t/1/coffee-at-dawn#post-1")
    assert "edited" in dov.get(answer.location).text
    page = dov.get("/p/1/history").text
    assert "Tea at dawn" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert dov.get("/p/1/history?version=7").status_code == 404
    assert dov.get("/p/1/edit").status_code == 403
    assert dov.post("/p/1/edit", data=data).status_code == 403
    answer = cleo.post("/p/1/edit", data={"title": "x", "body": "kept"})
    assert (answer.status_code, "kept" in answer.text) == (422, True)


def test_a_removed_post_is_gone_from_every_page(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(a_topic(2, reactions=False))
    ben, dov, cleo = (sign_in(app, cast, name) for name in ("ben", "dov", "cleo"))
    assert dov.post("/p/1/delete").status_code == 403
    assert "Remove the post" in cleo.get("/p/1/delete").text
    assert cleo.post("/p/1/delete").status_code == 303
    guest = app.test_client()
    page = guest.get(f"/t/{topic_id}/tea-at-dawn").text
    assert "removed by its author" in page
    assert "Who comes?" not in page
    assert "Who comes?" not in guest.get("/feed.atom").text
    assert "Who comes?" not in guest.get(f"/t/{topic_id}/feed.atom").text
    assert "Who comes?" not in dov.get(f"/t/{topic_id}/reply?quote=1").text
    assert "Who comes?" not in guest.get("/p/1/fragment").text
    assert dov.get("/p/1/history").status_code == 403
    assert ben.get("/p/1/history").status_code == 303  # who moderates says why first
    assert cleo.post("/p/1/delete").status_code == 403
    assert (
        ben.post("/p/2/delete", data={"why": "Off topic", "rule": "Keep to it"}).status_code == 303
    )
    assert "Tea at dawn" not in guest.get("/topics").text
