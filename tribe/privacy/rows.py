"""Rows that lead to a member, in every table that is declared, and what becomes of them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Table, delete, or_, update
from sqlalchemy.sql.elements import ColumnElement

from tribe.base.db import Base, session
from tribe.privacy.declared import Erase, Personal, declared_tables

MEMBER = "member.id"


def table_of(declared: Personal) -> Table:
    """The table that a declaration is about."""
    return Base.metadata.tables[declared.table]


def leads_to_member(column: Column[Any]) -> bool:
    """Whether a column refers to a member by a foreign key."""
    return any(key.target_fullname == MEMBER for key in column.foreign_keys)


def personal_tables() -> Iterator[tuple[Personal, Table]]:
    """Each table that knows something of members, in the order of their names."""
    for _name, declared in sorted(declared_tables().items()):
        if isinstance(declared, Personal):
            yield declared, table_of(declared)


def owned_by(declared: Personal, member_id: int) -> ColumnElement[bool] | None:
    """That a row is a member's; None where no column says whose it is."""
    table = table_of(declared)
    owners = [table.c[name] for name in declared.owners]
    leading = [one for one in owners if leads_to_member(one) or declared.table == "member"]
    return or_(*(one == member_id for one in leading)) if leading else None


def erase_rows(member_id: int) -> None:
    """Do to each table what it declares for a member who is erased; the caller commits.

    The row of the member itself is for whoever knows accounts, as are references by other means
    than a foreign key.
    """
    for declared, table in personal_tables():
        for name, erasure in declared.references.items():
            column = table.c[name]
            if not leads_to_member(column):
                continue
            if erasure.how is Erase.DELETE:
                session.execute(delete(table).where(column == member_id))
            elif erasure.clears:
                emptied = {one: empty_of(table.c[one]) for one in erasure.clears}
                session.execute(update(table).where(column == member_id).values(emptied))
    session.expire_all()


def empty_of(column: Column[Any]) -> Any:
    """What stands in a column that says nothing any more."""
    if column.nullable:
        return None
    return column.type.python_type()
