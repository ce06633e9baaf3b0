"""A place that mails to a real server of the test's own, and what guests send to it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Cast
from tests.events.conftest import draft, make
from tests.mail.conftest import box, postal, send_all, server
from tribe.base.db import now, session
from tribe.events.models import Event
from tribe.events.services import create_event

__all__ = ["box", "make", "postal", "send_all", "server"]


@pytest.fixture
def guest(app: Flask) -> Iterator[FlaskClient]:
    """A guest's browser, which is never given a cookie."""
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    yield client
    assert client.get_cookie("tribe") is None


@pytest.fixture
def event_id(app: Flask, cast: Cast) -> int:
    """A gathering of four places that welcomes guests."""
    with app.app_context():
        event = create_event(cast.get("cleo"), draft(capacity=4, welcomes_guests=True))
        session.commit()
        return event.id


def end(app: Flask, event_id: int, **ago: float) -> None:
    """Let a gathering have ended a while ago."""
    from datetime import timedelta

    with app.app_context():
        event = session.get_one(Event, event_id)
        event.ends_at = now() - timedelta(**ago)
        event.starts_at = event.ends_at - timedelta(hours=2)
        session.commit()
