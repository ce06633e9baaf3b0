"""Which way the database goes to the newest topics of several categories."""

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from tribe.base.db import session


def needs_help(*, is_dense: bool) -> bool:
    """Whether the planner must be kept from fetching every topic of each category to sort them.

    SQLite's must. PostgreSQL's must where almost every topic belongs into the list; where few do,
    the help would hide from it that they are few. At 5 000 topics in eight categories, with and
    without it: latest 5 and 24 ms, new 5 and 19, unread 4 and 3, feed 5 and 3; on SQLite the feed
    .5 and 31.
    """
    return is_dense or session.get_bind().dialect.name == "sqlite"


def walked(column: InstrumentedAttribute[int], *, is_helped: bool) -> ColumnElement[int]:
    """The column to compare with several categories; `+ 0` keeps the planner from its index."""
    return column + 0 if is_helped else column.expression
