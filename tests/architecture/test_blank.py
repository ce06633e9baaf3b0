"""A text of which nothing can be seen is no text, in the forms of every feature."""

import pytest
from flask import Flask
from sqlalchemy import delete

from tests.architecture.test_permissions import TABLE, fill
from tests.conftest import Cast, sign_in
from tests.world import furnish
from tribe.base.db import session
from tribe.setup.models import Setup

UNSEEN = "\u200b\u3164\ufe0f\u2800"
MARKS = "&#8203; [](https://example.org) **\u200b**"  # of which nothing is seen once it is cooked
# What must be typed, by route; by whom it is sent.
TYPED = {
    "/t/new": ("cleo", ["title", "body"]),
    "/t/<int:topic_id>/reply": ("cleo", ["body"]),
    "/p/<int:post_id>/edit": ("dov", ["body"]),
    "/events/new": ("cleo", ["title", "place"]),
    "/events/<int:event_id>/edit": ("cleo", ["title", "place"]),
    "/rituals/new": ("cleo", ["name", "purpose"]),
    "/rituals/<slug>/edit": ("cleo", ["name", "purpose"]),
    "/charter/new": ("cleo", ["title", "meaning"]),
    "/promises/new": ("ada", ["title"]),
    "/acts/new": ("ada", ["title"]),
    "/categories/new": ("ada", ["name"]),
    "/reports": ("ines", ["purpose"]),
    "/join": ("-", ["name"]),
}
COOKED = {
    "/acts/new": ("ada", ["body"]),
    "/t/new": ("cleo", ["body"]),
    "/t/<int:topic_id>/reply": ("cleo", ["body"]),
    "/p/<int:post_id>/edit": ("dov", ["body"]),
    "/rituals/new": ("cleo", ["purpose"]),
    "/rituals/<slug>/edit": ("cleo", ["purpose"]),
    "/rituals/<slug>/enactments/<int:enactment_id>/recap": ("cleo", ["recap"]),
    "/ask": ("-", ["body"]),
}


@pytest.mark.parametrize(("route", "name"), [(r, n) for r, (_who, ns) in TYPED.items() for n in ns])
def test_what_cannot_be_seen_is_missing(app: Flask, cast: Cast, route: str, name: str) -> None:
    refused(app, cast, route, TYPED[route][0], {name: UNSEEN})


@pytest.mark.parametrize(
    ("route", "name"), [(r, n) for r, (_who, ns) in COOKED.items() for n in ns]
)
def test_marks_of_which_nothing_is_seen_are_no_text(
    app: Flask, cast: Cast, route: str, name: str
) -> None:
    refused(app, cast, route, COOKED[route][0], {name: MARKS})


def refused(app: Flask, cast: Cast, route: str, who: str, typed: dict[str, str]) -> None:
    """Send the form of a route with other words; what is missing must be said."""
    world = furnish(app, cast)
    with app.app_context():
        session.execute(delete(Setup))  # the doors are open
        session.commit()
    address, sent, _allowed = TABLE[route]
    client = app.test_client() if who == "-" else sign_in(app, cast, who)
    data = {key: fill(value, world) for key, value in sent.items()} | typed
    answer = client.post(fill(address, world), data=data)
    assert answer.status_code == 422
    assert "field--bad" in answer.text or "Please" in answer.text
