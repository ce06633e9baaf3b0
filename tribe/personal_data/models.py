"""Members who are leaving, what they said at parting, who was erased, and exports to take along."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tribe.base.db import Base, Id, Long, NumberOfItsOwn, now
from tribe.members.models import Member


class Words(StrEnum):
    """What becomes of what a member wrote, when they leave."""

    STAY = "stay"  # under a former member
    GO = "go"


class ReasonFor(StrEnum):
    """Who may read why a member leaves."""

    NOBODY = "nobody"
    KEEPERS = "keepers"  # those who keep the place
    ALL = "all"


class Departure(Base):
    """A member who is leaving, until the pause is over."""

    __tablename__ = "departure"

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), unique=True)
    words: Mapped[Words]
    reason: Mapped[Long] = mapped_column(default="")
    reason_for: Mapped[ReasonFor] = mapped_column(default=ReasonFor.NOBODY)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime] = mapped_column(index=True)

    member: Mapped[Member] = relationship(lazy="raise")


class PartingWord(Base):
    """Why somebody left, in their words, told as they wished; nothing says who it was."""

    __tablename__ = "parting_word"

    id: Mapped[Id]
    words: Mapped[Long]
    is_public: Mapped[bool]
    month: Mapped[date]  # its first day: a nearer date would tell who it was


class Erased(Base):
    """A member who was erased, by their number; what is called a former member bears its id."""

    __tablename__ = "erasure"

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), unique=True)
    words: Mapped[Words]
    erased_on: Mapped[date]


class Wish(StrEnum):
    """What somebody wants of an account that an import made of them."""

    CLAIM = "claim"  # to have it as their own
    ERASE = "erase"


class ImportClaim(Base):
    """Somebody says that an account which came with an import is theirs; gone once decided."""

    __tablename__ = "import_claim"
    __table_args__ = (UniqueConstraint("member_id", "email"),)

    id: Mapped[NumberOfItsOwn]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    wish: Mapped[Wish]
    email: Mapped[str] = mapped_column(String(254))  # where who asks can be written to
    locale: Mapped[str | None] = mapped_column(String(5))
    proof: Mapped[Long]  # where the code of this account can be seen, in their words
    asked_at: Mapped[datetime] = mapped_column(default=now)

    member: Mapped[Member] = relationship(lazy="raise")


class DataExport(Base):
    """All that a member's own tables hold of them, as a file: the one that they asked for last."""

    __tablename__ = "data_export"

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), unique=True)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    made_at: Mapped[datetime | None]  # None while it is in the making
    digest: Mapped[str | None] = mapped_column(ForeignKey("stored_file.digest"), index=True)
