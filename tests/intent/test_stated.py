"""Nothing that the brand begins goes out before it says whom it serves and what it asks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.forum.conftest import Forum, forum
from tests.stating import STATED
from tribe.access import SYSTEM
from tribe.activity.holding import HeldWords
from tribe.acts import services as acts
from tribe.acts.models import BrandAct
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.events import services as events
from tribe.events.models import Event, Mode
from tribe.forum import services as posts
from tribe.forum.held import publish_topic
from tribe.forum.models import Category, Post, Topic
from tribe.forum.services.posting import add_topic, begin_for
from tribe.intent.models import UNSTATED, Intent, is_stated
from tribe.members.models import Member
from tribe.spam.attempts import NONE

__all__ = ["forum"]

SAYINGS = (
    UNSTATED,
    STATED,
    Intent("Those who bake", ""),
    Intent("", "Nothing"),
    Intent("xxx", "Nothing"),
    Intent("\u200b\u200b\u200b", "Nothing"),
)
WAYS = (
    "create", "send", "import", "for_guest", "publish_held", "edit", "split", "merge", "unmerge",
    "unsplit", "reply", "event", "edit_event", "restore_event", "act",
)  # fmt: skip
STEP = st.tuples(
    st.sampled_from(WAYS), st.sampled_from((STATED, STATED, *SAYINGS)), st.integers(0, 30)
)


class Brand:
    """An account of the brand that tries every way, and a moderator who moves what stands."""

    def __init__(self, forum: Forum) -> None:
        self.forum = forum
        self.done: list[tuple[str, int, Any]] = []

    @property
    def room(self) -> Category:
        return session.scalars(select(Category)).one()

    def who(self, name: str) -> Member:
        return self.forum.cast.get(name)

    def topic(self, number: int) -> Topic:
        found = session.scalars(select(Topic).order_by(Topic.id)).all()
        return found[number % len(found)]

    def event(self, number: int) -> Event | None:
        found = session.scalars(select(Event).order_by(Event.id)).all()
        return found[number % len(found)] if found else None

    def step(self, way: str, said: Intent, number: int) -> None:
        getattr(self, f"_{way}")(said, number)
        session.commit()

    def _create(self, said: Intent, _number: int) -> None:
        posts.create_topic(self.who("dov"), self.room, "A feast", "All of us", intent=said)

    def _send(self, said: Intent, _number: int) -> None:
        posts.send_topic(
            self.who("dov"), self.room, "A feast", "All of us", intent=said, signs=NONE
        )

    def _import(self, _said: Intent, _number: int) -> None:
        add_topic(self.who("dov"), self.room, "A feast", "All of us")

    def _for_guest(self, _said: Intent, _number: int) -> None:
        begin_for(self.who("dov"), self.room, "A feast", "All of us")

    def _publish_held(self, said: Intent, _number: int) -> None:
        facts = {"category": self.room.id, "files": [], "serves": said.serves, "asks": said.asks}
        words = HeldWords(self.who("dov").id, "A feast", "All of us", facts)
        publish_topic(self.who("ben"), words)

    def _edit(self, said: Intent, number: int) -> None:
        own = select(Post).where(Post.author_id == self.who("dov").id).order_by(Post.id)
        found = session.scalars(own).all()
        if found:
            post = found[number % len(found)]
            posts.edit(self.who("dov"), post, f"All of us, {number}", intent=said)

    def _reply(self, _said: Intent, number: int) -> None:
        name = ("dov", "cleo")[number % 2]
        posts.reply(self.who(name), self.topic(number), "We too")

    def _split(self, _said: Intent, number: int) -> None:
        topic = self.topic(number)
        made = posts.split_topic(self.who("ben"), topic, [2 + number % 3], "Split")
        self.done.append(("split", topic.id, made))

    def _merge(self, _said: Intent, number: int) -> None:
        topic = self.topic(number)
        made = posts.merge_topic(self.who("ben"), topic, self.topic(number // 2).id)
        self.done.append(("merge", topic.id, made))

    def _unmerge(self, _said: Intent, _number: int) -> None:
        self._undo("merge")

    def _unsplit(self, _said: Intent, _number: int) -> None:
        self._undo("split")

    def _undo(self, kind: str) -> None:
        undone = [one for one in self.done if one[0] == kind]
        if undone:
            self.done.remove(undone[-1])
            verb = posts.unmerge_topic if kind == "merge" else posts.unsplit_topic
            verb(SYSTEM, session.get_one(Topic, undone[-1][1]), undone[-1][2])

    def _draft(self, said: Intent) -> events.EventDraft:
        begin = now() + timedelta(days=3)
        draft = events.EventDraft(
            "Market", Mode.PLACE, "Europe/Paris", begin, begin + timedelta(hours=2), place="Die"
        )
        return replace(draft, serves=said.serves, asks=said.asks)

    def _event(self, said: Intent, _number: int) -> None:
        events.create_event(self.who("dov"), self._draft(said))

    def _edit_event(self, said: Intent, number: int) -> None:
        if (event := self.event(number)) is not None:
            events.edit_event(self.who("dov"), event, replace(self._draft(said), title="Fair"))

    def _restore_event(self, said: Intent, number: int) -> None:
        if (event := self.event(number)) is not None:
            state = events.state_of(event) | {"serves": said.serves, "asks": said.asks}
            events.restore_event(self.who("dov"), event, state)

    def _act(self, said: Intent, _number: int) -> None:
        draft = acts.ActDraft("An oven", "It comes", said.serves, said.asks)
        acts.publish(self.who("dov"), acts.write(self.who("dov"), draft))

    def unstated(self) -> list[object]:
        """All that the brand began and that does not say both."""
        firsts = (
            select(Post)
            .join(Topic, Topic.id == Post.topic_id)
            .join(Member, Member.id == Topic.author_id)
            .where(Post.number == 1, Member.is_brand)
        )
        called = select(Event).join(Member, Member.id == Event.created_by_id)
        published = select(BrandAct).where(BrandAct.published_at.is_not(None))
        found: list[Any] = [
            *session.scalars(firsts),
            *session.scalars(called.where(Member.is_brand)),
            *session.scalars(published),
        ]
        return [one for one in found if not is_stated(one)]


@pytest.fixture
def begin(forum: Forum) -> Callable[[], Brand]:
    """A place with a room and topics of members, Dov speaks for the brand, as often as asked."""
    room = forum.room()
    forum.cast.get("dov").is_brand = True
    session.commit()

    def made() -> Brand:
        for number in range(2):
            topic = forum.topic("cleo", room, f"Bread {number}")
            for who in ("dov", "cleo"):
                forum.reply(who, topic)
        return Brand(forum)

    return made


def test_by_no_way_at_all(begin: Callable[[], Brand]) -> None:
    went = set()

    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(STEP, min_size=8, max_size=16))
    def play(steps: list[tuple[str, Intent, int]]) -> None:
        brand = begin()
        for way, said, number in steps:
            try:
                brand.step(way, said, number)
                went.add(way)
            except (Forbidden, NotFound, RuleBroken):
                session.rollback()
            assert brand.unstated() == []

    play()
    assert went >= set(WAYS) - {"import", "for_guest"}


@pytest.mark.parametrize("way", ["create", "send", "publish_held", "event", "act"])
@pytest.mark.parametrize("said", SAYINGS)
def test_each_way_takes_what_is_said_alone(
    begin: Callable[[], Brand], way: str, said: Intent
) -> None:
    brand = begin()
    if said is STATED:
        brand.step(way, said, 0)
        assert brand.unstated() == []
        return
    with pytest.raises(RuleBroken) as refused:
        brand.step(way, said, 0)
    assert refused.value.code == "intent.missing"


def test_no_import_speaks_for_the_brand(begin: Callable[[], Brand]) -> None:
    brand = begin()
    for way in ("import", "for_guest"):
        with pytest.raises(RuleBroken) as refused:
            brand.step(way, STATED, 0)
        assert refused.value.code == "intent.missing"
        session.rollback()


def test_what_the_brand_answered_begins_no_topic(begin: Callable[[], Brand]) -> None:
    brand = begin()
    topic = brand.topic(0)
    with pytest.raises(RuleBroken) as refused:
        posts.split_topic(brand.who("ben"), topic, [2, 3], "Split")
    assert refused.value.code == "forum.brand_begins_none"
    session.rollback()
    posts.split_topic(brand.who("ben"), brand.topic(0), [3], "Split")
    session.commit()
    assert session.scalar(select(func.count(Topic.id)).where(Topic.title == "Split")) == 1


def test_who_does_not_speak_for_it_is_asked_for_nothing(begin: Callable[[], Brand]) -> None:
    brand = begin()
    assert posts.create_topic(brand.who("cleo"), brand.room, "Bread", "All of us").id
