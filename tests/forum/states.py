"""All that the tables hold, to compare what an act and its reversal leave."""

from typing import Any

from sqlalchemy import select

from tribe.base.db import Base, session

PASSING = {  # what happened, and what is done later
    "activity",
    "audit_entry",
    "form_submission",
    "job",
    "mail",
    "mail_address",
    "notice",
    "notice_cause",
}
MADE = {("interaction", "id"), ("search_document", "id")}  # numbers of rows that are written anew


def take_state() -> dict[str, set[tuple[Any, ...]]]:
    """The rows of each table, but of those that tell of what happened."""
    session.expire_all()
    return {
        table.name: {
            tuple(repr(value) for value in row)
            for row in session.execute(
                select(*(c for c in table.columns if (table.name, c.name) not in MADE))
            )
        }
        for table in Base.metadata.sorted_tables
        if table.name not in PASSING
    }


def differences(
    before: dict[str, set[tuple[Any, ...]]], after: dict[str, set[tuple[Any, ...]]]
) -> dict[str, set[tuple[Any, ...]]]:
    """The rows that only one of two states has, by table."""
    return {name: rows ^ after[name] for name, rows in before.items() if rows != after[name]}
