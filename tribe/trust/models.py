"""How a member's trust level changed, and why."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Enum, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tribe.access import TrustLevel
from tribe.base.db import Base, Id, Long, now


def _level(name: str) -> Enum:
    """A level, with a check of its own name: a table has two of them."""
    return Enum(
        TrustLevel,
        native_enum=False,
        create_constraint=True,
        length=20,
        name=name,
        values_callable=lambda kind: [member.value for member in kind],
    )


class Because(StrEnum):
    """Why a level changed."""

    GROWN = "grown"  # by taking part
    UPHELD = "upheld"  # a report about them proved true
    OVERTURNED = "overturned"  # that decision was undone
    STAFF = "staff"  # somebody who moderates said so, with a reason


class TrustChange(Base):
    """One change of a member's trust level."""

    __tablename__ = "trust_change"
    __table_args__ = (Index("ix_trust_change_member_at", "member_id", "at", "id"),)

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    from_level: Mapped[TrustLevel] = mapped_column(_level("from_level"))
    to_level: Mapped[TrustLevel] = mapped_column(_level("to_level"))
    why: Mapped[Because]
    reason: Mapped[Long] = mapped_column(default="")  # of staff, in words
    decision_id: Mapped[int | None]  # of moderation, by its number
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
