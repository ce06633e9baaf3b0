"""Gatherings for tests: in three days, two hours long, in Paris, unless a test says otherwise."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.conftest import Cast
from tribe.base.db import now, session
from tribe.events.models import Event, Mode
from tribe.events.services import EventDraft, create_event
from tribe.members.models import Member

Make = Callable[..., int]


def draft(starts_at: datetime | None = None, **changes: Any) -> EventDraft:
    """A draft that is valid, with some of it changed."""
    start = starts_at or now().replace(microsecond=0) + timedelta(days=3)
    fields: dict[str, Any] = {
        "title": "Evening at the mill",
        "description": "Bring a *cup*.",
        "mode": Mode.PLACE,
        "place": "The mill, 3 rue du Pont",
        "zone": "Europe/Paris",
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
    }
    return EventDraft(**(fields | changes))


@pytest.fixture
def make(cast: Cast) -> Make:
    """Make a gathering hosted by one of the cast, commit it, and give its id."""

    def make(host: str = "cleo", **changes: Any) -> int:
        with cast.app.app_context():
            event = create_event(cast.get(host), draft(**changes))
            session.commit()
            return event.id

    return make


def add_members(count: int) -> list[Member]:
    """Members beside the cast, named m000 and on; all of them agree to be measured."""
    members = [Member(name=f"m{i:03}", name_key=f"m{i:03}", is_measured=True) for i in range(count)]
    session.add_all(members)
    session.flush()
    return members


def typed(**changes: str) -> dict[str, str]:
    """What a browser sends for a valid gathering, with some of it changed."""
    day = (now() + timedelta(days=30)).date().isoformat()
    fields = {
        "title": "Evening at the mill",
        "description": "Bring a *cup*.",
        "mode": "place",
        "place": "The mill, 3 rue du Pont",
        "online_url": "",
        "zone": "Europe/Paris",
        "starts": f"{day}T19:00",
        "ends": f"{day}T21:00",
        "capacity": "",
        "hosts": "",
    }
    return fields | changes


def get(event_id: int) -> Event:
    """A gathering in the present context's session."""
    return session.get_one(Event, event_id)
