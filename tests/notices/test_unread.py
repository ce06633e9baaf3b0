"""The bell counts what the page of notices shows: each kind, whatever becomes of its thing."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, literal, select

from tests.conftest import Cast, count_queries, sign_in
from tests.world import World, appoint_fay, furnish
from tribe.activity import Activity
from tribe.activity.notices import NoticeKind, list_kinds
from tribe.acts import services as acts
from tribe.acts.models import BrandAct
from tribe.base.db import now, session
from tribe.base.paging import Span
from tribe.blocking import seen_by
from tribe.blocking.models import Block, Ignoring
from tribe.forum import services as forum
from tribe.forum.models import Category, CategoryPermission, Post, ReactionKind, Topic
from tribe.members.models import Member
from tribe.messages import services as messages
from tribe.messages.models import PrivateMessage
from tribe.notices.models import UNREAD, Notice, NoticeCause
from tribe.notices.queries import list_notices, list_unread_things, unread
from tribe.voice.models import Promise
from tribe.web.subjects import subjects

READERS = ("ada", "ben", "cleo", "dov", "ines", "fay")
LARGEST = 3  # numbers of things of each type that are told of, whether they are there or not
Act = Callable[[Cast, World], object]


def facts_of(kind: NoticeKind, cause: Any, house: World) -> dict[str, Any]:
    """What the row of an act keeps, made up."""
    category = session.scalars(select(Category.id).where(Category.slug == "hall")).one()
    known: dict[str, Any] = {
        "topic": house.topic,
        "category": category,
        "minutes": 60,
        "moment": int(now().timestamp()),
        "sign": ReactionKind.THANKS.value,
        "outcome": "kept",
    }
    return {name: known.get(name, 1) for name in cause.facts}


def tell_all(cast: Cast, house: World, names: tuple[str, ...] = READERS) -> None:
    """Each kind of notice, of each of the first things of its type, by Dov and by nobody."""
    place = 0
    for kind in list_kinds():
        for cause in (*kind.causes, *kind.at_once):
            for number in range(1, LARGEST + 1):
                by = (cast.ids["dov"], None)[number % 2]
                facts = facts_of(kind, cause, house)
                told = {"subject_type": cause.subject, "subject_id": number, "facts": facts}
                act = Activity(kind=cause.name, actor_id=by, audience=cause.audience, **told)
                act.at = now()
                session.add(act)
                session.flush()
                for name in names:
                    place += 1
                    of = {"member_id": cast.ids[name]}
                    notice = Notice(subject_type="of", subject_id=place, **of)
                    session.add(notice)
                    session.flush()
                    whose = {"activity_id": act.id, "notice_id": notice.id, "kind": kind.name}
                    session.add(NoticeCause(**whose, **of))
    session.commit()


def shown(reader: Member) -> set[tuple[str, int]]:
    """The things of the unread notices that the page shows, on all its pages."""
    found: set[int] = set()
    span = Span()
    while True:
        page, _hidden = list_notices(reader, span)
        found |= {row.id for row in page.rows if row.is_unread}
        if not page.next:
            break
        span = Span(after=page.next)
    of_them = select(Notice.subject_type, Notice.subject_id).where(Notice.id.in_(found))
    return {(kind, number) for kind, number in session.execute(of_them)}


def close(_cast: Cast, _house: World) -> None:
    """The category is read by admins alone."""
    number = session.scalars(select(Category.id).where(Category.slug == "hall")).one()
    session.add(CategoryPermission(category_id=number, audience="admin", may_see=True))


def close_around(cast: Cast, house: World) -> None:
    """The category lies in one that moderators alone read."""
    outer = Category(slug="crew", name="Crew")
    session.add(outer)
    session.flush()
    session.add(CategoryPermission(category_id=outer.id, audience="moderator", may_see=True))
    session.scalars(select(Category).where(Category.slug == "hall")).one().parent_id = outer.id


def block(cast: Cast, _house: World) -> None:
    """Cleo blocks Dov."""
    session.add(Block(blocker_id=cast.ids["cleo"], blocked_id=cast.ids["dov"]))


def be_blocked(cast: Cast, _house: World) -> None:
    """Dov blocks Cleo and Ben, who moderates and is told all the same."""
    for name in ("cleo", "ben"):
        session.add(Block(blocker_id=cast.ids["dov"], blocked_id=cast.ids[name]))


def ignore(cast: Cast, _house: World) -> None:
    """Cleo ignores Dov."""
    session.add(Ignoring(member_id=cast.ids["cleo"], ignored_id=cast.ids["dov"]))


def remove_post(cast: Cast, house: World) -> None:
    forum.remove(cast.get("ben"), session.get_one(Post, house.post))


def hide_post(cast: Cast, house: World) -> None:
    forum.hide(cast.get("ben"), session.get_one(Post, house.post))


def remove_topic(cast: Cast, house: World) -> None:
    forum.remove_topic(cast.get("ben"), session.get_one(Topic, house.topic))


def take_back_message(cast: Cast, house: World) -> None:
    session.get_one(PrivateMessage, house.message).removed_at = now()


def leave_conversation(cast: Cast, house: World) -> None:
    messages.leave(cast.get("cleo"), house.conversation)


def cover(cast: Cast, house: World) -> None:
    """The words of the brand are taken from view."""
    act, promise = session.get_one(BrandAct, house.act), session.get_one(Promise, house.promise)
    act.title = act.serves = act.asks = promise.title = "[…]"
    promise.source = ""


def withdraw(cast: Cast, house: World) -> None:
    acts.withdraw(cast.get("ada"), session.get_one(BrandAct, house.act))


STATES: dict[str, Act | None] = {
    "as it is": None,
    "category closed": close,
    "category within a closed one": close_around,
    "blocking": block,
    "blocked": be_blocked,
    "ignoring": ignore,
    "post removed": remove_post,
    "post hidden": hide_post,
    "topic removed": remove_topic,
    "message taken back": take_back_message,
    "conversation left": leave_conversation,
    "words of the brand taken": cover,
    "act taken back": withdraw,
}


@pytest.fixture
def house(app: Flask, cast: Cast) -> World:
    """One of each thing, and reports and exports besides."""
    world = furnish(app, cast)
    appoint_fay(app, cast)
    return world


@pytest.fixture
def uncut(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bell that counts all."""
    monkeypatch.setattr(unread, "MAX_COUNTED", 10_000)


@pytest.mark.parametrize("state", STATES)
def test_the_bell_counts_what_its_page_shows(
    app: Flask, cast: Cast, house: World, state: str, uncut: None
) -> None:
    with app.app_context():
        tell_all(cast, house)
        if (become := STATES[state]) is not None:
            become(cast, house)
            session.commit()
    for name in READERS:
        with app.test_request_context(headers={"Accept-Language": "en"}):
            reader = cast.get(name)
            own = select(func.count(Notice.id)).where(Notice.member_id == reader.id, UNREAD)
            told = session.scalar(own) or 0
            counted = list_unread_things(reader).things
            assert counted == shown(reader), name
            assert 0 < len(counted) < told


@pytest.mark.parametrize("state", STATES)
def test_what_is_said_in_sql_of_who_sees_a_thing_is_what_its_page_says(
    app: Flask, cast: Cast, house: World, state: str
) -> None:
    with app.app_context():
        if (become := STATES[state]) is not None:
            become(cast, house)
            session.commit()
    for name in READERS:
        with app.test_request_context():
            reader = cast.get(name)
            for subject in subjects().values():
                if subject.sight is None:
                    continue
                for number in range(1, 8):
                    about = (name, subject.type, number)
                    given = {"reader": reader.id} | dict(subject.sight.given(reader))
                    with seen_by(reader):
                        holds = session.scalar(select(subject.sight.holds(literal(number))), given)
                        is_shown = subject.show(reader, number) is not None
                        may_be = subject.sight.unsure
                        asked = select(may_be(literal(number))) if may_be is not None else None
                        is_unsure = asked is not None and session.scalar(asked, given)
                    assert is_shown or not holds, about
                    assert holds or is_unsure or not is_shown, about


def test_each_thing_that_is_told_of_says_in_sql_who_sees_it(app: Flask) -> None:
    with app.app_context():
        for kind in list_kinds():
            causes = (*kind.causes, *kind.at_once)
            types = {kind.thing} if kind.is_of_thing else {cause.subject for cause in causes}
            for name in types:
                assert subjects()[str(name)].sight is not None, (kind.name, name)


def test_the_bell_costs_one_query_whatever_it_counts(app: Flask, cast: Cast, house: World) -> None:
    with app.app_context():
        tell_all(cast, house, ("cleo",))
        of_others = (
            select(NoticeCause.notice_id)
            .join(Activity, Activity.id == NoticeCause.activity_id)
            .where(Activity.subject_type == "moderation_decision")
        )  # whose readers are asked about one by one
        session.execute(delete(Notice).where(Notice.id.in_(of_others)))
        close(cast, house)
        session.commit()
    cleo = sign_in(app, cast, "cleo")
    cleo.get("/members")
    with count_queries(app) as sent:
        page = cleo.get("/members").text
    assert 'class="bell__number"' in page
    assert len([one for one in sent if "notice" in one]) == 1
