"""Rituals: what the tribe does together again and again, and each time that it did."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tribe.base.db import Base, Id, Long, now
from tribe.events.models import Event
from tribe.forum.models import Topic


class Cadence(StrEnum):
    """How often a ritual is meant to come back."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    FREE = "free"


class RitualStatus(StrEnum):
    """Whether it lives, rests, or has been laid down with thanks."""

    ALIVE = "alive"
    RESTING = "resting"
    RETIRED = "retired"


class Ritual(Base):
    """A rite as the tribe declared it."""

    __tablename__ = "ritual"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[Long]
    purpose_html: Mapped[Long]
    cadence: Mapped[Cadence]
    status: Mapped[RitualStatus] = mapped_column(default=RitualStatus.ALIVE)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    steps: Mapped[list["RitualStep"]] = relationship(
        cascade="all, delete-orphan", order_by="RitualStep.position", lazy="raise"
    )
    keepers: Mapped[list["RitualKeeper"]] = relationship(
        cascade="all, delete-orphan", order_by="RitualKeeper.since", lazy="raise"
    )


class RitualStep(Base):
    """One step of a rite, in words."""

    __tablename__ = "ritual_step"
    __table_args__ = (UniqueConstraint("ritual_id", "position"),)

    id: Mapped[Id]
    ritual_id: Mapped[int] = mapped_column(ForeignKey("ritual.id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(300))


class RitualKeeper(Base):
    """A member who keeps a rite alive."""

    __tablename__ = "ritual_keeper"

    ritual_id: Mapped[int] = mapped_column(
        ForeignKey("ritual.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)
    since: Mapped[datetime] = mapped_column(default=now)


class KeeperRequest(Base):
    """A member who would keep a rite and waits for its keepers, or whom a keeper has asked."""

    __tablename__ = "keeper_request"

    ritual_id: Mapped[int] = mapped_column(
        ForeignKey("ritual.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))  # the member, or a keeper
    asked_at: Mapped[datetime] = mapped_column(default=now)


class Enactment(Base):
    """One time that a rite was enacted: a gathering or a topic, and what was told of it."""

    __tablename__ = "enactment"
    __table_args__ = (
        CheckConstraint("(event_id IS NULL) <> (topic_id IS NULL)", name="event_or_topic"),
        Index("ix_enactment_ritual_at", "ritual_id", "at"),
    )

    id: Mapped[Id]
    ritual_id: Mapped[int] = mapped_column(ForeignKey("ritual.id", ondelete="CASCADE"))
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), unique=True
    )
    topic_id: Mapped[int | None] = mapped_column(
        ForeignKey("topic.id", ondelete="CASCADE"), unique=True
    )
    at: Mapped[datetime]
    marked_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    recap: Mapped[Long] = mapped_column(default="")
    recap_html: Mapped[Long] = mapped_column(default="")
    recap_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    recap_at: Mapped[datetime | None] = mapped_column(index=True)  # when it was first told

    ritual: Mapped[Ritual] = relationship(lazy="raise")
    event: Mapped[Event | None] = relationship(lazy="raise")
    topic: Mapped[Topic | None] = relationship(lazy="raise")
