"""Reading interactions: only with both consents, within a window, and one's own."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import literal, select

from tests.conftest import Cast, count_queries
from tribe.base.db import session
from tribe.base.paging import Span
from tribe.graph.data.kinds import Kind
from tribe.ledger import queries, services
from tribe.ledger.models import Cause

START = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def talk(context: Flask, cast: Cast) -> None:
    """Cleo replies to Dov, Dov thanks her, the three of them meet; a day apart each."""
    cleo, dov, ben = (cast.ids[name] for name in ("cleo", "dov", "ben"))
    days = [START + timedelta(days=n) for n in range(3)]
    services.record(Kind.REPLY, cleo, [dov], cause=Cause.POST, cause_id=1, at=days[0])
    services.record(Kind.THANKS, dov, [cleo], cause=Cause.POST, cause_id=1, at=days[1])
    services.record_group(
        Kind.CO_ATTENDANCE, [ben, cleo, dov], cause=Cause.EVENT, cause_id=5, at=days[2]
    )
    session.commit()


@pytest.mark.usefixtures("talk")
def test_rows_carry_numbers_and_never_names(cast: Cast) -> None:
    rows = list(queries.stream_interactions(None, None))
    cleo, dov = str(cast.ids["cleo"]), str(cast.ids["dov"])
    assert rows[0] == (cleo, dov, "reply", START.timestamp(), 0)
    assert rows[1][2] == "thanks"
    assert [row[2:] for row in rows[2:]] == [
        ("co_attendance", (START + timedelta(days=2)).timestamp(), 3)
    ] * 3


@pytest.mark.usefixtures("talk")
def test_what_came_about_in_a_post_says_its_thread() -> None:
    posts = select(literal(1).label("id"), literal(8).label("thread_id")).subquery()
    rows = list(queries.stream_threaded(None, posts))
    assert [row[:5] for row in rows] == list(queries.stream_interactions(None, None))
    assert [row[5] for row in rows] == ["8", "8", "", "", ""]
    until = START + timedelta(days=1)
    assert [row[2] for row in queries.stream_threaded(until, posts)] == ["reply"]


@pytest.mark.usefixtures("talk")
def test_the_window_holds_its_beginning_and_not_its_end() -> None:
    one_day = list(queries.stream_interactions(START, START + timedelta(days=1)))
    assert [row[2] for row in one_day] == ["reply"]


@pytest.mark.usefixtures("talk")
def test_a_consent_that_is_gone_hides_rows_even_before_they_are_forgotten(cast: Cast) -> None:
    cast.get("dov").is_measured = False
    session.flush()
    rows = list(queries.stream_interactions(None, None))
    assert len(rows) == 1
    assert str(cast.ids["dov"]) not in rows[0][:2]


@pytest.mark.usefixtures("talk")
def test_own_interactions_are_one_s_own(cast: Cast) -> None:
    own = queries.list_own(cast.ids["ben"]).rows
    assert {row.other.name for row in own} == {"cleo", "dov"}
    assert all(row.is_given and row.is_received and row.group_size == 3 for row in own)
    assert queries.list_own(cast.ids["ada"]).rows == []


@pytest.mark.usefixtures("talk")
def test_own_interactions_are_counted_by_kind_on_both_sides(cast: Cast) -> None:
    assert queries.count_own_by_kind(cast.ids["cleo"]) == [
        (Kind.REPLY, 1, 0),
        (Kind.THANKS, 0, 1),
        (Kind.CO_ATTENDANCE, 2, 2),
    ]


@pytest.mark.usefixtures("talk")
def test_own_interactions_are_paged_downwards(app: Flask, cast: Cast) -> None:
    with count_queries(app) as sent:
        page = queries.list_own(cast.ids["cleo"], size=2)
    assert len(sent) == 1
    rest = queries.list_own(cast.ids["cleo"], Span(after=page.next))
    assert [len(page.rows), len(rest.rows)] == [2, 2]
    assert not {row.id for row in page.rows} & {row.id for row in rest.rows}


@pytest.mark.usefixtures("talk")
def test_the_rows_of_one_s_own_ties_name_nobody_else_s(cast: Cast) -> None:
    me = str(cast.ids["ben"])
    rows = list(queries.stream_own_rows(cast.ids["ben"], START + timedelta(days=9)))
    assert len(rows) == 2
    assert all(me in row[:2] for row in rows)
