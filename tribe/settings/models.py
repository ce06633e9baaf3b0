"""The table of the settings that were changed; what nobody changed has its declared default."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base


class SettingRow(Base):
    """One setting of the place; the newest `changed_at` of all tells caches what they hold."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    changed_at: Mapped[datetime]
