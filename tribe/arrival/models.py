"""Who offers to greet newcomers, and who has seen enough of the page of first steps."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base, now


class Greeter(Base):
    """A member who offered to be shown to newcomers; the row goes when they take that back."""

    __tablename__ = "greeter"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    since: Mapped[datetime] = mapped_column(default=now)


class WelcomeClosed(Base):
    """That home leads a newcomer to the first steps no more; the page itself stays."""

    __tablename__ = "welcome_closed"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    closed_at: Mapped[datetime] = mapped_column(default=now)
