"""What was imported from where, so that a second run adds nothing."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base, now


class ImportedThing(Base):
    """The place here of one thing there."""

    __tablename__ = "imported_thing"

    source: Mapped[str] = mapped_column(String(60), primary_key=True)  # a name of the data set
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    external_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    local_id: Mapped[int]
    imported_at: Mapped[datetime] = mapped_column(default=now)
