"""The worker, the page without a signal, and forms that waited: each counts once."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.conftest import Cast, sign_in
from tests.world import furnish
from tribe.base.db import session
from tribe.forum import services as forum
from tribe.forum.models import Post, Topic
from tribe.settings import services as settings

PROGRAM = {"Accept": "application/json"}
MARK = "a-mark-of-its-own"


def told(client: FlaskClient) -> dict[str, object]:
    """What the server writes above the worker."""
    first = client.get("/sw.js").text.partition("\n")[0]
    answer: dict[str, object] = json.loads(first.removeprefix("self.tribe=").removesuffix(";"))
    return answer


def test_what_is_the_same_for_all_carries_no_cookie_of_its_reader(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    for url in ("/sw.js", "/icon.svg", "/manifest.webmanifest", "/robots.txt", "/sitemap.xml"):
        answer = cleo.get(url)
        assert answer.status_code == 200
        assert "private" not in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers, url
    assert "Set-Cookie" in cleo.post("/language", data={"locale": "fr"}).headers


def test_the_worker_names_what_it_keeps_by_version(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    before = told(client)
    for url in before["files"] + list(before["pages"].values()):  # type: ignore[operator,attr-defined]
        assert client.get(url).status_code == 200
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert client.get("/sw.js", headers=tag).status_code == 304
    with app.app_context():
        settings.change({"name": "The Bakers’ Table", "accent": "#a3452c"}, cast.ids["ada"])
        session.commit()
    after = told(client)
    assert after["version"] != before["version"]
    assert "/theme.css?accent=a3452c" in after["files"]  # type: ignore[operator]
    assert client.get("/sw.js", headers=tag).status_code == 200


def test_the_page_without_a_signal_speaks_of_topics_as_other_pages_do(client: FlaskClient) -> None:
    """And holds, hidden, that there is a signal again."""
    page = client.get("/offline?lang=fr").text
    assert "Seuls les fils et les réponses attendent" in page
    assert "conversation" not in page
    assert "Le réseau est revenu." in page


@pytest.mark.parametrize(("lang", "words"), [("en", "No signal"), ("fr", "Pas de réseau")])
def test_the_page_without_a_signal_is_nobodys(
    app: Flask, cast: Cast, client: FlaskClient, lang: str, words: str
) -> None:
    page = sign_in(app, cast, "cleo").get(f"/offline?lang={lang}").text
    assert words in page
    assert f'<html lang="{lang}"' in page
    assert "cleo" not in page
    assert "csrf_token" not in page
    assert page == client.get(f"/offline?lang={lang}").text
    assert client.get("/offline?lang=xx", headers={"Accept-Language": lang}).text == page


def test_a_browser_learns_whose_forms_it_would_send(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    assert client.get("/offline/reader").get_json() == {"member": None}
    answer = sign_in(app, cast, "cleo").get("/offline/reader")
    assert answer.get_json()["member"] == cast.ids["cleo"]
    assert answer.get_json()["token"]
    assert answer.headers["Cache-Control"] == "private, no-store"


def posts(app: Flask) -> int:
    with app.app_context():
        return session.scalar(select(func.count()).select_from(Post)) or 0


def test_a_form_with_a_mark_counts_once_by_whichever_token(app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    cleo, before = sign_in(app, cast, "cleo"), posts(app)
    form = {"body": "From the tunnel", "once": MARK, "about": "A walk"}
    first = cleo.post("/t/1/reply", data=form | {"csrf_token": "of the page"})
    again = form | {"csrf_token": "of another day", "about": "Another title by now"}
    second = cleo.post("/t/1/reply", data=again, headers=PROGRAM)
    assert (first.status_code, second.status_code) == (303, 201)
    assert second.get_json() == {"url": first.location}
    assert posts(app) == before + 1
    other = cleo.post("/t/1/reply", data=again | {"body": "Other words of the same form"})
    assert other.status_code == 409
    assert "Other words of the same form" in other.text
    told = cleo.post("/t/new", data=again | {"title": "Elsewhere"}, headers=PROGRAM)
    assert (told.status_code, told.mimetype) == (409, "application/problem+json")
    assert told.get_json(force=True)["type"] == "urn:tribe:refusal:offline.sent_otherwise"
    assert posts(app) == before + 1


def test_of_one_mark_only_one_thing_comes_whoever_is_first(app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    before, sent = posts(app), ["One way", "Another way", "Another way", "A third way"]
    browsers = [sign_in(app, cast, "cleo") for _ in sent]
    together = Barrier(len(sent))

    def send(number: int) -> int:
        together.wait()
        form = {"body": sent[number], "once": MARK}
        return browsers[number].post("/t/1/reply", data=form, headers=PROGRAM).status_code

    with ThreadPoolExecutor(len(sent)) as pool:
        answers = sorted(pool.map(send, range(len(sent))))
    assert answers in ([201, 409, 409, 409], [201, 201, 409, 409])
    assert posts(app) == before + 1


def test_a_program_is_refused_in_words_also_at_the_door(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    furnish(app, cast)
    cleo = sign_in(app, cast, "cleo")
    app.config["WTF_CSRF_ENABLED"] = True
    form = {"body": "From the tunnel", "csrf_token": "of a session that is over", "once": MARK}
    here = {"Sec-Fetch-Site": "same-origin"}
    for path in ("/t/new", "/t/1/reply"):
        stale = cleo.post(path, data=form, headers=PROGRAM)
        assert (stale.status_code, stale.mimetype) == (400, "application/problem+json")
        assert stale.get_json(force=True)["title"] == "This request could not be understood"
        for guest in (
            client.post(path, data=form, headers=PROGRAM | here),
            client.get(path, headers=PROGRAM),
        ):
            assert (guest.status_code, guest.mimetype) == (403, "application/problem+json")
            assert guest.get_json(force=True)["type"] == "urn:tribe:refusal:access.sign_in"
        assert client.get(path).status_code == 303


def test_what_was_accepted_before_the_topic_closed_is_not_refused_after(
    app: Flask, cast: Cast
) -> None:
    furnish(app, cast)
    cleo, before = sign_in(app, cast, "cleo"), posts(app)
    form = {"body": "Just in time", "once": MARK}
    led = cleo.post("/t/1/reply", data=form).location
    with app.app_context():
        forum.close_topic(cast.get("ada"), session.get_one(Topic, 1))
        session.commit()
    again = cleo.post("/t/1/reply", data=form, headers=PROGRAM)
    assert (again.status_code, again.get_json()["url"]) == (201, led)
    late = cleo.post("/t/1/reply", data=form | {"body": "Too late"}, headers=PROGRAM)
    assert (late.status_code, late.mimetype) == (409, "application/problem+json")
    assert posts(app) == before + 1


def test_a_mark_of_one_member_is_nothing_to_another(app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    before, form = posts(app), {"body": "The same words", "once": MARK}
    for name in ("cleo", "ben"):
        assert sign_in(app, cast, name).post("/t/1/reply", data=form).status_code == 303
    assert posts(app) == before + 2


def test_a_program_is_told_in_words_what_is_wrong(app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    answer = sign_in(app, cast, "cleo").post("/t/1/reply", data={"body": ""}, headers=PROGRAM)
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.get_json(force=True)["errors"]["body"] == ["Please fill this in."]
    assert "Please fill this in." in answer.get_json(force=True)["detail"]


def test_forms_that_may_wait_have_a_mark_each_time_another(app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    cleo = sign_in(app, cast, "cleo")
    for path in ("/t/new", "/t/1/reply"):
        pages = [cleo.get(path).text for _turn in range(2)]
        marks = [re.findall(r'name="once" value="([\w-]{16})"', page) for page in pages]
        assert [len(found) for found in marks] == [1, 1]
        assert marks[0] != marks[1]
        assert f'data-member="{cast.ids["cleo"]}"' in pages[0]
