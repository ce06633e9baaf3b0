"""What guests ask for is drawn once a version, and not at all for who has it."""

from types import ModuleType
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from tests.conftest import Cast
from tests.world import furnish
from tribe.base.db import session
from tribe.events import calendars
from tribe.events.models import Event
from tribe.forum.views import feeds
from tribe.web import cache
from tribe.web.cache import Kept

ADDRESSES = ("/events.ics", "/feed.atom", "/events/1.ics")


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "KEPT", Kept())


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was drawn, each time."""
    drawn: list[str] = []

    def note(module: ModuleType, name: str) -> None:
        draw = getattr(module, name)

        def noted(*args: Any) -> Any:
            drawn.append(name)
            return draw(*args)

        monkeypatch.setattr(module, name, noted)

    note(calendars, "write_calendar")
    note(feeds, "render_atom")
    return drawn


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_304_and_a_second_reader_cost_no_drawing(
    app: Flask, cast: Cast, client: FlaskClient, drawings: list[str], address: str
) -> None:
    furnish(app, cast)
    first = client.get(address)
    assert (first.status_code, len(drawings)) == (200, 1)
    assert client.get(address).data == first.data
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, len(drawings)) == (304, b"", 1)
    assert "Last-Modified" in first.headers


def test_what_changed_is_drawn_anew(
    app: Flask, cast: Cast, client: FlaskClient, drawings: list[str]
) -> None:
    furnish(app, cast)
    tag = client.get("/events.ics").headers["ETag"]
    with app.app_context():
        event = session.query(Event).first()
        assert event is not None
        event.title, event.updated_at = "Moved to the barn", event.updated_at.replace(year=2027)
        session.commit()
    answer = client.get("/events.ics", headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "Moved to the barn" in answer.text
    assert len(drawings) == 2


def test_what_is_kept_is_packed_once(
    app: Flask, cast: Cast, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "MIN_SIZE", 10)
    furnish(app, cast)
    packed = client.get("/feed.atom", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/feed.atom")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["ETag"] == plain.headers["ETag"]


def test_no_more_is_kept_than_there_is_room_for(app: Flask) -> None:
    kept = Kept(most=1_000)
    for number in range(50):
        kept.get(str(number), lambda number=number: b"%d" % number * 100)  # type: ignore[misc]
    assert kept.size <= 1_000
    assert len(kept._drawn) < 50


def test_another_version_is_another_answer(app: Flask) -> None:
    def ask(version: object) -> Response:
        with app.test_request_context("/x"):
            return cache.answer_kept(
                version, lambda: repr(version).encode(), content_type="text/plain"
            )

    assert ask(1).headers["ETag"] != ask(2).headers["ETag"]
    assert ask(("a", 1)).data == b"('a', 1)"
