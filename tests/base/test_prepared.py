"""Statements that are prepared answer what SQLAlchemy answers, asked however often."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, bindparam, event, func, insert, select, tuple_, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.conftest import Cast
from tribe.base.db import UtcDateTime, db, list_rows, now, session
from tribe.base.prepared import Known, Prepared
from tribe.jobs import Job, Lane
from tribe.members.models import Member, Role, SignIn, State

NAMES = bindparam("names", expanding=True)


def _by_names() -> Select[str, int]:
    return select(Member.name, Member.id).where(Member.name.in_(NAMES)).order_by(Member.id)


def _of_kinds() -> Select[str, State, bool]:
    kinds = Member.state.in_((State.ACTIVE, State.SUSPENDED))
    return select(Member.name, Member.state, Member.is_brand).where(kinds).order_by(Member.id)


def _since() -> Select[str, object]:
    since = bindparam("since", type_=UtcDateTime())
    return select(Member.name, Member.joined_at).where(Member.joined_at < since).order_by(Member.id)


def _aggregated() -> Select[str, int]:
    names = func.aggregate_strings(Member.name, ", ").label("names")
    return select(names, func.max(Member.id).label("most")).where(Member.role == Role.MEMBER)


def _pairs() -> Select[str]:
    pairs = bindparam("pairs", expanding=True)
    return select(Member.name).where(tuple_(Member.name, Member.hue).in_(pairs))


@pytest.mark.parametrize(
    ("make", "asked"),
    [
        (_by_names, [{"names": ["ada", "ben"]}, {"names": ["cleo"]}, {"names": []}]),
        (_of_kinds, [{}]),
        (_since, [{"since": now()}, {"since": now().replace(year=1990)}]),
        (_aggregated, [{}]),
        (_pairs, [{"pairs": [("ada", 1)]}, {"pairs": [("ada", 1), ("ben", 2)]}]),
    ],
)
def test_rows_are_those_of_an_execution(
    context: Flask, cast: Cast, make: Callable[[], Select[object]], asked: list[dict[str, object]]
) -> None:
    known, statement, connection = Known(), make(), session.connection()
    for given in asked * 3:
        expected = connection.execute(make(), given).all()
        found = known.execute(connection, statement, given)
        assert found == expected
        assert [row._mapping for row in found] == [row._mapping for row in expected]
        assert [tuple(map(type, row)) for row in found] == [tuple(map(type, r)) for r in expected]


def test_what_is_asked_twice_is_prepared_and_still_counted(context: Flask, cast: Cast) -> None:
    known, statement, said = Known(), _by_names(), []

    def note(_connection: object, _cursor: object, words: str, *_more: object) -> None:
        said.append(words)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        for _ in range(4):
            known.execute(session.connection(), statement, {"names": ["ada"]})
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(said) == 4
    assert len(set(said)) == 1
    [kept] = known._prepared[statement].values()
    assert isinstance(kept, Prepared)


def test_a_value_that_is_missing_is_missed(context: Flask, cast: Cast) -> None:
    known, statement = Known(), _since()
    for _ in range(3):
        known.execute(session.connection(), statement, {"since": now()})
    with pytest.raises(KeyError):
        known.execute(session.connection(), statement, {})


def test_what_the_driver_refuses_is_an_error_of_sqlalchemy_without_values(
    context: Flask, cast: Cast
) -> None:
    statement = select(Member.name).where(Member.name == bindparam("name"))
    for _ in range(3):
        list_rows(statement, {"name": "ada"})
    with pytest.raises(DBAPIError) as raised:
        list_rows(statement, {"name": object()})
    assert "object at" not in str(raised.value).partition("[SQL")[2]
    session.rollback()


def _written(rows: list[dict[str, object]], statement: Any) -> list[Any]:
    known, connection = Known(), session.connection()
    return [[*known.write(connection, statement, row)] for row in rows]


def test_what_is_written_is_what_an_execution_writes(context: Flask, cast: Cast) -> None:
    table, moment = Job.__table__, now()
    rows = [
        {"kind": "a", "lane": Lane.SLOW, "payload": {"n": n}, "run_at": moment} for n in range(6)
    ]
    added = insert(table).returning(table.c.id, table.c.lane)
    told = _written(rows[:4], added)
    session.execute(insert(table), rows[4:])
    assert [row[0].lane for row in told] == [Lane.SLOW] * 4
    kept = session.execute(select(table).order_by(table.c.id)).mappings().all()
    assert [row["id"] for row in kept[:4]] == [row[0].id for row in told]
    assert [row["payload"]["n"] for row in kept] == [*range(6)]
    assert len({tuple({**row, "id": 0, "payload": 0}.values()) for row in kept}) == 1
    assert kept[0]["attempts"] == 0  # as the column has it


def test_values_that_are_made_anew_are_made_anew(context: Flask, cast: Cast) -> None:
    table, statement, known = SignIn.__table__, insert(SignIn.__table__), Known()
    for token in "abcd":
        given = {"member_id": cast.ids["ada"], "token_hash": token, "expires_at": now()}
        known.write(session.connection(), statement, given)
    made_at = session.scalars(select(table.c.created_at).where(table.c.token_hash.in_([*"abcd"])))
    assert len({*made_at}) == 4


def test_what_cannot_be_written_raises_what_an_execution_raises(context: Flask, cast: Cast) -> None:
    table, known = Member.__table__, Known()
    named = update(table).where(table.c.id == bindparam("of")).values(name=bindparam("new"))
    for name in ("ada", "Ada", "ADA"):
        known.write(session.connection(), named, {"of": cast.ids["ada"], "new": name})
        with pytest.raises(IntegrityError), session.begin_nested():
            known.write(session.connection(), named, {"of": cast.ids["ada"], "new": None})
    assert session.scalar(select(table.c.name).where(table.c.id == cast.ids["ada"])) == "ADA"
