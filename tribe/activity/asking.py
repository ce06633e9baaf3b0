"""How many members one may ask for something in a day: each question is told at once."""

from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import func, select

from tribe.activity.kinds import ActivityKind
from tribe.activity.models import Activity
from tribe.base.db import now, session, take_turns

DAY, NEW_FOR = timedelta(days=1), timedelta(days=7)
MOST_ASKED, MOST_ASKED_WHEN_NEW = 30, 10


class Asker(Protocol):
    """Whoever asks."""

    @property
    def id(self) -> int:
        """Their number."""

    @property
    def joined_at(self) -> datetime:
        """Since when they are here."""


def most_asked(asker: Asker) -> int:
    """How many members they may ask in a day; fewer in their first week."""
    return MOST_ASKED_WHEN_NEW if asker.joined_at > now() - NEW_FOR else MOST_ASKED


def may_ask(asker: Asker, question: ActivityKind, number: int) -> bool:
    """Whether they may ask so many more today."""
    if not number:
        return True
    asked = select(func.count(Activity.id)).where(
        Activity.actor_id == asker.id,
        Activity.kind == question.name,
        Activity.member_id != asker.id,
        Activity.at > now() - DAY,
    )
    return session.execute(asked).scalar_one() + number <= most_asked(asker)


def asks_too_many(asker: Asker, question: ActivityKind, number: int) -> bool:
    """The contrary, asked before they do; who asks at the same moment waits."""
    if number:
        take_turns(f"questions of {asker.id}")
    return not may_ask(asker, question, number)
