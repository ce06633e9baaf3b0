"""How the database goes to the newest topics: by the index of moments, on both databases.

At ten times the content a list that fetches every topic to sort them takes thirty times as long.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert, text

from tests.conftest import Cast
from tests.forum.conftest import Forum
from tribe.base import db
from tribe.base.db import session
from tribe.forum import queries
from tribe.forum.models import Post, Topic

TOPICS = 3_000
POSTS = 6  # of each
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def categories(context: Flask, cast: Cast) -> Iterator[frozenset[int]]:
    """Eight categories full of topics."""
    forum = Forum(cast)
    rooms = [forum.room(f"room-{number}").id for number in range(8)]
    session.commit()
    author = cast.ids["cleo"]
    topics = [_topic(number, rooms[number % 8], author) for number in range(1, TOPICS + 1)]
    posts = [_post(topic, number) for topic in topics for number in range(1, POSTS + 1)]
    session.execute(insert(Topic), topics)
    session.execute(insert(Post), posts)
    session.execute(text("ANALYZE"))
    session.commit()
    yield frozenset(rooms)
    session.rollback()
    session.execute(text("ANALYZE"))
    session.commit()


def _topic(number: int, category: int, author: int) -> dict[str, Any]:
    began = BEGAN + timedelta(minutes=number)
    return {
        "id": number,
        "category_id": category,
        "author_id": author,
        "last_poster_id": author,
        "title": "t",
        "slug": "t",
        "created_at": began,
        "last_posted_at": began,
        "posts_count": POSTS,
        "highest_post_number": POSTS,
    }


def _post(topic: dict[str, Any], number: int) -> dict[str, Any]:
    words = dict.fromkeys(("source", "html", "text"), "words")
    about = {"topic_id": topic["id"], "author_id": topic["author_id"], "number": number}
    return words | about | {"cook_version": 1, "created_at": topic["created_at"]}


def plan_of(ask: Callable[[], object]) -> str:
    """How the database says it would find the last thing that is asked."""
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        asked.append((statement, parameters))

    event.listen(db.db.engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(db.db.engine, "before_cursor_execute", note)
    prefix = "EXPLAIN " if is_postgresql() else "EXPLAIN QUERY PLAN "
    statement, parameters = asked[-1]
    rows = session.connection().exec_driver_sql(prefix + statement, parameters)
    return "\n".join(str(row) for row in rows)


def is_postgresql() -> bool:
    return db.db.engine.dialect.name == "postgresql"


def test_the_feed_of_all_topics_sorts_none(categories: frozenset[int]) -> None:
    if is_postgresql():
        pytest.skip("PostgreSQL counts rows and chooses for itself")
    plan = plan_of(lambda: queries.list_first_posts(categories))
    assert "ix_topic_created" in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize("show", [queries.Filter.LATEST, queries.Filter.NEW])
@pytest.mark.parametrize("name", ["dov", None])
def test_lists_walk_the_newest(
    cast: Cast, categories: frozenset[int], show: queries.Filter, name: str | None
) -> None:
    member = cast.get(name) if name else None
    if member is None and show is queries.Filter.NEW:
        pytest.skip("nothing is new to a guest")
    plan = plan_of(lambda: queries.list_topics(member, categories, show=show))
    index = "ix_topic_created" if show is queries.Filter.NEW else "ix_topic_latest"
    assert index in plan
    assert "TEMP B-TREE" not in plan
    assert "Seq Scan on topic " not in plan
