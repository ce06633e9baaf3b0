"""What programs that are killed share: the database of the test, and many members in it."""

import pytest
from flask import Flask
from sqlalchemy import insert, select

from tribe.base.db import now, session
from tribe.members.models import Member


@pytest.fixture
def environ(app: Flask) -> dict[str, str]:
    """By which another program works on the database of the test."""
    settings = app.config["SETTINGS"]
    return {
        "TRIBE_DATA_DIR": str(settings.data_dir),
        "TRIBE_SECRET_KEY": "only for tests",
        "TRIBE_DATABASE_URL": settings.database_url,
        "TRIBE_REDIS_URL": "",
    }


def add_members(count: int) -> list[int]:
    """Add so many members whose addresses are known to be theirs; their numbers."""
    names = [f"m{number}" for number in range(count)]
    people = [
        {"name": name, "name_key": name, "email": f"{name}@example.invalid"} for name in names
    ]
    session.execute(insert(Member), [one | {"email_confirmed_at": now()} for one in people])
    return list(session.scalars(select(Member.id).where(Member.name.in_(names))))
