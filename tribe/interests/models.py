"""What a member declares, from when until when; and what of it stands beside a text."""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base, Id, now

MAX_WORDS = 200
MAX_STANDING = 2 * MAX_WORDS  # characters beside one text: of the account and of the text


class InterestKind(StrEnum):
    """How somebody is tied to whom they may write about."""

    BRAND = "brand"  # an account of the brand, which declares it by itself
    EMPLOYED = "employed"
    PAID = "paid"
    GIFTED = "gifted"
    OTHER = "other"


class Interest(NamedTuple):
    """What stands beside a text, as it was when the text was written."""

    kind: InterestKind
    words: str = ""


def read_interest(kind: str | None, words: str) -> Interest | None:
    """What the columns of a text say; None where nothing was declared."""
    return Interest(InterestKind(kind), words) if kind is not None else None


class DeclaredInterest(Base):
    """One interest of a member, which stands beside what they write while it lasts."""

    __tablename__ = "declared_interest"

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    kind: Mapped[InterestKind]
    words: Mapped[str] = mapped_column(String(MAX_WORDS))
    since: Mapped[date]
    until: Mapped[date | None]  # the day from which it stands beside nothing new
    declared_at: Mapped[datetime] = mapped_column(default=now)
