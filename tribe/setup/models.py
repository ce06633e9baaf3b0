"""How far the setting up of the place has come."""

from datetime import datetime

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base, carried, now

ONLY = 1  # the number of the one row


class Setup(Base):
    """The setting up of this place; there is no row where it was never begun."""

    __tablename__ = "setup"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # None once it was used
    code_hash: Mapped[str | None] = mapped_column(
        String(64), info=carried("the operator has the code, and the place")
    )
    steps: Mapped[list[str]] = mapped_column(JSON, default=list)  # those that are done
    begun_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
