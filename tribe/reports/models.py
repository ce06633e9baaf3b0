"""Network reports as they were made, and who asked for them to what end."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String
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

    requested_by: Mapped[Member | None] = relationship(lazy="raise")
