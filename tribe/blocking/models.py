"""Who blocked whom, and who ignores whom; each row is known to its owner alone."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base, now


class Block(Base):
    """A member who wants neither to see another nor to be seen by them."""

    __tablename__ = "member_block"
    __table_args__ = (CheckConstraint("blocker_id <> blocked_id", name="others"),)

    blocker_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    blocked_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    since: Mapped[datetime] = mapped_column(default=now)


class Ignoring(Base):
    """A member whose posts another has folded, and of whose acts they are told nothing."""

    __tablename__ = "member_ignoring"
    __table_args__ = (CheckConstraint("member_id <> ignored_id", name="others"),)

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    ignored_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    since: Mapped[datetime] = mapped_column(default=now)
    until: Mapped[datetime | None]  # None is for good
