"""No unsafe route acts without the token of its own page."""

import re

from flask import Flask

from tests.conftest import Cast, sign_in
from tests.household import furnish

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def test_every_unsafe_route_refuses_a_request_without_token(app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    app.config["WTF_CSRF_ENABLED"] = True
    client = sign_in(app, cast, "ada")
    tried = 0
    for rule in app.url_map.iter_rules():
        for method in UNSAFE & (rule.methods or set()):
            path = re.sub(r"<any\((\w+).*?>", r"\1", rule.rule)
            path = re.sub(r"<[^>]+>", "1", path)
            assert client.open(path, method=method, data={"name": "x"}).status_code == 400, path
            tried += 1
    assert tried > 25


def test_the_token_of_the_page_is_accepted(app: Flask, cast: Cast) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    page = client.get("/sign-in").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    form = {"locale": "fr", "next": "/topics", "csrf_token": token[1]}
    answer = client.post("/language", data=form)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/topics"


def test_coming_back_never_leaves_the_site(app: Flask) -> None:
    client = app.test_client()
    plain = ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "")
    # Browsers and our own redirects pass over tabs and ends of lines: what is left leads away.
    hidden = ("/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example", "/a\r\nSet-Cookie: x=1")
    for target in plain + hidden:
        answer = client.post("/language", data={"locale": "fr", "next": target})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")
