"""No address that a guest may ask for grows with the age of the place."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert, select

from tests.architecture.places import places
from tests.conftest import Cast, count_queries
from tests.world import World, furnish
from tribe.base.db import Base, db, session

FEW, MANY = 60, 600  # of each thing
ROOM = 1.5  # what a page of many may cost more than a page of few, whose last page is not yet full
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
WHOLE = {
    "/sitemaps/topics-1.xml": "a file of the map, which has at most 10 000 topics",
    "/events.ics": "90 days and all that is to come, since a calendar drops what is left out",
}


@dataclass(frozen=True)
class Cost:
    """Of one answer."""

    rows: int
    queries: int
    bytes: int


@pytest.fixture
def things(app: Flask, cast: Cast) -> World:
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("rows are counted by SQLite's own hook")
    return furnish(app, cast)


def test_no_guests_page_grows_with_the_place(
    app: Flask, client: FlaskClient, things: World
) -> None:
    addresses = sorted(
        {
            address
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ())
            for address in places(rule, things)
        }
    )
    age(app, things, range(FEW))
    few = {address: cost_of(app, client, address) for address in addresses}
    age(app, things, range(FEW, MANY))
    many = {address: cost_of(app, client, address) for address in addresses}
    grown = {
        address: (few[address], cost)
        for address, cost in many.items()
        if address not in WHOLE
        and (
            cost.rows > ROOM * few[address].rows + 5
            or cost.queries > few[address].queries + 1
            or cost.bytes > ROOM * few[address].bytes + 1000
        )
    }
    assert not grown, "\n".join(f"{address}: {cost}" for address, cost in grown.items())
    assert sum(cost.rows for cost in many.values()) > 1000, "nothing was counted"


def cost_of(app: Flask, client: FlaskClient, address: str) -> Cost:
    """What an answer takes, followed once where it leads on."""
    with counting_rows(app) as rows, count_queries(app) as queries:
        answer = client.get(address, follow_redirects=True)
    return Cost(len(rows), len(queries), len(answer.data))


@contextmanager
def counting_rows(app: Flask) -> Iterator[list[int]]:
    """One entry for each row that SQLite hands over while the block runs."""
    rows: list[int] = []

    def note(_cursor: Any, row: tuple[Any, ...]) -> tuple[Any, ...]:
        rows.append(1)
        return row

    def counted(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.row_factory = note

    def uncounted(connection: Any, _record: Any) -> None:
        if connection is not None:
            connection.row_factory = None

    with app.app_context():
        engine = db.engine
    event.listen(engine, "checkout", counted)
    event.listen(engine, "checkin", uncounted)
    try:
        yield rows
    finally:
        event.remove(engine, "checkout", counted)
        event.remove(engine, "checkin", uncounted)


def age(app: Flask, things: World, numbers: range) -> None:
    """More of each thing, as copies of what is there."""
    with app.app_context():
        for n in numbers:
            grow(things, n)
        session.commit()


def grow(things: World, n: int) -> None:
    """One more member, topic, reply, rite, enactment, promise; two more gatherings and answers."""
    at, number = LONG_AGO + timedelta(hours=n), 1000 + n
    name = f"member{n}"
    member = copy(
        "member", "name", "cleo", name=name, name_key=name, email=f"{name}@example.invalid"
    )
    topic = copy("topic", "id", things.topic, last_posted_at=at, title=f"Topic {n}")
    copy("post", "id", things.post - 1, topic_id=topic, number=1, author_id=member)
    copy("post", "id", things.post, number=number, author_id=member, reply_to_id=None)
    for one, days in ((things.event, 400), (things.past_event, 0)):
        begin = at + timedelta(days=days * 3)
        copy(
            "event",
            "id",
            one,
            uid=f"{one}-{n}@example",
            starts_at=begin,
            ends_at=begin + timedelta(hours=1),
        )
        copy("attendance", "event_id", one, event_id=one, member_id=member)
    rite = copy("ritual", "slug", things.rite, slug=f"rite-{n}", name=f"Rite {n}")
    copy(
        "ritual_keeper",
        "ritual_id",
        session.scalar(rites(things)),
        ritual_id=rite,
        member_id=member,
    )
    copy("enactment", "id", things.enactment, at=at, topic_id=topic)
    copy("promise", "id", things.promise, title=f"Promise {n}")
    judged = {"outcome": "kept", "account": "so it was", "settled_at": at, "settled_by_id": member}
    copy("promise", "id", things.promise, **judged)
    copy("council_seat", "until", None, member_id=member, until=at.date())


def rites(things: World) -> Any:
    table = Base.metadata.tables["ritual"]
    return select(table.c.id).where(table.c.slug == things.rite)


def copy(of: str, column: str, value: Any, /, **other: Any) -> Any:
    """Insert a row like one of a table's, and return its number."""
    table = Base.metadata.tables[of]
    row = session.execute(select(table).where(table.c[column] == value).limit(1)).one()._asdict()
    if "id" in row and "id" not in other:
        row.pop("id")
    return session.execute(insert(table).values(row | other)).inserted_primary_key[0]
