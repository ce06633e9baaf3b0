"""What this place is called and whom it thanks."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from tribe.db import Base, Long


class Place(Base):
    """The one row about the tribe itself."""

    __tablename__ = "place"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    name: Mapped[str] = mapped_column(String(80), default="Tribe")
    tagline: Mapped[str] = mapped_column(String(200), default="")
    accent: Mapped[str] = mapped_column(String(7), default="#1f6b52")  # #rrggbb
    brand: Mapped[str] = mapped_column(String(80), default="")
    attribution: Mapped[Long] = mapped_column(default="")  # of imported text, shown on each page
    attribution_url: Mapped[str] = mapped_column(String(300), default="")
