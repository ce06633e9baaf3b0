"""What members are told, and the acts that they are told of."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, case
from sqlalchemy.orm import Mapped, column_property, mapped_column

from tribe.base.db import Base, Id, Long, NumberOfItsOwn, now, stays


class Reach(StrEnum):
    """How far a kind of notices comes to a member: each of them is on the page, but the last."""

    AT_ONCE = "at_once"  # by mail, beside the page
    DIGEST = "digest"  # in the next mail that gathers what is unread
    PAGE = "page"
    NOTHING = "nothing"


class Digest(StrEnum):
    """On which days the mail comes that gathers what is unread."""

    DAILY = "daily"
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Notice(Base):
    """What one member is told of one thing; of each thing there is one at most that is unread."""

    __tablename__ = "notice"

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    subject_type: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)  # of the latest act
    read_at: Mapped[datetime | None] = mapped_column()
    is_unread: Mapped[int] = column_property(case((read_at.is_(None), 1), else_=0))


UNREAD = Notice.read_at.is_(None)
Index(
    "uq_notice_unread",
    Notice.member_id,
    Notice.subject_type,
    Notice.subject_id,
    unique=True,
    sqlite_where=UNREAD,
    postgresql_where=UNREAD,
)
Index("ix_notice_member_at", Notice.member_id, Notice.at, Notice.id)
Index("ix_notice_at", Notice.at)


class NoticeCause(Base):
    """An act that a member is told of: once, whoever tells how often."""

    __tablename__ = "notice_cause"
    __table_args__ = (
        Index("ix_notice_cause_notice", "notice_id"),
        Index("ix_notice_cause_member", "member_id"),
    )

    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    notice_id: Mapped[int | None] = mapped_column(  # none while what it tells of is gone
        ForeignKey("notice.id", ondelete="CASCADE")
    )
    read_at: Mapped[datetime | None]  # while it is in no notice: when the one was read that it left
    kind: Mapped[str] = mapped_column(String(40))
    told_at: Mapped[datetime] = mapped_column(default=now)
    mailed_at: Mapped[datetime | None]  # when a mail that says it was written, at once or gathered


class NoticeChoice(Base):
    """How a member wants to be told of a kind, where it is not as the kind begins."""

    __tablename__ = "notice_choice"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    reach: Mapped[Reach]


class Reminder(Base):
    """A moment of a thing that was reminded of so long before it: once, whoever looks."""

    __tablename__ = "reminder"
    __table_args__ = (Index("ix_reminder_moment", "moment"),)

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    minutes: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # before
    moment: Mapped[datetime] = mapped_column(primary_key=True)


class ReminderChoice(Base):
    """Whether a member wants a kind so long before, where it is not as the kind begins."""

    __tablename__ = "reminder_choice"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    minutes: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_wanted: Mapped[bool]


class NoticeRhythm(Base):
    """When a member is told by mail, and when not; hours are those of their own zone."""

    __tablename__ = "notice_rhythm"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    days: Mapped[Digest] = mapped_column(default=Digest.FRIDAY)  # on which it comes
    hour: Mapped[int] = mapped_column(default=8)  # of the digest
    most_a_day: Mapped[int | None]  # mails at once; 0 is no bound, None as it begins
    quiet_from: Mapped[int | None]  # the first hour
    quiet_until: Mapped[int | None]  # the hour after the last
    muted_until: Mapped[date | None]  # the last day
    written_for: Mapped[datetime | None]  # the latest time of which the digest is written


class BrandBudget(Base):
    """How many messages of the brand a member takes a month by a channel, where they chose it."""

    __tablename__ = "brand_budget"
    __table_args__ = (CheckConstraint("most_a_month >= 0", name="most_from_zero"),)

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    channel: Mapped[str] = mapped_column(String(10), primary_key=True)
    most_a_month: Mapped[int]


class BrandMessage(Base):
    """A message of the brand that a member had by a channel: the how manieth of its month.

    One without a number was beyond the budget, and is not sent later either. No two have one
    number, so that two who tell at one moment cannot both take the last.
    """

    __tablename__ = "brand_message"
    __table_args__ = (
        UniqueConstraint("member_id", "channel", "month", "nth", name="uq_brand_message_nth"),
        UniqueConstraint(
            "member_id", "channel", "month", "activity_id", name="uq_brand_message_activity"
        ),
        CheckConstraint("nth >= 1", name="nth_from_one"),
        Index("ix_brand_message_activity", "activity_id"),
        Index("ix_brand_message_month", "month"),
    )

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(String(10))
    month: Mapped[date]  # its first day, by UTC
    nth: Mapped[int | None]
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)


class PushDevice(Base):
    """A browser that shows its member notices: where its push service takes them, and its keys.

    It belongs to a sign-in, and ends with it.
    """

    __tablename__ = "push_device"
    __table_args__ = stays("made for the key of this server, which does not go along")

    id: Mapped[NumberOfItsOwn]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    sign_in_id: Mapped[int] = mapped_column(
        ForeignKey("sign_in.id", ondelete="CASCADE"), unique=True
    )
    endpoint: Mapped[Long]
    endpoint_hash: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256
    public_key: Mapped[str] = mapped_column(String(90))  # base64url, of the browser
    auth: Mapped[str] = mapped_column(String(30))  # base64url, known to it and us
    server_key: Mapped[str] = mapped_column(String(90))  # base64url, ours that it was made for
    locale: Mapped[str] = mapped_column(String(5))
    made_at: Mapped[datetime] = mapped_column(default=now)
    last_used_on: Mapped[date | None]


class PushChoice(Base):
    """Whether a member wants a kind on their devices, where it is not as the kind begins."""

    __tablename__ = "push_choice"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    is_wanted: Mapped[bool]
