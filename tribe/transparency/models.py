"""What the yearly report needs beyond the records of moderation."""

from datetime import date
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base, Id, Long

MAX_ABOUT_LENGTH, MAX_OUTCOME_LENGTH = 200, 1_000


class OutsideKind(StrEnum):
    """What came from outside: orders of authorities (arts. 9 and 10), disputes (art. 21)."""

    ORDER_TO_ACT = "order_to_act"
    ORDER_TO_INFORM = "order_to_inform"
    DISPUTE = "dispute"


class OutsideMatter(Base):
    """An order or a dispute, as who keeps the place writes it down; it names nobody."""

    __tablename__ = "outside_matter"

    id: Mapped[Id]
    kind: Mapped[OutsideKind]
    country: Mapped[str] = mapped_column(String(2))  # ISO 3166-1, of the authority or the body
    about: Mapped[str] = mapped_column(String(MAX_ABOUT_LENGTH))  # the type of content
    received_on: Mapped[date] = mapped_column(index=True)
    answered_on: Mapped[date | None]
    outcome: Mapped[Long] = mapped_column(default="")


class ActiveMonth(Base):
    """How many members did something in a month; counted once, when it is over."""

    __tablename__ = "active_month"

    first_day: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int]  # of those who did something
