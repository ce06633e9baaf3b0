"""What is refused: to whom, in which words, and how often."""

from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Cast, sign_in
from tests.forum.conftest import Forum
from tests.forum.talks import Talk, a_topic
from tribe.web.security import limiter

XSS = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def test_what_one_may_not_see_is_not_there(app: Flask, cast: Cast, talk: Talk) -> None:
    def secret(forum: Forum) -> int:
        outer = forum.room("crew", moderator=(True, True, True))
        inner = forum.room("cabin", outer, guest=(True, True, True))
        forum.topic("ben", outer, "Secret plans")
        return forum.topic("ada", inner, "Secret within").id

    talk(secret)
    for browser in (app.test_client(), sign_in(app, cast, "cleo")):
        for address in (
            *("/c/crew", "/c/cabin", "/c/crew/feed.atom", "/t/1", "/t/1/secret-plans"),
            *("/t/2/secret-within", "/t/1/feed.atom", "/t/1/after?after=0", "/p/1"),
            "/p/1/fragment",
        ):
            assert browser.get(address).status_code == 404, address
        for address in ("/topics", "/feed.atom"):
            assert "Secret" not in browser.get(address).text
    cleo = sign_in(app, cast, "cleo")
    for address in ("/p/1/edit", "/p/1/history", "/p/1/delete", "/t/1/reply"):
        assert cleo.get(address).status_code == 404, address
    for address in (
        "/t/1/reply",
        "/t/1/follow",
        "/t/1/close",
        "/p/1/react",
        "/p/1/edit",
        "/p/1/delete",
    ):
        data = {"body": "x", "title": "xxx", "kind": "thanks", "level": "watching"}
        assert cleo.post(address, data=data).status_code == 404, address
    assert sign_in(app, cast, "ben").get("/t/2/secret-within").status_code == 200


def test_guests_are_asked_to_sign_in(client: FlaskClient, talk: Talk) -> None:
    talk(a_topic(1))
    for address in ("/t/new", "/t/1/reply?quote=1", "/p/1/edit", "/p/1/delete", "/categories/new"):
        answer = client.get(address)
        assert answer.status_code == 303, address
        assert answer.location.startswith("/sign-in?next=")
    for address in ("/t/new", "/t/1/reply", "/p/1/react", "/p/1/edit", "/topics/read"):
        answer = client.post(address, data={"body": "x"})
        assert answer.status_code == 403, address
        assert "Please sign in first" in answer.text


def test_text_of_members_is_never_markup(app: Flask, cast: Cast, talk: Talk) -> None:
    talk(lambda forum: forum.room().id)
    cleo, ada = sign_in(app, cast, "cleo"), sign_in(app, cast, "ada")
    answer = cleo.post("/t/new", data={"category": "hall", "title": XSS[:100], "body": XSS})
    data = {"name": XSS[:60], "slug": "x", "description": XSS}
    assert ada.post("/categories/new", data=data).status_code == 303
    for address in (
        answer.location,
        "/topics",
        "/c/x",
        "/c/x/edit",
        "/t/1/reply?quote=1",
        "/p/1/edit",
    ):
        page = ada.get(address)
        assert page.status_code == 200, address
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text


def test_posting_has_a_limit_that_says_when_to_come_back(
    app: Flask, cast: Cast, talk: Talk
) -> None:
    topic_id = talk(a_topic(1))
    dov = sign_in(app, cast, "dov")
    limiter.enabled = True
    limiter.reset()
    answers = [dov.post(f"/t/{topic_id}/reply", data={"body": f"{n}"}) for n in range(62)]
    limiter.reset()
    assert {answer.status_code for answer in answers[:60]} == {303}
    assert answers[60].status_code == 429
    assert int(answers[60].headers["Retry-After"]) > 0
    assert "A little slower" in answers[60].text


def test_a_form_without_its_token_is_refused(app: Flask, cast: Cast, talk: Talk) -> None:
    topic_id = talk(a_topic(1))
    dov = sign_in(app, cast, "dov")
    app.config["WTF_CSRF_ENABLED"] = True
    for address in (f"/t/{topic_id}/reply", "/t/new", "/p/1/react", "/p/1/delete", "/topics/read"):
        assert dov.post(address, data={"body": "x"}).status_code == 400, address
    page = dov.get(f"/t/{topic_id}/tea-at-dawn").text
    forms = page.count("<form") - 3  # search, language and theme, which change nothing of anybody's
    assert page.count('name="csrf_token"') == forms >= 4
