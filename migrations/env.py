"""Alembic within Flask: the engine and the tables are the application's."""

from alembic import context
from flask import current_app

from tribe.db import Base, UtcDateTime, end_request

database = current_app.extensions["migrate"].db


def spell(kind: str, item: object, _context: object) -> str | bool:
    """Write our types in SQLAlchemy's words: a migration must outlive our modules."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Migrate online, in one transaction, with SQLite's tables rebuilt where they must be."""
    end_request()
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            render_item=spell,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
