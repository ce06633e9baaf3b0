"""What a report is made from: only with consent, each answer once, each rite's own dates."""

from datetime import timedelta

import numpy as np
import pytest
from flask import Flask

from tests.conftest import Cast, count_queries
from tests.reports.conftest import CIRCLES, DAYS, END, SIZE, Village, person, say, topic_of
from tribe.base.db import session
from tribe.events.models import Attendance, Event, Mode, Rsvp
from tribe.forum.models import Category
from tribe.graph.data.kinds import Kind
from tribe.ledger.models import Cause
from tribe.ledger.services import record
from tribe.members.models import Member
from tribe.reports.gather.evidence import Presence, gather, list_presences
from tribe.reports.gather.first_posts import waits

HOUR = 3600.0


def test_the_whole_village_is_gathered(app: Flask, cast: Cast, village: Village) -> None:
    with app.app_context(), count_queries(app) as sent:
        gathered = gather(None, END)
    evidence = gathered.evidence
    assert len(sent) == 17
    assert len(evidence.interactions.members) == CIRCLES * SIZE + 2  # the cast joined later
    assert int(evidence.interactions.brand.sum()) == 2
    assert gathered.rites == [("bread-night", "Bread night")]
    assert [len(times) for times in evidence.rites] == [24]  # the cancelled one is none
    assert evidence.events == 1
    assert not set(evidence.interactions.members) & set(village.names)


def test_a_window_keeps_to_itself(app: Flask, village: Village) -> None:
    since = END - timedelta(days=30)
    with app.app_context():
        evidence = gather(since, END).evidence
    assert 0 < len(evidence.measured) < 300
    assert evidence.measured.at.min() >= since.timestamp()
    assert len(evidence.interactions) > 2000  # what lay before can be asked for


def test_who_does_not_agree_is_nowhere(app: Flask, village: Village) -> None:
    gone = village.members[0]
    with app.app_context():
        before = gather(None, END)
        session.get_one(Member, gone).is_measured = False
        session.flush()
        after = gather(None, END)
        session.rollback()
    assert str(gone) in before.evidence.interactions.members
    assert str(gone) not in after.evidence.interactions.members
    assert str(gone) not in after.haunts
    assert len(after.evidence.newcomers) == len(before.evidence.newcomers) - 1


@pytest.fixture
def room(context: Flask, cast: Cast) -> Category:
    """A room to speak in."""
    made = Category(slug="room", name="CategoryNode")
    session.add(made)
    session.flush()
    return made


def test_acts_say_in_which_topic_they_came_about(room: Category, cast: Cast) -> None:
    at, cleo, dov = END - timedelta(days=10), cast.ids["cleo"], cast.ids["dov"]
    (one, first), (two, second) = (topic_of(cleo, room, name, at) for name in ("Bread", "Salt"))
    posts = [say(topic, dov, at, reply_to=to.id) for topic, to in ((one, first), (two, second))]
    posts.append(say(one, dov, at, reply_to=first.id))
    for minutes, post in enumerate(posts):
        when = at + timedelta(minutes=minutes)
        record(Kind.REPLY, dov, [cleo], cause=Cause.POST, cause_id=post.id, at=when)
    record(Kind.THANKS, cleo, [dov], cause=Cause.EVENT, cause_id=first.id, at=END - timedelta(1))
    talk = gather(None, END).evidence.interactions
    assert talk.thread is not None
    assert talk.thread.tolist() == [0, 1, 0, -1]


def test_a_first_post_waits_for_its_first_answer(room: Category, cast: Cast) -> None:
    at = END - timedelta(days=10)
    topic, post = topic_of(cast.ids["cleo"], room, "Hello", at)
    say(topic, cast.ids["cleo"], at + timedelta(hours=1), reply_to=post.id)  # to oneself: none
    say(topic, cast.ids["dov"], at + timedelta(hours=5), reply_to=post.id)
    say(topic, cast.ids["ben"], at + timedelta(hours=2), reply_to=post.id)
    found = waits(None, END)
    answered = found.waits[found.answered] / HOUR
    assert answered.tolist() == [2.0]
    # Dov's and Ben's own first posts are answers, which nobody has answered
    assert sorted((found.waits[~found.answered] / HOUR).tolist()) == [235.0, 238.0]


def test_an_answer_below_the_topic_s_beginning_counts(room: Category, cast: Cast) -> None:
    at = END - timedelta(days=10)
    topic, _post = topic_of(cast.ids["cleo"], room, "Hello", at)
    topic.highest_post_number = 2
    say(topic, cast.ids["dov"], at + timedelta(hours=3))
    found = waits(None, END)
    assert (found.waits[found.answered] / HOUR).tolist() == [3.0]


def test_a_deleted_answer_is_none(room: Category, cast: Cast) -> None:
    at = END - timedelta(days=10)
    topic, post = topic_of(cast.ids["cleo"], room, "Hello", at)
    say(topic, cast.ids["dov"], at + timedelta(hours=3), reply_to=post.id).deleted_at = END
    session.flush()
    assert not waits(None, END).answered.any()


def test_an_answer_after_the_window_is_not_known_yet(room: Category, cast: Cast) -> None:
    at = END - timedelta(hours=4)
    topic, post = topic_of(cast.ids["cleo"], room, "Hello", at)
    say(topic, cast.ids["dov"], END + timedelta(hours=1), reply_to=post.id)
    found = waits(None, END)
    assert (found.waits / HOUR).tolist() == [4.0]
    assert not found.answered.any()


def test_an_answer_of_someone_unmeasured_ends_what_we_may_know(room: Category, cast: Cast) -> None:
    at = END - timedelta(days=2)
    cast.get("dov").is_measured = False
    topic, post = topic_of(cast.ids["cleo"], room, "Hello", at)
    say(topic, cast.ids["dov"], at + timedelta(hours=3), reply_to=post.id)
    say(topic, cast.ids["cleo"], at + timedelta(hours=9), reply_to=post.id)
    found = waits(None, END)
    assert (found.waits / HOUR).tolist() == [3.0]
    assert found.answered.tolist() == [False]


def test_the_brand_s_answer_is_an_answer_but_no_member_s(room: Category, cast: Cast) -> None:
    at = END - timedelta(days=2)
    brand = person("House", at, is_brand=True)
    session.add(brand)
    session.flush()
    topic, post = topic_of(cast.ids["cleo"], room, "Hello", at)
    say(topic, brand.id, at + timedelta(hours=1), reply_to=post.id)
    say(topic, cast.ids["dov"], at + timedelta(hours=6), reply_to=post.id)
    found = waits(None, END)
    assert found.member_waits is not None
    first = int(np.argmax(found.answered))
    assert found.waits[first] / HOUR == 1.0
    assert found.member_waits[first] / HOUR == 6.0


def test_newcomers_of_a_window_began_in_it(app: Flask, village: Village) -> None:
    with app.app_context():
        everyone = waits(None, END)
        late = waits(END - timedelta(days=DAYS // 2), END)
    assert 0 < len(late) < len(everyone)


def test_groups_of_gatherings_are_haunts_too(context: Flask, cast: Cast) -> None:
    at = END - timedelta(days=5)
    held = Event(
        uid="g@test", title="x", mode=Mode.PLACE, place="x", zone="UTC", group_name="Hikers",
        starts_at=at, ends_at=at + timedelta(hours=1), created_by_id=cast.ids["ada"],
    )  # fmt: skip
    session.add(held)
    session.flush()
    for name, answer in (("cleo", Rsvp.GOING), ("dov", Rsvp.NOT_GOING)):
        session.add(Attendance(event_id=held.id, member_id=cast.ids[name], status=answer))
    session.flush()
    found = list_presences(None, END, set())
    assert found == [Presence(str(cast.ids["cleo"]), "Hikers", at.timestamp())]
    assert list_presences(END - timedelta(days=1), END, set()) == []
