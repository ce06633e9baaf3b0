"""The interactions that measures are made of; never messages in private, never reading."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base, Id, now
from tribe.graph.data.kinds import Kind


class Cause(StrEnum):
    """Types of things that interactions come about in."""

    POST = "post"
    EVENT = "event"


class Interaction(Base):
    """One member turned to another. Group acts are one row a pair, lower id first."""

    __tablename__ = "interaction"
    __table_args__ = (
        UniqueConstraint("cause", "cause_id", "kind", "actor_id", "target_id"),
        CheckConstraint("actor_id <> target_id", name="not_to_oneself"),
        Index("ix_interaction_actor", "actor_id"),
        Index("ix_interaction_target", "target_id"),
        Index("ix_interaction_at", "at"),
    )

    id: Mapped[Id]
    actor_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    target_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    kind: Mapped[Kind]
    at: Mapped[datetime] = mapped_column(default=now)
    cause: Mapped[str] = mapped_column(String(30))  # a type of thing, as activity names them
    cause_id: Mapped[int]
    group_size: Mapped[int] = mapped_column(default=0)  # persons in a group act; 0 for a dyad
