"""Alembic within Flask: the engine and the tables are the application's."""

from alembic import context
from flask import current_app

from tribe.db import Base, end_request

database = current_app.extensions["migrate"].db


def run() -> None:
    """Migrate online, in one transaction, with SQLite's tables rebuilt where they must be."""
    end_request()
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            user_module_prefix="tribe.db.",
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
