"""The wordings of the will, the public keys of the council, and the last sealed copy."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tribe.base.db import Base, Id, Long, now, stays
from tribe.members.models import Member

KEY_LENGTH = 62  # of a public key of age
NESTED = "what is sealed holds no sealed copy of before; a new one is made at the new place"


class Wording(Base):
    """What the tribe willed from a day on; the last one counts, and all are kept."""

    __tablename__ = "will_wording"

    id: Mapped[Id]
    heirs: Mapped[Long]  # who shall go on with the tribe
    wishes: Mapped[Long]  # what shall become of its words if the brand goes
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    written_at: Mapped[datetime] = mapped_column(default=now)


class CouncilKey(Base):
    """The public key of a member of the council; what opens is theirs alone."""

    __tablename__ = "council_key"

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), unique=True)
    recipient: Mapped[str] = mapped_column(String(KEY_LENGTH), unique=True)
    made_at: Mapped[datetime] = mapped_column(default=now)


class SealedCopy(Base):
    """The whole tribe, sealed for the council of that day; a new one takes its place."""

    __tablename__ = "sealed_copy"
    __table_args__ = stays(NESTED)

    id: Mapped[Id]
    digest: Mapped[str] = mapped_column(ForeignKey("stored_file.digest"), index=True)
    threshold: Mapped[int]
    seats: Mapped[int]
    sealed_at: Mapped[datetime] = mapped_column(default=now)


class SealedShare(Base):
    """For whom the copy was sealed, and to which key; the share itself is in the copy alone."""

    __tablename__ = "sealed_share"
    __table_args__ = stays(NESTED)

    id: Mapped[Id]
    copy_id: Mapped[int] = mapped_column(
        ForeignKey("sealed_copy.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    recipient: Mapped[str] = mapped_column(String(KEY_LENGTH))

    member: Mapped[Member] = relationship(lazy="raise")
