"""A tribe to measure pages on: 200 members, 500 topics, 10 000 posts, and what hangs at home."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import numpy as np
from flask import Flask
from sqlalchemy import insert, text

from tribe.access import TrustLevel
from tribe.base.db import Base, now, session
from tribe.events.models import Attendance, Event, EventHost, Mode, Rsvp
from tribe.forum.models import Category, Post, Reaction, ReactionKind, Topic
from tribe.forum.slugs import make_slug
from tribe.markup import COOK_VERSION, cook
from tribe.members import services as members
from tribe.members.models import HUES, Member
from tribe.rituals.models import Cadence, Enactment, Ritual, RitualKeeper
from tribe.search.frequency import count_terms
from tribe.search.rebuilding import rebuild_now
from tribe.settings import services as settings
from tribe.settings.kinds import NO
from tribe.spam.settings import PACE

MEMBERS, TOPICS, POSTS = 200, 500, 10_000
LONG_TOPIC = 1000  # its posts; the next hundred topics have forty each, the others share the rest
MIDDLE_TOPICS, MIDDLE_POSTS = 100, 40
READER, PASSWORD = "reader", "well-kept village hall"
WORDS = """
oven bread hearth morning neighbour flour stone garden evening table story winter bridge
market letter river kitchen basket candle orchard village dough harvest lantern window
""".split()  # noqa: SIM905 (read more easily so)
Row = dict[str, Any]


@dataclass(frozen=True)
class Seeded:
    """The addresses that are asked for."""

    topic: str
    long_topic: str
    reply: str


def seed(app: Flask) -> Seeded:
    """Fill an empty database at head; always the same but for its clock."""
    rng = np.random.default_rng(0)
    with app.app_context():
        named = {"name": "The oven", "tagline": "Bread and neighbours", "brand": "Hearth"}
        settings.change(named | {PACE.key: NO}, None)  # hundreds of replies within minutes
        _people()
        _categories()
        topics, posts = _talk(rng)
        for model, rows in ((Topic, topics), (Post, posts), (Reaction, _thanks(posts, rng))):
            _write(model, rows)
        _gatherings()
        _number_on()
        session.commit()
        rebuild_now()
        count_terms()
        session.commit()
    return Seeded(
        topic=f"/t/2/{topics[1]['slug']}",
        long_topic=f"/t/1/{topics[0]['slug']}?page=40",
        reply="/t/3/reply",
    )


def _write(model: type[Base], rows: list[Row]) -> None:
    session.execute(insert(model), rows)


def _number_on() -> None:
    """PostgreSQL must be told which numbers we gave ourselves; SQLite sees."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in (model.__tablename__ for model in (Member, Category, Topic, Post, Event, Ritual)):
        last = f"(SELECT max(id) FROM {table})"  # noqa: S608 (names of our own tables)
        session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})"))


def name_of(number: int) -> str:
    """The name of a member, who signs in with the reader's password."""
    return f"{WORDS[number % len(WORDS)].title()} {number}"


def _people() -> None:
    began = now() - timedelta(days=400)
    reader = members.join(READER, "reader@example.org", PASSWORD, is_measured=True, locale="en")
    reader.joined_at, reader.trust = began, TrustLevel.TRUSTED  # who may say nearly the same again
    session.flush()
    rows = [
        {
            "id": number,
            "name": name_of(number),
            "name_key": name_of(number).lower(),
            "password_hash": reader.password_hash,
            "trust": reader.trust,
            "hue": number % HUES,
            "is_measured": True,
            "joined_at": began + timedelta(days=number),
        }
        for number in range(reader.id + 1, MEMBERS + 1)
    ]
    _write(Member, rows)


def _categories() -> None:
    names = ("Doorstep", "Baking", "Ovens", "Flour", "Recipes", "Neighbours", "Ideas", "Market")
    rows = [
        {"id": n, "slug": name.lower(), "name": name, "hue": n, "parent_id": 2 if n > 5 else None}
        for n, name in enumerate(names, 1)
    ]
    _write(Category, rows)


def _sizes() -> list[int]:
    rest = TOPICS - 1 - MIDDLE_TOPICS
    left = POSTS - LONG_TOPIC - MIDDLE_TOPICS * MIDDLE_POSTS
    small = [left // rest + (1 if number < left % rest else 0) for number in range(rest)]
    return [LONG_TOPIC, *[MIDDLE_POSTS] * MIDDLE_TOPICS, *small]


def _talk(rng: np.random.Generator) -> tuple[list[Row], list[Row]]:
    """Topics and posts as rows, in the order of their moments within each topic."""
    said = [(source, cook(source)) for source in _sources(rng)]
    topics: list[Row] = []
    posts: list[Row] = []
    ids = count(1)
    begins = now() - timedelta(days=300)
    for topic_id, size in enumerate(_sizes(), 1):
        title = " ".join(str(word) for word in rng.choice(WORDS, 5)).capitalize()
        authors = rng.integers(1, MEMBERS + 1, size).tolist()
        first = begins + timedelta(hours=14 * topic_id)
        own: list[Row] = []
        for number, author in enumerate(authors, 1):
            source, cooked = said[(topic_id + 31 * number) % len(said)]
            own.append(
                {
                    "id": next(ids),
                    "topic_id": topic_id,
                    "number": number,
                    "author_id": author,
                    "reply_to_id": own[-1]["id"] if number % 3 == 0 else None,
                    "source": source,
                    "html": cooked.html,
                    "text": cooked.text,
                    "cook_version": COOK_VERSION,
                    "created_at": first + timedelta(minutes=7 * number),
                }
            )
        topics.append(_topic(topic_id, title, own))
        posts += own
    return topics, posts


def _topic(topic_id: int, title: str, posts: list[Row]) -> Row:
    return {
        "id": topic_id,
        "category_id": topic_id % 8 + 1,
        "author_id": posts[0]["author_id"],
        "title": title,
        "slug": make_slug(title),
        "created_at": posts[0]["created_at"],
        "last_posted_at": posts[-1]["created_at"],
        "last_poster_id": posts[-1]["author_id"],
        "highest_post_number": len(posts),
        "posts_count": len(posts),
    }


def _sources(rng: np.random.Generator) -> Iterator[str]:
    """Posts of one to three paragraphs, some with a list, a stress or a link."""
    for number in range(200):
        paragraphs = [
            " ".join(str(word) for word in rng.choice(WORDS, int(rng.integers(12, 40)))) + "."
            for _ in range(1 + number % 3)
        ]
        if number % 5 == 0:
            paragraphs.append("- one **loaf**\n- two *loaves*\n- [a letter](https://example.org/)")
        if number % 50 == 7:
            paragraphs.append("A zeppelin passed.")  # what one post in fifty says is searched
        yield "\n\n".join(paragraphs)


def _thanks(posts: list[Row], rng: np.random.Generator) -> list[Row]:
    """Every second post was thanked, by one to three members."""
    rows = []
    for post in posts[::2]:
        for giver in sorted(set(rng.integers(1, MEMBERS + 1, int(rng.integers(1, 4))).tolist())):
            rows.append({"post_id": post["id"], "member_id": giver, "kind": ReactionKind.THANKS})
    return rows


def _gatherings() -> None:
    """What home shows beside talk: gatherings to come, and rites with their keepers."""
    noon = now().replace(hour=12, minute=0, second=0, microsecond=0)
    for number in range(1, 5):
        starts = noon + timedelta(days=3 * number)
        _write(Event, [_event(number, starts)])
        _write(EventHost, [{"event_id": number, "member_id": number + 1}])
        coming = [{"event_id": number, "member_id": m, "status": Rsvp.GOING} for m in range(2, 14)]
        _write(Attendance, coming)
        _write(Ritual, [_ritual(number)])
        _write(RitualKeeper, [{"ritual_id": number, "member_id": number + 1}])
        enacted = {"ritual_id": number, "event_id": number, "at": starts, "marked_by_id": 2}
        _write(Enactment, [enacted])


def _event(number: int, starts: datetime) -> Row:
    return {
        "id": number,
        "uid": f"{number}@example.org",
        "title": f"Baking together {number}",
        "mode": Mode.PLACE,
        "place": "The village oven",
        "zone": "Europe/Paris",
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=3),
        "created_by_id": 2,
    }


def _ritual(number: int) -> Row:
    return {
        "id": number,
        "slug": f"rite-{number}",
        "name": f"The lighting of the oven {number}",
        "purpose": "To keep warm.",
        "purpose_html": "<p>To keep warm.</p>",
        "cadence": Cadence.WEEKLY,
        "created_by_id": 2,
    }
