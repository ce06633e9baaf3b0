"""What can be done today: posts that wait, rites alone, circles apart, promises due."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.conftest import Cast, count_queries
from tests.reports.conftest import say, topic_of
from tribe.base.db import now, session
from tribe.forum.models import Audience, Category, CategoryPermission
from tribe.members.models import State
from tribe.reports.models import Snapshot, SnapshotState
from tribe.reports.show import support
from tribe.rituals.models import Cadence, Ritual, RitualKeeper, RitualStatus
from tribe.voice.models import Outcome, Promise


@pytest.fixture
def room(context: Flask, cast: Cast) -> Category:
    """A room that everyone sees."""
    made = Category(slug="room", name="CategoryNode")
    session.add(made)
    session.flush()
    return made


def waiting(cast: Cast, reader: str = "ben") -> list[str]:
    return [one.title for one in support.list_waiting(cast.get(reader), now())]


def test_a_first_post_waits_until_someone_answers(room: Category, cast: Cast) -> None:
    at = now() - timedelta(days=2)
    topic, post = topic_of(cast.ids["cleo"], room, "Hello", at)
    assert waiting(cast) == ["Hello"]
    say(topic, cast.ids["cleo"], at, reply_to=post.id)
    assert waiting(cast) == ["Hello"]
    say(topic, cast.ids["dov"], at + timedelta(hours=1), reply_to=post.id)
    assert "Hello" not in [o.title for o in support.list_waiting(cast.get("ben"), now())
                           if o.author.id == cast.ids["cleo"]]  # fmt: skip


def test_the_longest_wait_comes_first_and_only_first_posts(room: Category, cast: Cast) -> None:
    topic_of(cast.ids["dov"], room, "Younger", now() - timedelta(days=1))
    topic_of(cast.ids["cleo"], room, "Older", now() - timedelta(days=4))
    topic_of(cast.ids["cleo"], room, "Second word", now() - timedelta(days=1))
    assert waiting(cast) == ["Older", "Younger"]


@pytest.mark.parametrize("why", ["long ago", "deleted", "suspended", "brand", "closed", "hidden"])
def test_what_does_not_wait(room: Category, cast: Cast, why: str) -> None:
    at = now() - timedelta(days=400 if why == "long ago" else 2)
    topic, post = topic_of(cast.ids["cleo"], room, "Hello", at)
    if why == "deleted":
        post.deleted_at = now()
    elif why == "suspended":
        cast.get("cleo").state = State.SUSPENDED
    elif why == "brand":
        cast.get("cleo").is_brand = True
    elif why == "closed":
        topic.closed_at = now()
    elif why == "hidden":
        session.add(CategoryPermission(category_id=room.id, audience=Audience.ADMIN, may_see=True))
    session.flush()
    assert waiting(cast) == []


def test_it_is_a_list_of_posts_whatever_their_writers_agreed_to(room: Category, cast: Cast) -> None:
    cast.get("cleo").is_measured = False
    topic_of(cast.ids["cleo"], room, "Hello", now() - timedelta(days=2))
    assert waiting(cast) == ["Hello"]


def test_waiting_posts_cost_two_queries(app: Flask, room: Category, cast: Cast) -> None:
    for name in ("cleo", "dov", "ines"):
        topic_of(cast.ids[name], room, name, now() - timedelta(days=2))
    reader = cast.get("ben")
    with count_queries(app) as sent:
        assert len(support.list_waiting(reader, now())) == 3
    assert len(sent) == 2


def rite(cast: Cast, slug: str, status: RitualStatus = RitualStatus.ALIVE) -> Ritual:
    made = Ritual(
        slug=slug, name=slug, purpose="x", purpose_html="x", cadence=Cadence.WEEKLY,
        status=status, created_by_id=cast.ids["ada"],
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def test_a_rite_without_an_active_keeper_is_alone(context: Flask, cast: Cast) -> None:
    kept, left = rite(cast, "kept"), rite(cast, "left")
    rite(cast, "alone")
    rite(cast, "resting", RitualStatus.RESTING)
    session.add_all(
        [
            RitualKeeper(ritual_id=kept.id, member_id=cast.ids["cleo"]),
            RitualKeeper(ritual_id=left.id, member_id=cast.ids["eve"]),  # suspended
        ]
    )
    session.flush()
    assert [one.slug for one in support.list_keeperless()] == ["alone", "left"]


def test_promises_that_are_due(context: Flask, cast: Cast) -> None:
    today = now().date()
    for title, days, outcome in (
        ("overdue", -3, None), ("soon", 9, None), ("far", 90, None), ("kept", -3, Outcome.KEPT),
    ):  # fmt: skip
        session.add(
            Promise(
                title=title,
                made_by_id=cast.ids["ada"],
                due_on=today + timedelta(days=days),
                outcome=outcome,
                settled_at=now() if outcome else None,
            )
        )
    session.flush()
    assert [promise.title for promise in support.list_promises_due(today)] == ["overdue", "soon"]


CIRCLES = [{"label": letter, "hue": 0, "haunts": []} for letter in "ABC"]


def snapshot(p: float, unbridged: list[list[int]]) -> Snapshot:
    return Snapshot(
        state=SnapshotState.DONE,
        document={"measures": {"C5": {"enough": True, "null_model": {"p": p}}}},
        drawing={"map": {"circles": CIRCLES, "unbridged": unbridged}},
    )


def test_circles_apart_are_read_from_the_last_report() -> None:
    found = support.pairs_apart(snapshot(0.01, [[0, 2]]))
    assert found is not None
    assert [(pair.one["label"], pair.other["label"]) for pair in found] == [("A", "C")]
    assert support.pairs_apart(snapshot(0.01, [])) == []


def test_circles_that_chance_would_make_are_none() -> None:
    assert support.pairs_apart(snapshot(0.2, [[0, 2]])) is None
    assert support.pairs_apart(None) is None
    assert support.pairs_apart(Snapshot(document={}, drawing={"map": None})) is None
