"""Whatever an address to go back to says, the reader stays on this site."""

import re
from html import unescape
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import PASSWORD, Cast, sign_in
from tribe.base.db import session
from tribe.members import passwords
from tribe.web.redirects import HOME, is_page_here, this_page

ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "/a\r\nSet-Cookie: x=1",
    "/%09/evil.example",
    "/%2F/evil.example",
    "/%5Cevil.example",
    "/%0d%0aLocation:%20//evil.example",
    "\x00//evil.example",
    " //evil.example",
    "/a\u2028b",
    "/\u202e/evil.example",
    "/" + "a" * 4000,
    "evil.example",
    "?next=//evil.example",
    "",
]
HERE = ["/", "/topics?filter=new", "/u/%E0%A4%95%E0%A4%AE%E0%A4%B2", "/u/कमल", "/t/7/a-b#post-3"]
HERE += ["/search?q=https%3A%2F%2Fexample.org%2Fa", "/members?after=a%20b&sort=new"]


@pytest.mark.parametrize("target", ELSEWHERE)
@pytest.mark.parametrize("path", ["/theme", "/language", "/sign-in", "/join"])
def test_nobody_is_led_away(app: Flask, cast: Cast, path: str, target: str) -> None:
    with app.app_context():
        cast.get("cleo").password_hash = passwords.hash_password(PASSWORD)
        session.commit()
    typed = {"login": "cleo", "password": PASSWORD, "theme": "dark", "locale": "fr"}
    typed |= {"name": "Wren", "email": "wren@example.invalid"} if path == "/join" else {}
    answer = app.test_client().post(path, data=typed | {"next": target})
    first = "/welcome" if path == "/join" and not target else HOME  # whoever has just come
    assert (answer.status_code, answer.location) == (303, first)


@pytest.mark.parametrize("target", HERE)
def test_pages_here_are_gone_back_to(client: FlaskClient, target: str) -> None:
    answer = client.post("/theme", data={"theme": "dark", "next": target})
    assert (answer.status_code, unquote(answer.location)) == (303, unquote(target))


@pytest.mark.parametrize(
    "path", ["/\t/evil.example", "/\r\n/evil.example", "/\\evil.example", "//evil.example/x"]
)
def test_the_theme_of_a_page_that_is_not_there_stays_here(client: FlaskClient, path: str) -> None:
    page = client.get("/", environ_overrides={"PATH_INFO": path})
    assert page.status_code == 404
    offered = re.search(r'name="next" value="([^"]*)"', page.text)
    assert offered is not None
    data = {"theme": "dark", "next": unescape(offered[1])}
    assert client.post("/theme", data=data).location in (HOME, "/evil.example/x")


@pytest.mark.parametrize(
    "path", ["/t/new?category=a%26b", "/events/new?title=caf%C3%A9%20au%20lait"]
)
def test_a_guest_comes_back_to_the_form_they_opened(app: Flask, cast: Cast, path: str) -> None:
    leading = app.test_client().get(path)
    assert leading.status_code == 303
    asked = sign_in(app, cast, "cleo").get(leading.location)
    assert (asked.status_code, asked.location) == (303, path)


def browsers_path(target: str) -> str:
    """What a browser makes of an address before it goes there (WHATWG URL, §4.4)."""
    return re.sub(r"[\t\n\r]", "", target.strip("".join(map(chr, range(33))))).replace("\\", "/")


@given(st.text(st.sampled_from("/\\\t\n\r .:?#@%2F5Cc09aevil") | st.characters(), max_size=24))
def test_what_is_taken_for_a_page_here_is_one(target: str) -> None:
    if is_page_here(target):
        parts = urlsplit(urljoin("https://tribe.example/t/1/a", browsers_path(target)))
        assert (parts.scheme, parts.netloc) == ("https", "tribe.example")
        assert not re.search(r"[\x00-\x20\x7f]", target)


@pytest.mark.parametrize(
    ("sent_to", "page"),
    [
        ("/moderation?state=closed&subject=post", "/moderation?state=closed&subject=post"),
        ("/moderation/cases/5/notes?kind=spam", "/moderation/cases/5?kind=spam"),
        ("/t/5/close?x=caf%C3%A9%20%26&y", "/t/5/close?x=caf%C3%A9%20%26&y"),
        ("/sign-out?next=/me", "/"),  # nothing of it is of the front page
        ("/?page=2", "/?page=2"),
    ],
)
def test_the_page_of_a_form_keeps_what_was_asked_of_it(
    session_app: Flask, sent_to: str, page: str
) -> None:
    with session_app.test_request_context(sent_to, method="POST"):
        assert this_page() == page


@given(st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="/\\"), min_size=1))
def test_every_page_here_can_be_come_back_to(session_app: Flask, part: str) -> None:
    with session_app.test_request_context("/u/" + quote(part[:60]), query_string={"q": part[:60]}):
        assert is_page_here(this_page())


@pytest.mark.parametrize("target", ["/.//evil.example", "/a/../..//evil.example", "/t//1"])
def test_two_slashes_lead_nowhere_wherever_they_stand(client: FlaskClient, target: str) -> None:
    assert not is_page_here(target)
    assert client.get(target, headers={"Host": "evil.example"}).status_code == 404
