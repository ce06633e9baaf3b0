"""Tokens that count once, kept as digests."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base, Id, now, stays


class SingleUseToken(Base):
    """What somebody was handed to do one thing once; `about` says with what."""

    __tablename__ = "single_use_token"
    __table_args__ = (
        Index("ix_single_use_token_member_id", "member_id", "purpose", "created_at"),
        *stays("a link that was mailed opens the place that mailed it"),
    )

    id: Mapped[Id]
    digest: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of the secret
    purpose: Mapped[str] = mapped_column(String(40))  # "accounts.password"
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    about: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]  # a newer one stands in its place, or nobody needs it
