"""Whether this process can serve, for operators and their machines."""

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from tribe.base.db import session


def why_not_ready() -> str | None:
    """None when the database answers and is at head; else what is missing, for an operator."""
    try:
        session.execute(select(1))
        reached = set(MigrationContext.configure(session.connection()).get_current_heads())
    except SQLAlchemyError:
        session.rollback()
        return "the database does not answer"
    if reached != _heads():
        return "the database is not at head: run tribe migrate"
    return None


def _heads() -> set[str]:
    config = current_app.extensions["migrate"].migrate.get_config()
    return set(ScriptDirectory.from_config(config).get_heads())
