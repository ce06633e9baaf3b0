"""Rites for tests, with gatherings and topics to enact them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.conftest import Cast
from tests.events.conftest import draft as event_draft
from tribe.base.db import now, session
from tribe.events.queries import get_event
from tribe.events.services import create_event
from tribe.forum.models import Audience, Category, CategoryPermission, Topic
from tribe.rituals.models import Cadence
from tribe.rituals.queries import lock_ritual
from tribe.rituals.services import RitualDraft, declare, enact

Make = Callable[..., int]


def draft(**changes: Any) -> RitualDraft:
    """A draft that is valid, with some of it changed."""
    fields: dict[str, Any] = {
        "name": "The Thursday table",
        "purpose": "We *mend* together.",
        "cadence": Cadence.WEEKLY,
        "steps": ("Light the lamp.", "Mend until nine."),
    }
    return RitualDraft(**(fields | changes))


def make_event(cast: Cast, host: str = "dov", days: float = 3, **changes: Any) -> int:
    """A gathering some days from now, in the present context."""
    start = now().replace(microsecond=0) + timedelta(days=days)
    event = create_event(cast.get(host), event_draft(starts_at=start, **changes))
    session.flush()
    return event.id


def make_topic(
    cast: Cast, author: str = "dov", title: str = "A question", seen_by: str | None = None
) -> int:
    """A topic in a category of its own, open to all or to one audience and those above it."""
    moment = now() - timedelta(days=1)
    category = Category(slug=f"room-{title}", name="CategoryNode")
    session.add(category)
    session.flush()
    if seen_by is not None:
        rule = CategoryPermission(
            category_id=category.id, audience=Audience(seen_by), may_see=True, may_reply=True
        )
        session.add(rule)
    topic = Topic(
        category_id=category.id,
        author_id=cast.ids[author],
        last_poster_id=cast.ids[author],
        title=title,
        slug="a-question",
        created_at=moment,
        last_posted_at=moment,
    )
    session.add(topic)
    session.flush()
    return topic.id


@pytest.fixture
def make(cast: Cast) -> Make:
    """Declare a rite by one of the cast, commit it, and give its id."""

    def make(keeper: str = "cleo", at: datetime | None = None, **changes: Any) -> int:
        with cast.app.app_context():
            ritual = declare(cast.get(keeper), draft(**changes), at=at)
            session.commit()
            return ritual.id

    return make


@pytest.fixture
def enacted(cast: Cast) -> Callable[..., tuple[int, int]]:
    """Make a gathering of Dov's that enacts a rite; give the ids of gathering and enactment."""

    def enacted(ritual_id: int, days: float = -2, **changes: Any) -> tuple[int, int]:
        with cast.app.app_context():
            number = make_event(cast, days=days, **changes)
            event = get_event(number)
            enactment = enact(cast.get("cleo"), lock_ritual(ritual_id), event=event)
            session.commit()
            return number, enactment.id

    return enacted
