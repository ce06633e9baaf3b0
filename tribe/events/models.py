"""Gatherings, who hosts them, and who comes."""

from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tribe.base.db import Base, Id, Long, NumberOfItsOwn, carried, now
from tribe.intent.models import Stated

MAX_REASON_LENGTH = 300


class Mode(StrEnum):
    """Where people meet."""

    PLACE = "place"
    ONLINE = "online"
    BOTH = "both"


class EventStatus(StrEnum):
    """RFC 5545's words for whether it takes place."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class Rsvp(StrEnum):
    """What a member answered; the waitlist is ours to give, not theirs to choose."""

    GOING = "going"
    INTERESTED = "interested"
    NOT_GOING = "not_going"
    WAITLISTED = "waitlisted"


class Event(Stated, Base):
    """A gathering at a local time of its own zone; one of the brand says whom it serves."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_starts", "starts_at", "id"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_positive"),
    )

    id: Mapped[Id]
    uid: Mapped[str] = mapped_column(String(200), unique=True)  # RFC 5545, for ever
    sequence: Mapped[int] = mapped_column(default=0)  # RFC 5545
    title: Mapped[str] = mapped_column(String(200))
    source: Mapped[Long] = mapped_column(default="")
    html: Mapped[Long] = mapped_column(default="")
    text: Mapped[Long] = mapped_column(default="")
    mode: Mapped[Mode]
    place: Mapped[str] = mapped_column(String(300), default="")
    online_url: Mapped[str] = mapped_column(String(500), default="")
    zone: Mapped[str] = mapped_column(String(64))  # IANA
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    capacity: Mapped[int | None]
    status: Mapped[EventStatus] = mapped_column(default=EventStatus.CONFIRMED)
    why_cancelled: Mapped[str] = mapped_column(
        String(MAX_REASON_LENGTH), default="", server_default=""
    )
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    settled_at: Mapped[datetime | None]  # when attendance went to the ledger
    group_name: Mapped[str | None] = mapped_column(String(120))  # of an imported community
    welcomes_guests: Mapped[bool] = mapped_column(default=False)  # people without an account

    hosts: Mapped[list["EventHost"]] = relationship(
        cascade="all, delete-orphan", order_by="EventHost.position", lazy="raise"
    )

    @property
    def local_start(self) -> datetime:
        """When it starts, on the clocks of its zone."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def local_end(self) -> datetime:
        """When it ends, on the clocks of its zone."""
        return self.ends_at.astimezone(ZoneInfo(self.zone))


class EventHost(Base):
    """A member who hosts a gathering."""

    __tablename__ = "event_host"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)


class HostRequest(Base):
    """A member who is asked to host a gathering and has not answered yet."""

    __tablename__ = "host_request"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    asked_at: Mapped[datetime] = mapped_column(default=now)


class CalendarFeed(Base):
    """The secret address of a member's own calendar; a new one, or none, ends the old."""

    __tablename__ = "calendar_feed"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    token: Mapped[str] = mapped_column(
        String(64), unique=True, info=carried("calendars that members follow keep their address")
    )
    created_at: Mapped[datetime] = mapped_column(default=now)


class Attendance(Base):
    """One member's answer to one gathering, with the guests they bring."""

    __tablename__ = "attendance"
    __table_args__ = (
        Index("ix_attendance_event_status", "event_id", "status", "answered_at"),
        CheckConstraint("guests >= 0", name="guests_not_negative"),
    )

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)
    status: Mapped[Rsvp]
    guests: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime] = mapped_column(default=now)  # the waitlist's order
    is_hidden: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # from all but who hosts or moderates
    promoted_at: Mapped[datetime | None]


class GuestSeat(Base):
    """A place of somebody without an account; it is forgotten some days after the gathering."""

    __tablename__ = "guest_seat"

    id: Mapped[NumberOfItsOwn]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    email: Mapped[str | None] = mapped_column(String(254))  # to be told when it is moved
    locale: Mapped[str | None] = mapped_column(String(5))
    digest: Mapped[str] = mapped_column(
        String(64), unique=True, info=carried("what gives the seat back still does")
    )
    taken_at: Mapped[datetime] = mapped_column(default=now)
