"""What a view does outside of its transaction is done once, though the view is called again."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask, Response, after_this_request, flash, g, get_flashed_messages, request
from flask import session as cookie
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from tests.conftest import Cast, sign_in
from tribe.base import again
from tribe.base.db import db, now, session
from tribe.members.identity import current_member
from tribe.members.models import Member, SignIn
from tribe.web.security import csrf, limiter

Make = Callable[..., FlaskClient]


class Undone(Exception):
    """What the driver says of a transaction that the database has undone."""

    sqlstate = "40P01"


class Gone(Exception):
    """What it says of anything else."""

    sqlstate = "57P01"


def undo(why: type[Exception] = Undone) -> str:
    raise OperationalError("UPDATE", None, why())


@pytest.fixture
def page(another_app: Callable[..., Flask], cast: Cast) -> Make:
    """A place with one page more, at /page, which calls a function."""

    def make(view: Callable[[], Any], methods: str = "POST") -> FlaskClient:
        place = another_app()
        place.testing = False
        limiter.enabled = False
        place.add_url_rule("/page", "page", csrf.exempt(view), methods=[methods])
        return place.test_client()

    return make


def test_what_was_said_is_said_once(page: Make) -> None:
    tries, numbers = list[int](), set[str]()

    def view() -> str:
        tries.append(1)
        cookie["tries"] = cookie.get("tries", 0) + 1
        flash(f"It is done at {len(tries)}.")
        g.tried = g.get("tried", 0) + 1
        after_this_request(_marked)
        if len(tries) < 3:
            get_flashed_messages()
            undo()
        numbers.add(g.request_id)
        return f"{cookie['tries']} {g.tried} {get_flashed_messages()}"

    def _marked(response: Response) -> Response:
        response.headers.add("X-Mark", "once")
        return response

    answer = page(view).post("/page")
    assert (answer.status_code, answer.text) == (200, "1 1 ['It is done at 3.']")
    assert (len(tries), answer.headers.getlist("X-Mark")) == (3, ["once"])
    assert numbers == {answer.headers["X-Request-Id"]}


def test_the_cookie_stays_where_what_changed_it_was_undone(page: Make) -> None:
    tries = list[int]()

    def view() -> str:
        tries.append(1)
        if len(tries) == 1:
            cookie["tries"] = 1
            undo()
        return "done"

    assert "Set-Cookie" not in page(view).post("/page").headers


def test_who_asks_is_looked_up_again(
    app: Flask, another_app: Callable[..., Flask], cast: Cast
) -> None:
    """Their sign-in may have been ended by whom they waited for."""
    place, asked = another_app(), list[Member | None]()

    def view() -> str:
        asked.append(current_member())
        if len(asked) > 1:
            return "done"
        session.rollback()
        with db.engine.begin() as other:
            other.execute(update(SignIn).values(revoked_at=now()))
        return undo()

    def ask_before() -> None:
        current_member()

    place.before_request(ask_before)
    place.add_url_rule("/page", "page", csrf.exempt(view), methods=["POST"])
    signed_in = sign_in(place, cast, "cleo")
    assert signed_in.post("/page").text == "done"
    assert [one is not None for one in asked] == [True, False]


def test_what_the_cookie_held_is_held_again(page: Make) -> None:
    tries = list[int]()

    def view() -> str:
        tries.append(1)
        if len(tries) == 1:
            cookie["kept"].append("thrown away")
            cookie.pop("locale")
            undo()
        return f"{cookie['locale']} {cookie['kept']}"

    client = page(view)
    with client.session_transaction() as held:
        held.update({"locale": "fr", "kept": ["this"]})
    assert client.post("/page").text == "fr ['this']"


def test_what_was_sent_is_read_again(page: Make) -> None:
    read = list[tuple[str, bytes]]()

    def view() -> str:
        read.append((request.form["words"], request.files["file"].read()))
        return "read" if len(read) > 1 else undo()

    sent = {"words": "Tea", "file": (BytesIO(b"picture" * 9_999), "x.webp")}
    assert page(view).post("/page", data=sent).text == "read"
    assert read == [("Tea", b"picture" * 9_999)] * 2


def test_words_of_a_program_are_read_again(page: Make) -> None:
    read = list[Any]()

    def view() -> str:
        read.append(request.get_json())
        return "read" if len(read) > 1 else undo()

    assert page(view).post("/page", json={"words": "Tea"}).text == "read"
    assert read == [{"words": "Tea"}] * 2


def test_a_stream_that_is_read_is_not_begun_anew(page: Make) -> None:
    read = list[bytes]()

    def view() -> str:
        assert not request.form  # as whoever looks for a token in it has asked by then
        read.append(request.stream.read())
        return undo()

    sent = page(view).post("/page", data=b"a stream", content_type="application/octet-stream")
    assert (sent.status_code, read) == (503, [b"a stream"])


def test_a_form_without_a_field_is_answered_anew(page: Make) -> None:
    read = list[bytes]()

    def view() -> str:
        assert not request.form
        read.append(request.stream.read())
        return "read" if len(read) > 1 else undo()

    assert page(view).post("/page").text == "read"


def test_nothing_is_done_anew_once_something_stands(page: Make, cast: Cast) -> None:
    tries = list[int]()

    def view() -> str:
        tries.append(1)
        session.get_one(Member, cast.ids["cleo"]).hue += 1
        session.commit()
        return undo()

    assert page(view).post("/page").status_code == 503
    assert len(tries) == 1


def test_a_savepoint_is_of_what_was_undone(page: Make, cast: Cast) -> None:
    tries = list[int]()

    def view() -> str:
        tries.append(1)
        with session.begin_nested():
            session.get_one(Member, cast.ids["cleo"]).hue += 7
        if len(tries) == 1:
            undo()
        session.commit()
        return str(session.get_one(Member, cast.ids["cleo"]).hue)

    assert page(view).post("/page").text == "9"


def test_a_limit_counts_a_form_once(
    another_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does another form, sent after it, go uncounted."""
    tries = list[int]()

    def twice_a_minute() -> str:
        tries.append(1)
        return "done" if len(tries) != 1 else undo()

    place = another_app()
    monkeypatch.setattr(limiter, "enabled", True)
    limited = limiter.limit("2 per minute")(twice_a_minute)
    place.add_url_rule("/page", "page", csrf.exempt(limited), methods=["POST"])
    client = place.test_client()
    assert [client.post("/page").status_code for _ in range(3)] == [200, 200, 429]
    assert len(tries) == 3


@pytest.mark.parametrize(("why", "methods"), [(Gone, "POST"), (Undone, "GET")])
def test_nothing_else_is_done_anew(page: Make, why: type[Exception], methods: str) -> None:
    """Who only reads holds nothing that another waits for."""
    tries = list[int]()

    def view() -> str:
        tries.append(1)
        return undo(why)

    assert page(view, methods).open("/page", method=methods).status_code == 503
    assert len(tries) == 1


def test_it_is_tried_a_few_times_and_then_said(page: Make) -> None:
    tries = list[int]()

    def view() -> str:
        tries.append(1)
        return undo()

    answer = page(view).post("/page")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert len(tries) == again.TIMES
