"""Network reports as they were made, who asked for them to what end, and who looked."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tribe.db import Base, Id, now
from tribe.members.models import Member


class SnapshotState(StrEnum):
    """How far the work on a report is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Snapshot(Base):
    """One network report: aggregates only, kept as it was on the day."""

    __tablename__ = "snapshot"

    id: Mapped[Id]
    state: Mapped[SnapshotState] = mapped_column(default=SnapshotState.QUEUED)
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    purpose: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
    since: Mapped[datetime | None]
    until: Mapped[datetime]
    seed: Mapped[int] = mapped_column(default=0)
    progress: Mapped[float] = mapped_column(default=0.0)  # 0..1
    failure: Mapped[str] = mapped_column(String(300), default="")
    document: Mapped[dict[str, Any] | None]  # CONTRACT's report JSON, with details for charts
    drawing: Mapped[dict[str, Any] | None]  # the map: places and hues, nothing of anybody

    requested_by: Mapped[Member | None] = relationship(lazy="raise")


class Look(Base):
    """A member looked at a report, and to what end; one row a day is enough."""

    __tablename__ = "report_look"
    __table_args__ = (Index("ix_report_look_at", "at", "id"),)

    id: Mapped[Id]
    snapshot_id: Mapped[int] = mapped_column(
        ForeignKey("snapshot.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(300), default="")  # "" for merely reading it
    at: Mapped[datetime] = mapped_column(default=now)

    member: Mapped[Member | None] = relationship(lazy="raise")
    snapshot: Mapped[Snapshot] = relationship(lazy="raise")
