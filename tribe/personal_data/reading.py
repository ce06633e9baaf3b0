"""What the tables hold of one member: counted, and row by row, without what is anybody else's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Column, Row, Table, Text, func, literal, select, union_all

from tribe.base.db import session
from tribe.markup.unnaming import alone, keys_called
from tribe.members.mentioned import borne_by_others
from tribe.members.models import Member
from tribe.privacy import Personal
from tribe.privacy.rows import leads_to_member, owned_by, personal_tables

BATCH = 500  # rows that are held at a time
SOMEBODY, ELSEWHERE = "@…", "…"
Given = dict[str, Any]


@dataclass(frozen=True)
class Holding:
    """A table, and how many rows of it are a member's."""

    declared: Personal
    count: int


def count_held(member_id: int) -> list[Holding]:
    """What is held of a member, by table, in the order of their names; one query."""
    counts, tables = [], {}
    for declared, table in personal_tables():
        is_theirs = owned_by(declared, member_id)
        if is_theirs is None:
            continue
        tables[declared.table] = declared
        name = literal(declared.table).label("name")
        counts.append(select(name, func.count().label("rows")).select_from(table).where(is_theirs))
    rows = session.execute(union_all(*counts)).all() if counts else []
    found = {row[0]: int(row[1]) for row in rows}
    return [Holding(tables[name], found[name]) for name in sorted(tables) if found[name]]


def exported_tables() -> Iterator[tuple[Personal, Table]]:
    """The tables of which something is given to the member."""
    return ((one, table) for one, table in personal_tables() if one.exports and one.owners)


def read_rows(declared: Personal, table: Table, member: Member) -> Iterator[Given]:
    """The member's rows of a table as they are given to them; so many are held at a time."""
    is_theirs = owned_by(declared, member.id)
    if is_theirs is None:
        return
    columns = [table.c[name] for name in (*declared.exports, *_told_by(declared))]
    if declared.only is not None:
        is_theirs &= declared.only(member.id)
    chosen = select(*columns).where(is_theirs).order_by(*table.primary_key.columns)
    rows = session.execute(chosen.execution_options(yield_per=BATCH))
    for some in rows.partitions(BATCH):
        borne = _borne(declared, table, some, member.id)
        for row in some:
            yield _given(declared, table, row, member.id, borne)


def _told_by(declared: Personal) -> list[str]:
    """The columns that tell whose another column is, beyond those that are given."""
    return sorted(set(declared.theirs.values()) - set(declared.exports))


def _texts(declared: Personal, table: Table) -> list[str]:
    return [name for name in declared.exports if isinstance(table.c[name].type, Text)]


def _borne(declared: Personal, table: Table, rows: Any, member_id: int) -> set[str]:
    """The names in some rows that call somebody else."""
    names = _texts(declared, table)
    keys = keys_called(str(row._mapping[name] or "") for row in rows for name in names)
    return borne_by_others(keys, member_id)


def _given(
    declared: Personal, table: Table, row: Row[Any], member_id: int, borne: set[str]
) -> Given:
    held = row._mapping
    given = {}
    for name in declared.exports:
        column, value = table.c[name], held[name]
        teller = declared.theirs.get(name)
        if teller is not None and held[teller] != member_id:
            value = None
        given[name] = _own(column, value, member_id, borne)
    about = given.get("subject_type"), str(given.get("subject_id"))
    if about[0] == "member" and about[1] != str(member_id):
        given |= dict.fromkeys(given.keys() & {"subject_id", "facts"})
    return given


def _own(column: Column[Any], value: Any, member_id: int, borne: set[str]) -> Any:
    """A value without anybody else: no number, no name and no words of another member."""
    if leads_to_member(column) and value != member_id:
        return None
    if isinstance(value, str) and isinstance(column.type, Text):
        return alone(value, borne, SOMEBODY, ELSEWHERE)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
