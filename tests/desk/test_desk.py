"""What can be done today: posts that wait, rites alone, promises due; put off, done, and after."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.conftest import Cast, count_queries, sign_in
from tests.reports.conftest import say, topic_of
from tribe.base.db import now, session
from tribe.base.errors import Forbidden
from tribe.desk import services
from tribe.forum import tasks as forum
from tribe.forum.models import Audience, Category, CategoryPermission
from tribe.members.models import State
from tribe.moderation import services as moderation
from tribe.moderation.models import ReportKind
from tribe.reports.models import Snapshot, SnapshotState
from tribe.rituals import tasks as rituals
from tribe.rituals.models import Cadence, Ritual, RitualKeeper, RitualStatus
from tribe.voice import tasks as voice
from tribe.voice.models import Outcome, Promise
from tribe.web.tasks import sources


@pytest.fixture
def room(context: Flask, cast: Cast) -> Category:
    """A room that everyone sees."""
    made = Category(slug="room", name="CategoryNode")
    session.add(made)
    session.flush()
    return made


def waiting(cast: Cast, reader: str = "ben") -> list[str]:
    return [one.title for one in forum.list_waiting(cast.get(reader), now())]


def test_a_first_post_waits_until_someone_answers(room: Category, cast: Cast) -> None:
    at = now() - timedelta(days=2)
    topic, post = topic_of(cast.ids["cleo"], room, "Hello", at)
    assert waiting(cast) == ["Hello"]
    say(topic, cast.ids["cleo"], at, reply_to=post.id)
    assert waiting(cast) == ["Hello"]
    say(topic, cast.ids["dov"], at + timedelta(hours=1), reply_to=post.id)
    assert "Hello" not in [o.title for o in forum.list_waiting(cast.get("ben"), now())
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
        assert len(forum.list_waiting(reader, now())) == 3
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
    assert [one.slug for one in rituals.list_keeperless()] == ["alone", "left"]


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
    assert [promise.title for promise in voice.list_promises_due(today)] == ["overdue", "soon"]


def titles(cast: Cast, reader: str, source: str = "waiting") -> list[str]:
    sections = services.list_sections(cast.get(reader))
    return [task.title for one in sections if one.source.name == source for task in one.tasks]


def test_a_task_is_put_off_and_comes_back(room: Category, cast: Cast) -> None:
    _topic, post = topic_of(cast.ids["cleo"], room, "Hello", now() - timedelta(days=2))
    services.snooze(cast.get("ben"), "waiting", str(post.id), "week")
    assert titles(cast, "ben") == []
    later = services.list_sections(cast.get("ben"), now() + timedelta(days=8))
    assert [task.title for one in later for task in one.tasks] == ["Hello"]
    services.take_back(cast.get("ada"), "waiting", str(post.id))
    assert titles(cast, "ben") == ["Hello"]


def test_what_was_done_says_what_changed(app: Flask, room: Category, cast: Cast) -> None:
    at = now() - timedelta(days=2)
    topic, post = topic_of(cast.ids["cleo"], room, "Hello", at)
    session.commit()
    ben = sign_in(app, cast, "ben")
    sent = {"key": str(post.id), "act": "done", "words": "I wrote to Dov"}
    assert ben.post("/support/waiting/mark", data=sent).status_code == 303
    page = ben.get("/support").text
    assert "I wrote to Dov" in page
    assert "Nobody has answered so far." in page
    say(topic, cast.ids["dov"], now(), reply_to=post.id)
    session.commit()
    assert "It has an answer." in ben.get("/support").text
    again = ben.post("/support/waiting/mark", data=sent | {"key": "999"})
    assert again.status_code == 404


def test_what_was_reported_is_no_task(room: Category, cast: Cast) -> None:
    _topic, post = topic_of(cast.ids["cleo"], room, "Buy now", now() - timedelta(days=2))
    assert titles(cast, "ben") == ["Buy now"]
    moderation.report(cast.get("dov"), "post", post.id, ReportKind.SPAM)
    assert titles(cast, "ben") == []


def test_analysts_see_what_their_report_speaks_of_and_do_nothing(
    app: Flask, room: Category, cast: Cast
) -> None:
    _topic, post = topic_of(cast.ids["cleo"], room, "Hello", now() - timedelta(days=2))
    session.add(snapshot())
    session.commit()
    ines = sign_in(app, cast, "ines")
    page = ines.get("/support").text
    assert "1 pair of circles has no bridge" in page
    assert "Hello" not in page
    assert "/mark" not in page
    with pytest.raises(Forbidden):
        services.finish(cast.get("ines"), "apart", "1-A-C")
    with pytest.raises(Forbidden):
        services.snooze(cast.get("cleo"), "waiting", str(post.id), "day")
    assert sign_in(app, cast, "cleo").get("/support").status_code == 403


def test_who_only_reads_the_desk_is_not_asked_what_they_can_do(app: Flask, cast: Cast) -> None:
    asked, told = "What can you do for the tribe today?", "What would help the tribe"
    for name, heading in (("ines", told), ("ben", asked)):
        page = sign_in(app, cast, name).get("/support").text
        assert f"<h1>{heading}</h1>" in page


def snapshot() -> Snapshot:
    circles = [{"label": letter, "hue": 0, "haunts": []} for letter in "ABC"]
    return Snapshot(
        state=SnapshotState.DONE,
        purpose="To see",
        since=now() - timedelta(days=90),
        until=now(),
        document={"measures": {"C5": {"enough": True, "null_model": {"p": 0.01}}}},
        drawing={"map": {"circles": circles, "unbridged": [[0, 2]]}},
    )


def test_each_source_says_something_of_none_and_of_some(context: Flask) -> None:
    for source in sources():
        assert source.heading(0) != source.heading(2)
        assert source.nothing()


def test_the_desk_costs_the_same_with_more_done(app: Flask, room: Category, cast: Cast) -> None:
    ben = cast.get("ben")
    posts = [
        topic_of(cast.ids[name], room, name, now() - timedelta(days=2))[1].id
        for name in ("cleo", "dov", "ines")
    ]
    with count_queries(app) as before:
        services.list_sections(ben)
    for number in posts[:2]:
        services.finish(ben, "waiting", str(number))
    with count_queries(app) as after:
        services.list_sections(ben)
    assert len(after) <= len(before)
