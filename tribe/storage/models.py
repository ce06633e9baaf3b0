"""Which files are kept; a table that shows one refers to it by a foreign key."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base, now


class StoredFile(Base):
    """A file in the storage, under the SHA-256 of what it holds."""

    __tablename__ = "stored_file"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]  # bytes
    kept_at: Mapped[datetime] = mapped_column(default=now, index=True)  # the last time it was given
