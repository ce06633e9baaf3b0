"""Nothing typed into a form of the forum breaks it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Cast, sign_in
from tests.forum.conftest import Forum
from tribe.forum.models import Audience

TEXT = st.text(max_size=60) | st.sampled_from(
    ["", "0", "1", "-1", "9" * 40, "²", "\x00", "@cleo", "||x||", "> [a](/p/1)\nb", "[" * 200]
)
FIELDS = {
    "/t/new": ("category", "title", "body"),
    "/t/1/reply": ("body", "reply_to"),
    "/t/1/follow": ("level",),
    "/p/1/react": ("kind",),
    "/p/1/edit": ("title", "body"),
    "/topics/read": ("category", "until"),
    "/categories/new": ("name", "slug", "description", "parent", "position", "hue", "guest_see"),
    "/c/hall/edit": ("name", "description", "parent", "position", "hue", "member_see"),
}
QUERIES = ("page", "before", "after", "filter", "to", "quote", "version", "category", "parent")
PAGES = ("/topics", "/c/hall", "/t/1/a-title", "/t/1/after", "/t/1/reply", "/p/1/history", "/t/new")


@pytest.fixture
def browser(app: Flask, cast: Cast) -> FlaskClient:
    with app.app_context():
        forum = Forum(cast)
        forum.topic("cleo", forum.room("hall"))
    return sign_in(app, cast, "ada")


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_form_gives_a_500(browser: FlaskClient, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(FIELDS)))
    typed = {name: data.draw(TEXT) for name in FIELDS[path]}
    assert browser.post(path, data=typed).status_code in (303, 403, 404, 409, 422)


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(path=st.sampled_from(PAGES), asked=st.dictionaries(st.sampled_from(QUERIES), TEXT))
def test_no_address_gives_a_500(browser: FlaskClient, path: str, asked: dict[str, str]) -> None:
    asked = {name: value.encode("utf-8", "replace").decode() for name, value in asked.items()}
    assert browser.get(path, query_string=asked).status_code in (200, 301, 404)


def test_every_audience_stands_in_the_form(browser: FlaskClient) -> None:
    page = browser.get("/c/hall/edit").text
    assert all(f'name="{audience}_see"' in page for audience in Audience)
