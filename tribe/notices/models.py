"""What members are told, and the acts that they are told of."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, case
from sqlalchemy.orm import Mapped, column_property, mapped_column

from tribe.base.db import Base, Id, now


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
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
