"""The charter, the members' council, and what the brand promised."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tribe.base.db import Base, Id, Long, now
from tribe.members.models import Member

COVER = "[…]"  # in place of a title that moderators took from view


class Outcome(StrEnum):
    """What became of a promise."""

    KEPT = "kept"
    BROKEN = "broken"


class Standing(StrEnum):
    """How a promise stands on a given day."""

    OPEN = "open"
    LATE = "late"  # past its day and not settled: counts as broken until the council says
    KEPT = "kept"
    BROKEN = "broken"


class CharterValue(Base):
    """One value of the charter: a few words, and what they oblige us to."""

    __tablename__ = "charter_value"

    id: Mapped[Id]
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    meaning: Mapped[Long]


class CouncilSeat(Base):
    """A member's time on the council; members of the brand have no seat."""

    __tablename__ = "council_seat"

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]

    member: Mapped[Member] = relationship(lazy="raise")


class Promise(Base):
    """What the brand said it would do, and by when; overdue counts as broken."""

    __tablename__ = "promise"
    __table_args__ = (
        CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name="outcome_has_time"),
    )

    id: Mapped[Id]
    title: Mapped[str] = mapped_column(String(200))
    source: Mapped[Long] = mapped_column(default="")
    html: Mapped[Long] = mapped_column(default="")
    made_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    due_on: Mapped[date]
    outcome: Mapped[Outcome | None]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))  # of the council
    account: Mapped[Long] = mapped_column(default="")  # what happened, in words

    made_by: Mapped[Member] = relationship(foreign_keys=[made_by_id], lazy="raise")
    settled_by: Mapped[Member | None] = relationship(foreign_keys=[settled_by_id], lazy="raise")

    @property
    def is_covered(self) -> bool:
        """Whether moderators took its words from view."""
        return self.title == COVER and not self.source

    def standing(self, day: date) -> Standing:
        """How it stands that day."""
        if self.outcome is not None:
            return Standing.KEPT if self.outcome is Outcome.KEPT else Standing.BROKEN
        return Standing.LATE if self.due_on < day else Standing.OPEN
