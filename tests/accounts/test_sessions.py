"""Places where one is signed in have names of one's own."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tribe.base.db import session
from tribe.members.models import SignIn


def named(app: Flask) -> dict[int, str]:
    with app.app_context():
        return {row.id: row.name for row in session.scalars(select(SignIn))}


def test_a_place_is_called_as_its_member_says(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    [place] = named(app)
    told = cleo.post(f"/me/sessions/{place}/name", data={"name": "  The <b>old</b> laptop "})
    assert told.location == "/me/sessions"
    page = cleo.get("/me/sessions").text
    assert 'class="crumbs"' in page  # the way back to the account
    assert "The &lt;b&gt;old&lt;/b&gt; laptop" in page
    assert named(app) == {place: "The <b>old</b> laptop"}
    cleo.post(f"/me/sessions/{place}/name", data={"name": ""})
    assert named(app) == {place: ""}


@pytest.mark.parametrize("name", ["x" * 61, "x" * 5000])
def test_a_name_that_is_too_long_is_refused(app: Flask, cast: Cast, name: str) -> None:
    cleo = sign_in(app, cast, "cleo")
    [place] = named(app)
    refused = cleo.post(f"/me/sessions/{place}/name", data={"name": name})
    assert (refused.status_code, "name" in refused.text) == (422, True)
    assert named(app) == {place: ""}


def test_nobody_names_a_place_of_another_or_one_that_ended(app: Flask, cast: Cast) -> None:
    cleo, dov = sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")
    first, second = sorted(named(app))
    assert dov.post(f"/me/sessions/{first}/name", data={"name": "mine"}).status_code == 404
    cleo.post("/sign-out")
    assert named(app) == {first: "", second: ""}
    again = sign_in(app, cast, "cleo")
    assert again.post(f"/me/sessions/{first}/name", data={"name": "gone"}).status_code == 404
