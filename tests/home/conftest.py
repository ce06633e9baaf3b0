"""A tribe with something alive in each room."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.conftest import Cast
from tests.stating import intent_of
from tribe.base.db import now, session
from tribe.events.models import Event, Mode, Rsvp
from tribe.events.services import EventDraft, answer, create_event
from tribe.forum.models import Audience, Category, CategoryPermission, Topic
from tribe.forum.services import create_topic
from tribe.rituals.models import Cadence, Ritual
from tribe.rituals.services import RitualDraft, declare


class Tribe:
    """Shorthand for what happens in it; every act is committed."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast
        with app.app_context():
            self.hall = self._room("hall")
            self.attic = self._room("attic", Audience.MODERATOR)

    def _room(self, slug: str, audience: Audience | None = None) -> int:
        room = Category(slug=slug, name=slug.title())
        session.add(room)
        session.flush()
        if audience is not None:
            session.add(
                CategoryPermission(
                    category_id=room.id,
                    audience=audience,
                    may_see=True,
                    may_reply=True,
                    may_create=True,
                )
            )
        session.commit()
        return room.id

    def topic(self, who: str, title: str, days_ago: float = 1, room: int | None = None) -> Topic:
        """One of the cast begins a topic."""
        place = session.get_one(Category, room or self.hall)
        author, at = self.cast.get(who), now() - timedelta(days=days_ago)
        topic = create_topic(author, place, title, "First words", at=at, intent=intent_of(author))
        session.commit()
        return topic

    def gathering(self, title: str, in_days: float = 2, capacity: int | None = None) -> Event:
        """Ada invites to the mill, in Paris."""
        start = now().replace(microsecond=0) + timedelta(days=in_days)
        event = create_event(
            self.cast.get("ada"),
            EventDraft(
                title=title,
                description="",
                mode=Mode.PLACE,
                place="The mill",
                zone="Europe/Paris",
                starts_at=start,
                ends_at=start + timedelta(hours=2),
                capacity=capacity,
            ),
        )
        session.commit()
        return event

    def going(self, who: str, event: Event, guests: int = 0) -> None:
        """One of the cast will come."""
        answer(self.cast.get(who), event, Rsvp.GOING, guests)
        session.commit()

    def rite(self, name: str) -> Ritual:
        """Cleo declares a rite and keeps it."""
        ritual = declare(
            self.cast.get("cleo"),
            RitualDraft(name=name, purpose="To be together", cadence=Cadence.WEEKLY),
        )
        session.commit()
        return ritual


@pytest.fixture
def tribe(app: Flask, cast: Cast) -> Tribe:
    """The shorthand; open an application context to act."""
    return Tribe(app, cast)
