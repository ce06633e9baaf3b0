"""What the rooms tell beside interactions: whom it names, when, and what stays out."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from tests.conftest import Cast, count_queries
from tests.reports.conftest import END, Village, person, say, topic_of
from tribe.base.db import session
from tribe.events.models import Attendance, Event, EventHost, EventStatus, Mode, Rsvp
from tribe.forum.models import Category, Reaction, ReactionKind
from tribe.graph.data.records import Occasion
from tribe.members.models import Member
from tribe.reports.gather import records
from tribe.reports.gather.evidence import gather
from tribe.voice.models import Outcome, Promise

AT = END - timedelta(days=10)
HOUR = timedelta(hours=1)


@pytest.fixture
def room(context: Flask, cast: Cast) -> Category:
    """A room to speak in."""
    made = Category(slug="room", name="CategoryNode")
    session.add(made)
    session.flush()
    return made


def gathering(cast: Cast, uid: str = "g@test", **more: object) -> Event:
    """A gathering that took place."""
    fields = {
        "uid": uid, "title": "Bread for the village", "mode": Mode.PLACE, "place": "x",
        "zone": "UTC", "starts_at": AT, "ends_at": AT + HOUR, "created_by_id": cast.ids["ada"],
    }  # fmt: skip
    held = Event(**(fields | more))
    session.add(held)
    session.flush()
    return held


def come(held: Event, member: int, status: Rsvp = Rsvp.GOING) -> None:
    """One answer to a gathering."""
    session.add(Attendance(event_id=held.id, member_id=member, status=status))
    session.flush()


def test_who_came_to_a_gathering_and_who_hosted_it(context: Flask, cast: Cast) -> None:
    held, ids = gathering(cast), cast.ids
    for name, status in (("cleo", Rsvp.GOING), ("dov", Rsvp.INTERESTED), ("ben", Rsvp.GOING)):
        come(held, ids[name], status)
    session.add(EventHost(event_id=held.id, member_id=ids["ada"]))
    gathering(cast, "off@test", status=EventStatus.CANCELLED)
    gathering(cast, "later@test", starts_at=END + HOUR, ends_at=END + 2 * HOUR)
    session.flush()
    found = records.list_gatherings(END, {held.id: 3})
    ada, ben, cleo = (str(ids[name]) for name in ("ada", "ben", "cleo"))
    assert found == [Occasion(AT.timestamp(), (ada, ben, cleo), (ada,), 3, True)]


def test_who_does_not_agree_came_to_nothing(context: Flask, cast: Cast, room: Category) -> None:
    held, ids = gathering(cast), cast.ids
    come(held, ids["cleo"])
    come(held, ids["dov"])
    session.add(EventHost(event_id=held.id, member_id=ids["cleo"]))
    topic, post = topic_of(ids["cleo"], room, "A secret of mine", AT)
    for other in ("dov", "ben"):
        say(topic, ids[other], AT + HOUR, reply_to=post.id)
    session.add(Reaction(post_id=post.id, member_id=ids["cleo"], kind=ReactionKind.WARM))
    cast.get("cleo").is_measured = False
    cast.get("cleo").left_at = AT
    session.flush()
    rooms = {room.id}
    found = records.list_records(
        None, END, {held.id: 0}, {topic.id: 1}, rooms, {str(one) for one in ids.values()}
    )
    assert str(ids["cleo"]) not in {who for one in found.occasions for who in one.people}
    assert str(ids["cleo"]) not in {who for one in found.occasions for who in one.hosts}
    assert "A secret of mine" not in {thread.title for thread in found.threads}
    assert str(ids["cleo"]) not in {uptake.member for uptake in found.uptakes}
    assert found.departures == {}


def test_a_topic_is_an_occasion_for_those_who_spoke(
    context: Flask, cast: Cast, room: Category
) -> None:
    ids = cast.ids
    topic, post = topic_of(ids["cleo"], room, "Rye", AT)
    say(topic, ids["dov"], AT + HOUR, reply_to=post.id)
    say(topic, ids["dov"], AT + 2 * HOUR, reply_to=post.id)
    say(topic, ids["ben"], AT + 3 * HOUR, reply_to=post.id).deleted_at = END
    say(topic, ids["ada"], END + HOUR, reply_to=post.id)
    alone, _ = topic_of(ids["ben"], room, "Nobody answers", AT)
    session.flush()
    cleo, dov, ben = (str(ids[name]) for name in ("cleo", "dov", "ben"))
    both = Occasion(AT.timestamp(), tuple(sorted((cleo, dov), key=int)), (cleo,), None, False)
    assert records.list_conversations(END, {}) == [both]
    rite = records.list_conversations(END, {alone.id: 2})
    assert rite == [both, Occasion(AT.timestamp(), (ben,), (ben,), 2, False)]


def test_who_speaks_later_takes_a_rite_up_later(context: Flask, cast: Cast, room: Category) -> None:
    ids = cast.ids
    topic, post = topic_of(ids["cleo"], room, "The rye log", AT)
    say(topic, ids["dov"], AT + HOUR, reply_to=post.id)
    say(topic, ids["dov"], AT + 2 * HOUR, reply_to=post.id)
    say(topic, ids["ada"], END + HOUR, reply_to=post.id)
    session.flush()
    known = {str(one) for one in ids.values()}

    def uptakes(until: datetime) -> dict[str, float]:
        found = records.list_records(None, until, {}, {topic.id: 1}, {room.id}, known).uptakes
        return {one.member: one.at for one in found}

    before = {str(ids["cleo"]): AT.timestamp(), str(ids["dov"]): (AT + HOUR).timestamp()}
    assert uptakes(END) == before
    assert uptakes(END + 24 * HOUR) == before | {str(ids["ada"]): (END + HOUR).timestamp()}


def test_headings_come_from_rooms_that_are_open_to_all(
    context: Flask, cast: Cast, room: Category
) -> None:
    hidden = Category(slug="hidden", name="Hidden")
    session.add(hidden)
    session.flush()
    shown, _ = topic_of(cast.ids["cleo"], room, "Monday bread", AT)
    topic_of(cast.ids["cleo"], hidden, "Among us", AT)
    _, gone = topic_of(cast.ids["cleo"], room, "Taken back", AT)
    gone.deleted_at = END
    session.flush()
    found = records.list_topics(END, {shown.id: 0}, {room.id})
    assert [(thread.title, thread.is_declared) for thread in found] == [("Monday bread", True)]
    held = gathering(cast)
    assert [thread.title for thread in records.list_events(END, {})] == [held.title]


def test_a_rite_is_taken_up_once() -> None:
    later, sooner = Occasion(20.0, ("a", "b"), (), 0), Occasion(10.0, ("a",), (), 0)
    other = Occasion(5.0, ("a",), (), None)
    found = {(one.member, one.item): one.at for one in records.list_uptakes([later, sooner, other])}
    assert found == {("a", "rite 0"): 10.0, ("b", "rite 0"): 20.0}


def test_whoever_left_is_told_of_without_a_name(context: Flask, cast: Cast) -> None:
    cast.get("dov").left_at = AT
    cast.get("ben").left_at = END + HOUR
    session.flush()
    assert records.list_departures(END) == {str(cast.ids["dov"]): AT.timestamp()}


def made(cast: Cast, due_on: date, outcome: Outcome | None = None, days: int = 0) -> None:
    """A promise, and what the council said after some days."""
    settled = {"settled_at": AT + timedelta(days=days), "settled_by_id": cast.ids["cleo"]}
    session.add(
        Promise(
            title="A mill", made_by_id=cast.ids["ada"], made_at=AT, due_on=due_on, outcome=outcome,
            **(settled if outcome else {}),
        )
    )  # fmt: skip
    session.flush()


def test_promises_as_the_council_judged_them(context: Flask, cast: Cast) -> None:
    day = (AT + timedelta(days=5)).date()
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
    made(cast, day)
    made(cast, day, Outcome.KEPT, days=3)
    made(cast, day, Outcome.BROKEN, days=2)
    made(cast, day, Outcome.KEPT, days=60)  # after the period: not known yet
    alone, kept, broken, later = records.list_promises(END)
    assert alone.due_at == midnight.timestamp()
    assert (alone.kept_at, alone.is_confirmed) == (None, False)
    assert kept.kept_at == (AT + timedelta(days=3)).timestamp()
    assert kept.is_confirmed
    assert broken.due_at == (AT + timedelta(days=2)).timestamp()
    assert not broken.is_confirmed
    assert (later.kept_at, later.is_confirmed) == (None, False)
    assert records.list_promises(AT) == []


def test_moods_are_those_of_people_who_agreed(context: Flask, cast: Cast, room: Category) -> None:
    people = [person(f"Reader{n}", AT - timedelta(days=90)) for n in range(11)]
    session.add_all(people)
    session.flush()
    _, loved = topic_of(cast.ids["cleo"], room, "Loved", AT)
    _, quiet = topic_of(cast.ids["cleo"], room, "Quiet", AT)
    for n, reader in enumerate(people):
        kind = ReactionKind.SMILE if n < 3 else ReactionKind.WARM
        post = loved if n < 10 else quiet
        session.add(Reaction(post_id=post.id, member_id=reader.id, kind=kind, created_at=AT))
    session.flush()
    moods = records.list_moods(None, END)
    assert {mood.thread for mood in moods} == {str(loved.topic_id), str(quiet.topic_id)}
    assert [mood.family for mood in moods].count("amused") == 3
    assert records.list_moods(AT + HOUR, END) == []
    people[0].is_measured = False
    session.flush()
    assert len(records.list_moods(None, END)) == len(moods) - 1


def test_the_village_tells_all_of_it_in_few_queries(
    app: Flask, cast: Cast, village: Village
) -> None:
    with app.app_context(), count_queries(app) as sent:
        evidence = gather(None, END).evidence
    assert len(sent) == 17
    enacted = [one for one in evidence.records.occasions if one.rite is not None]
    assert len(enacted) == len(evidence.rites[0])
    known = set(evidence.interactions.members)
    assert {who for one in evidence.records.occasions for who in one.people} <= known
    assert any(thread.is_declared for thread in evidence.records.threads)


def test_a_longer_village_takes_no_more_queries(app: Flask, cast: Cast, village: Village) -> None:
    with app.app_context():
        with count_queries(app) as early:
            gather(None, END - timedelta(days=200))
        with count_queries(app) as late:
            gather(None, END)
        assert len(early) == len(late)
        assert session.query(Member).count() > 80
