"""Pages of the place, each kept in all the versions that ever held."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base, Id, now

MAX_TEXT_LENGTH = 40_000  # characters in one language
MAX_NOTE_LENGTH = 200


class PageKey(StrEnum):
    """Which pages a place may have; the address of each is `/pages/<key>`."""

    RULES = "rules"
    PRIVACY = "privacy"
    TERMS = "terms"
    IMPRINT = "imprint"


class PageVersion(Base):
    """What a page said from one moment until its next version; rows are never changed."""

    __tablename__ = "page_version"
    __table_args__ = (UniqueConstraint("key", "number"),)

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]  # 1, 2, … of one page
    texts: Mapped[dict[str, Any]] = mapped_column(JSON)  # Markdown by language
    html: Mapped[dict[str, Any]] = mapped_column(JSON)  # the same, cooked
    note: Mapped[str] = mapped_column(String(MAX_NOTE_LENGTH), default="")  # what changed
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    published_at: Mapped[datetime] = mapped_column(default=now)


class PageAnswer(Base):
    """That a member was asked about a version of a page, and whether they agreed to it."""

    __tablename__ = "page_answer"
    __table_args__ = (
        ForeignKeyConstraint(["key", "number"], ["page_version.key", "page_version.number"]),
    )

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_agreed: Mapped[bool]  # or left for later; they are not asked about this version again
    answered_at: Mapped[datetime] = mapped_column(default=now)
