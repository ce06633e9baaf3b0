"""A small tribe with planted truth: four circles, a brand, newcomers, rites, gatherings."""

import random
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert

from tests.conftest import Cast, empty
from tests.snapshots import Snapshot
from tribe.base.db import now, session
from tribe.events.models import Event, EventStatus, Mode
from tribe.forum.models import Category, Post, Topic
from tribe.graph.data.kinds import Kind
from tribe.ledger.models import Cause, Interaction
from tribe.members.models import Member
from tribe.rituals.models import Cadence, Enactment, Ritual, RitualKeeper

END = now().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=21)
DAYS = 300
CIRCLES, SIZE = 4, 22
ROOMS = ("Ovens", "Sourdough", "Fields", "Tables")
KINDS = (Kind.REPLY, Kind.REPLY, Kind.REPLY, Kind.THANKS, Kind.REACTION, Kind.MENTION, Kind.QUOTE)


@dataclass
class Village:
    """The tribe that was made, by its numbers."""

    members: list[int] = field(default_factory=list)  # circle by circle
    brand: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    unanswered: list[int] = field(default_factory=list)  # posts
    keeperless: str = "harvest-supper"


def person(name: str, joined: datetime, **more: Any) -> Member:
    """A member who agreed to be measured."""
    fields: dict[str, Any] = {
        "name": name,
        "name_key": name.casefold(),
        "email": f"{name}@village.example",
        "is_measured": True,
        "joined_at": joined,
    }
    return Member(**(fields | more))


def build(cast: Cast, end: datetime = END) -> Village:
    """Write the village; the same every time."""
    chance = random.Random(7)  # noqa: S311 - nothing secret
    village, start = Village(), end - timedelta(days=DAYS)
    people = [
        person(f"Zephyrine{circle}x{n}", start + timedelta(days=chance.randrange(DAYS // 2)))
        for circle in range(CIRCLES)
        for n in range(SIZE)
    ]
    staff = [person(f"Maison{n}", start, is_brand=True) for n in range(2)]
    rooms = [
        Category(slug=name.lower(), name=name, position=place) for place, name in enumerate(ROOMS)
    ]
    session.add_all([*people, *staff, *rooms])
    session.flush()
    village.members, village.brand = [p.id for p in people], [p.id for p in staff]
    village.names = [p.name for p in [*people, *staff]]
    acts(chance, village, start)
    first_words(chance, village, rooms, start, end)
    weekly(cast, village, rooms[0], end)
    session.commit()
    return village


def circle_of(village: Village, number: int) -> list[int]:
    """The members of one circle."""
    return village.members[number * SIZE : (number + 1) * SIZE]


def acts(chance: random.Random, village: Village, start: datetime) -> None:
    """Most acts stay in a circle; two of circle 0 are at home in circle 1 as well."""
    rows = []
    for number in range(2600):
        place = chance.randrange(CIRCLES * SIZE)
        actor, home = village.members[place], place // SIZE
        if place < 2 and chance.random() < 0.45:
            home = 1
        group = circle_of(village, home) if chance.random() < 0.96 else village.members
        target = chance.choice(village.brand if chance.random() < 0.04 else group)
        rows.append((actor, target, chance.choice(KINDS), number))
    kept = [
        {
            "actor_id": actor,
            "target_id": target,
            "kind": kind,
            "cause": Cause.POST,
            "cause_id": 100_000 + number,
            "group_size": 0,
            "at": start + timedelta(days=DAYS * number / 2600),
        }
        for actor, target, kind, number in rows
        if actor != target
    ]
    session.execute(insert(Interaction), kept)


def first_words(
    chance: random.Random, village: Village, rooms: list[Category], start: datetime, end: datetime
) -> None:
    """Each member's first post, answered after some hours, but for six of the last weeks."""
    for place, member in enumerate(village.members):
        at = start + timedelta(days=2 + place * (DAYS - 40) / len(village.members))
        waits = place % 15 == 14
        if waits:
            at = end - timedelta(days=3 + place % 7)
        topic, post = topic_of(member, rooms[place // SIZE], f"Hello, a word {place}", at)
        if waits:
            village.unanswered.append(post.id)
            continue
        answer_at = at + timedelta(hours=chance.expovariate(1 / 5))
        say(topic, circle_of(village, place // SIZE)[place % 7], answer_at, reply_to=post.id)


def topic_of(author: int, room: Category, title: str, at: datetime) -> tuple[Topic, Post]:
    """A topic with its first post."""
    topic = Topic(
        category_id=room.id, author_id=author, title=title, slug="a-word", created_at=at,
        last_posted_at=at, last_poster_id=author,
    )  # fmt: skip
    session.add(topic)
    session.flush()
    return topic, say(topic, author, at)


def say(topic: Topic, author: int, at: datetime, reply_to: int | None = None) -> Post:
    """A post at the end of a topic."""
    if reply_to is not None:
        topic.highest_post_number += 1
    post = Post(
        topic_id=topic.id, number=topic.highest_post_number, author_id=author, source="x",
        html="<p>x</p>", text="x", cook_version=1, created_at=at, reply_to_id=reply_to,
    )  # fmt: skip
    session.add(post)
    session.flush()
    return post


def weekly(cast: Cast, village: Village, room: Category, end: datetime) -> None:
    """A rite each week, kept; one without a keeper; a gathering that took place."""
    founder = cast.ids["ada"]
    kept = Ritual(
        slug="bread-night", name="Bread night", purpose="To bake.", purpose_html="<p>To bake.</p>",
        cadence=Cadence.WEEKLY, created_by_id=founder,
    )  # fmt: skip
    alone = Ritual(
        slug=village.keeperless, name="Harvest supper", purpose="To eat.",
        purpose_html="<p>To eat.</p>", cadence=Cadence.YEARLY, created_by_id=founder,
    )  # fmt: skip
    held = Event(
        uid="one@test", title="Bread night", mode=Mode.PLACE, place="The hall", zone="Europe/Paris",
        starts_at=end - timedelta(days=9), ends_at=end - timedelta(days=9, hours=-2),
        created_by_id=founder,
    )  # fmt: skip
    off = Event(
        uid="two@test", title="Not held", mode=Mode.PLACE, place="The hall", zone="Europe/Paris",
        starts_at=end - timedelta(days=12), ends_at=end - timedelta(days=12, hours=-2),
        status=EventStatus.CANCELLED, created_by_id=founder,
    )  # fmt: skip
    session.add_all([kept, alone, held, off])
    session.flush()
    session.add(RitualKeeper(ritual_id=kept.id, member_id=founder))
    for week in range(24):
        at = end - timedelta(days=7 * week + 2)
        topic, _post = topic_of(founder, room, f"Bread night {week}", at)
        session.add(Enactment(ritual_id=kept.id, topic_id=topic.id, at=at, marked_by_id=founder))
    session.add(
        Enactment(ritual_id=kept.id, event_id=off.id, at=off.starts_at, marked_by_id=founder)
    )
    session.flush()


@pytest.fixture(scope="package")
def built(session_app: Flask) -> tuple[Snapshot, Village, Cast]:
    """The rows of the village, and the cast beside it."""
    with session_app.app_context():
        session.remove()
        empty(session.get_bind().dialect.name)
        cast = Cast(session_app)
        village = build(cast)
    return Snapshot.take(session_app), village, cast


@pytest.fixture
def cast(request: pytest.FixtureRequest, app: Flask) -> Cast:
    """The six persons of the tests; where there is a village, those who stand beside it."""
    if "village" in request.fixturenames:
        built: tuple[Snapshot, Village, Cast] = request.getfixturevalue("built")
        built[0].put_back(app)
        return built[2]
    return Cast(app)


@pytest.fixture
def village(app: Flask, cast: Cast, built: tuple[Snapshot, Village, Cast]) -> Village:
    """The village in the database, and the cast beside it."""
    return deepcopy(built[1])
