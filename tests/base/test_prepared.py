"""Statements that are prepared answer what SQLAlchemy answers, asked however often."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Select, bindparam, event, func, select, tuple_
from sqlalchemy.exc import DBAPIError

from tests.conftest import Cast
from tribe.base.db import UtcDateTime, db, list_rows, now, session
from tribe.base.prepared import Known, Prepared
from tribe.members.models import Member, Role, State

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
