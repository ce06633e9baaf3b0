"""No unsafe route acts without the token of its own page."""

import re

import pytest
from flask import Flask

from tests.conftest import Cast, sign_in
from tests.world import furnish

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
WITHOUT_TOKEN = {"/language", "/theme"}  # and from our own pages alone
FOR_GUESTS = ("/ask", "/follow", "/follow/1", "/report")  # the same
FOR_GUESTS += ("/report/1/object",)
FOR_GUESTS += ("/events/1/guest", "/events/1/guest/1")


def test_every_unsafe_route_refuses_a_request_without_token(app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    app.config["WTF_CSRF_ENABLED"] = True
    client = sign_in(app, cast, "ada")
    tried = 0
    for rule in app.url_map.iter_rules():
        for method in UNSAFE & (rule.methods or set()):
            path = re.sub(r"<any\((\w+).*?>", r"\1", rule.rule)
            path = re.sub(r"<[^>]+>", "1", path)
            if path in {*WITHOUT_TOKEN, *FOR_GUESTS} or path.startswith(
                "/unsubscribe/"
            ):  # a token of its own
                continue
            assert client.open(path, method=method, data={"name": "x"}).status_code == 400, path
            tried += 1
    assert tried > 25


@pytest.mark.parametrize("path", sorted(WITHOUT_TOKEN))
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 400),
        ({"Sec-Fetch-Site": "same-site"}, 400),
        ({"Origin": "http://localhost"}, 303),
        ({"Origin": "http://localhost.evil.example"}, 400),
        ({"Origin": "null"}, 400),
        ({"Referer": "http://evil.example/localhost"}, 400),
        ({"Origin": "http://[localhost"}, 400),
        ({"Referer": "http://localhost:x]"}, 400),
        ({}, 303),
    ],
)
def test_forms_without_token_are_taken_from_our_own_pages(
    app: Flask, path: str, headers: dict[str, str], status: int
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    form = {"locale": "fr", "theme": "dark", "next": "/topics"}
    answer = app.test_client().post(path, data=form, headers=headers)
    assert answer.status_code == status
    assert ("Set-Cookie" in answer.headers) == (status == 303)


@pytest.mark.parametrize("path", FOR_GUESTS)
@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "null"}],
)
def test_forms_of_guests_are_taken_from_our_own_pages_alone(
    app: Flask, path: str, headers: dict[str, str]
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = app.test_client().post(path, data={"email": "wren@example.invalid"}, headers=headers)
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers


OWN = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
# Where a guest shows who they are or asks to; another site could else sign them in as another.
DOORS = (
    "/sign-in",
    "/join",
    "/forgot",
    "/sign-in/link",
    "/sign-in/passkey/options",
    "/sign-in/code",
)


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize(
    ("headers", "is_taken"),
    [
        (OWN, True),
        ({"Origin": "http://localhost"}, True),
        ({"Referer": "http://localhost/sign-in"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Origin": "http://localhost.evil.example"}, False),
        ({"Origin": "null", "Referer": "http://localhost/"}, False),
        ({}, False),
    ],
)
def test_a_guest_comes_in_by_our_own_pages_alone(
    app: Flask, path: str, headers: dict[str, str], is_taken: bool
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = app.test_client().post(path, data={"email": "wren"}, headers=headers)
    assert (answer.status_code != 400) is is_taken


def test_a_browser_that_says_nothing_is_taken_by_a_token(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    form = {"login": "wren", "password": "three unrelated words"}
    assert client.post("/sign-in", data=form).status_code == 400
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    assert token is not None
    assert client.post("/sign-in", data=form | {"csrf_token": token[1]}).status_code == 422
    other = app.test_client()
    other.post("/sign-in", data=form)
    assert other.post("/sign-in", data=form | {"csrf_token": token[1]}).status_code == 400


def test_a_member_needs_the_token_also_on_the_pages_of_guests(app: Flask, cast: Cast) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = sign_in(app, cast, "ada")
    for path in ("/sign-in", "/sign-out", "/me/profile"):
        assert client.post(path, data={}, headers=OWN).status_code == 400


def test_the_token_of_the_page_is_accepted(app: Flask, cast: Cast) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = sign_in(app, cast, "ada")
    page = client.get("/topics").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    assert client.post("/sign-out", data={"csrf_token": token[1]}).status_code == 303
