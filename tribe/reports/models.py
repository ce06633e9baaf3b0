"""Network reports as they were made, who asked for them and to what end."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tribe.base.db import Base, Id, now
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

    # the report that is read in place of this one, where fewer than ten members tell them apart
    instead_id: Mapped[int | None] = mapped_column(ForeignKey("snapshot.id"))

    requested_by: Mapped[Member | None] = relationship(lazy="raise")


class ReportBasis(Base):
    """What a report was made from, so that a later one can be compared with it (`basis.Basis`)."""

    __tablename__ = "report_basis"

    id: Mapped[Id]
    # None for a report that was printed at the terminal and not kept
    snapshot_id: Mapped[int | None] = mapped_column(
        ForeignKey("snapshot.id", ondelete="CASCADE"), unique=True
    )
    made_at: Mapped[datetime] = mapped_column(default=now)
    since_week: Mapped[int]
    until_week: Mapped[int]
    entries: Mapped[bytes] = mapped_column(LargeBinary)
    joined: Mapped[bytes] = mapped_column(LargeBinary)
    pairs: Mapped[bytes] = mapped_column(LargeBinary)
    present: Mapped[bytes] = mapped_column(LargeBinary)


class OwnPlace(Base):
    """Where one member stands among those who are measured, for that member alone."""

    __tablename__ = "own_place"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    asked_at: Mapped[datetime] = mapped_column(default=now)
    made_at: Mapped[datetime | None]  # None while it is in the making
    found: Mapped[dict[str, Any] | None]  # `Place`; None also where there are no ties
