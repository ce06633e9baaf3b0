"""Texts that wait for a moderator, and sketches of texts by which a repetition is found."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base, Id, Long, NumberOfItsOwn, made_anew, now

MAX_TITLE_LENGTH = 200


class HeldState(StrEnum):
    """How a held text stands; what is published is no held text any more."""

    WAITING = "waiting"
    DECLINED = "declined"  # its author may read why, for a month


class HeldText(Base):
    """What somebody wants to say, as their form had it, until a moderator has looked at it."""

    __tablename__ = "held_text"
    __table_args__ = (
        Index("ix_held_text_state_held", "state", "held_at", "id"),
        Index("ix_held_text_author_held", "author_id", "held_at", "id"),
    )

    id: Mapped[NumberOfItsOwn]  # acts and notices refer to it
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(MAX_TITLE_LENGTH), default="")
    body: Mapped[Long]
    facts: Mapped[dict[str, Any]]  # the category, the topic, the post that it answers, its files
    codes: Mapped[list[str]] = mapped_column(JSON)  # the layers that found something
    state: Mapped[HeldState] = mapped_column(default=HeldState.WAITING)
    held_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime | None]  # by its author
    decided_at: Mapped[datetime | None]
    reason: Mapped[Long] = mapped_column(default="")  # why it was declined, for its author
    advice: Mapped[str] = mapped_column(String(20), default="", server_default="")  # of a service


class ListedMember(Base):
    """A member whose address a service elsewhere knows from reports, where the place asks one."""

    __tablename__ = "listed_member"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime] = mapped_column(default=now)


class TextSketch(Base):
    """A few numbers of a text that was sent, to compare the next ones with; no word of it."""

    __tablename__ = "text_sketch"
    __table_args__ = made_anew("gone within two weeks, and made of texts that go along")

    id: Mapped[Id]
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    hashes: Mapped[list[int]] = mapped_column(JSON)
    band_0: Mapped[int] = mapped_column(BigInteger, index=True)
    band_1: Mapped[int] = mapped_column(BigInteger, index=True)
    band_2: Mapped[int] = mapped_column(BigInteger, index=True)
    band_3: Mapped[int] = mapped_column(BigInteger, index=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
