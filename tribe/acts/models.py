"""What the brand does towards all members, and says of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tribe.base.db import Base, Id, Long, now
from tribe.intent.models import MIN_STATEMENT_LENGTH, Stated, is_stated
from tribe.members.models import Member

MAX_TITLE_LENGTH, MAX_BODY_LENGTH = 120, 10_000
COVER = "[…]"  # in place of a title and of statements that moderators took from view
_LEAST = MIN_STATEMENT_LENGTH
IS_STATED = f"length(trim(serves)) >= {_LEAST} AND length(trim(asks)) >= {_LEAST}"


class BrandAct(Stated, Base):
    """An act of the brand: a draft until it is published, readable for good from then on.

    The database itself refuses one that is published without its two statements.
    """

    __tablename__ = "brand_act"
    __table_args__ = (
        CheckConstraint(f"published_at IS NULL OR ({IS_STATED})", name="stated_before_published"),
        CheckConstraint(
            "withdrawn_at IS NULL OR published_at IS NOT NULL", name="published_before_withdrawn"
        ),
        Index("ix_brand_act_published_at", "published_at"),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(MAX_TITLE_LENGTH))
    source: Mapped[Long]
    html: Mapped[Long]
    grounds: Mapped[Long] = mapped_column(default="")  # the knowledge that it rests on
    grounds_html: Mapped[Long] = mapped_column(default="")
    category_id: Mapped[int | None] = mapped_column(
        ForeignKey("category.id", ondelete="SET NULL"), index=True
    )  # in which it is answered
    topic_id: Mapped[int | None] = mapped_column(
        ForeignKey("topic.id", ondelete="SET NULL"), unique=True
    )  # of its answers, once there is one
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=now)
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    author: Mapped[Member] = relationship(lazy="raise")

    @property
    def is_draft(self) -> bool:
        """Whether nobody but those who speak for the brand can read it."""
        return self.published_at is None

    @property
    def is_covered(self) -> bool:
        """Whether moderators took its words from view; nothing goes out that says so by itself."""
        return self.serves == COVER

    @property
    def is_stated(self) -> bool:
        """Whether it says whom it serves and what it asks."""
        return is_stated(self)

    @property
    def gathers_answers(self) -> bool:
        """Whether it stands with its words, and says where it is answered."""
        is_standing = self.published_at is not None and self.withdrawn_at is None
        if self.is_covered:
            return False
        return is_standing and self.category_id is not None
