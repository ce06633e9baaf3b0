"""Reading the table of settings."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from tribe.base.db import session
from tribe.settings.models import SettingRow

_VERSION = select(func.max(SettingRow.changed_at))
VERSION = _VERSION.scalar_subquery()  # for a query that is sent anyway
_ROWS = select(SettingRow.key, SettingRow.value)


def read_version() -> datetime | None:
    """When a setting was changed last; None when none ever was."""
    return session.scalar(_VERSION)


def read_values() -> dict[str, Any]:
    """What is stored, by key."""
    return {row.key: row.value for row in session.execute(_ROWS)}
