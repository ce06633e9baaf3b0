"""Alembic within Flask: the engine and the tables are the application's."""

import click
from alembic import context
from alembic.runtime.migration import MigrationContext
from flask import current_app

from tribe.base.db import Base, UtcDateTime, end_request
from tribe.base.migrations import alone, copy_before, in_one_transaction

database = current_app.extensions["migrate"].db


def spell(kind: str, item: object, _context: object) -> str | bool:
    """Write our types in SQLAlchemy's words: a migration must outlive our modules."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def is_ours(_item: object, name: str | None, kind: str, *_more: object) -> bool:
    """Leave out what no model has: SQLite's tables of words, and the index of PostgreSQL's."""
    made = "search_index" if kind == "table" else "ix_search_document_terms"
    return not (name or "").startswith(made)


def heads() -> tuple[str, ...]:
    """Where the database stands."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_heads()


def is_onward(reached: str) -> bool:
    """Whether another revision was asked for; comparing the models asks for none."""
    try:
        return context.get_revision_argument() != reached
    except KeyError:
        return False


def migrate(connection) -> None:
    """Run what was asked for, with SQLite's tables made anew where they must be."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=spell,
        include_object=is_ours,
    )
    with context.begin_transaction():
        context.run_migrations()


def run() -> None:
    """Migrate online, in one transaction, after a copy of what is there.

    Whoever gives a connection has begun a transaction with it, and answers for both.
    """
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    end_request()
    with alone(database.engine):
        reached = heads()
        if reached and is_onward(reached[0]) and (copy := copy_before(database.engine, reached[0])):
            click.echo(f"A copy of the database as it was is kept: {copy}", err=True)
        in_one_transaction(database.engine, migrate)


run()
