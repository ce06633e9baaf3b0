"""Trust grows by taking part, falls by reports that proved true, and each change says why."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, count_queries, sign_in
from tribe import jobs
from tribe.access import TrustLevel
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, RuleBroken
from tribe.forum import services as forum
from tribe.forum.models import Category, Post, ReactionKind, TopicMember
from tribe.members.models import Member
from tribe.moderation import services as moderation
from tribe.moderation.models import ModerationCase, ReportKind
from tribe.moderation.services import Ruling
from tribe.speech import Message
from tribe.trust import queries, services
from tribe.trust.models import Because, TrustChange
from tribe.web import moderated
from tribe.web.moderated import ModerationAct, Restriction

NEW, KNOWN, TRUSTED = TrustLevel


def changes(member: Member) -> list[tuple[TrustLevel, TrustLevel, Because]]:
    mine = select(TrustChange).where(TrustChange.member_id == member.id).order_by(TrustChange.id)
    return [(one.from_level, one.to_level, one.why) for one in session.scalars(mine)]


@pytest.fixture
def hall(context: Flask, cast: Cast) -> Category:
    """Cleo joined two months ago, and is new."""
    room = Category(slug="hall", name="Hall", description="")
    session.add(room)
    cleo = cast.get("cleo")
    cleo.joined_at, cleo.trust = now() - timedelta(days=60), NEW
    session.flush()
    return room


def read_some(cast: Cast, room: Category, count: int) -> None:
    """Topics of Dov's that Cleo read, each on a day of its own."""
    for number in range(count):
        at = now() - timedelta(days=count - number)
        topic = forum.create_topic(cast.get("dov"), room, f"Number {number}", "Words", at=at)
        mark = TopicMember(topic_id=topic.id, member_id=cast.ids["cleo"], updated_at=at)
        mark.last_read_post_number = 1
        session.add(mark)
    session.flush()


def others(count: int) -> Iterable[Member]:
    """Members who are known here."""
    for number in range(count):
        one = Member(name=f"known{number}", name_key=f"known{number}", trust=KNOWN)
        session.add(one)
        session.flush()
        yield one


def test_it_grows_by_one_level_a_night(cast: Cast, hall: Category) -> None:
    cleo = cast.get("cleo")
    read_some(cast, hall, 20)
    posts = []
    for number in range(10):
        at = now() - timedelta(days=number)
        topic = forum.create_topic(cleo, hall, f"Of mine {number}", "Words", at=at)
        posts.append(session.scalars(select(Post).where(Post.topic_id == topic.id)).one())
    for number, one in enumerate(others(5)):
        forum.react(one, posts[number], ReactionKind.THANKS)
    services.grow()
    assert cleo.trust is KNOWN
    services.grow()
    assert cleo.trust is TRUSTED
    services.grow()
    assert changes(cleo) == [(NEW, KNOWN, Because.GROWN), (KNOWN, TRUSTED, Because.GROWN)]


def test_newcomers_do_not_lift_each_other(cast: Cast, hall: Category) -> None:
    from tribe.forum.taking_part import count_taking_part

    cleo = cast.get("cleo")
    topic = forum.create_topic(cleo, hall, "Of mine", "Words")
    first = session.scalars(select(Post).where(Post.topic_id == topic.id)).one()
    lifted = list(others(3))
    for one in lifted:
        forum.react(one, first, ReactionKind.THANKS)
        forum.reply(one, topic, "Well said", first)
    assert count_taking_part([cleo.id])[cleo.id].turned_to_by == 3
    lifted[0].trust = NEW
    session.flush()
    assert count_taking_part([cleo.id])[cleo.id].turned_to_by == 2


def test_a_night_costs_the_same_for_one_and_for_twenty(
    app: Flask, cast: Cast, hall: Category
) -> None:
    costs = []
    for count in (1, 19):
        for _one in others(count) if count == 1 else []:
            pass
        for number in range(count):
            session.add(Member(name=f"m{count}{number}", name_key=f"m{count}{number}"))
        session.flush()
        with count_queries(app) as queries:
            services.grow()
        costs.append(len(queries))
    assert costs[0] == costs[1]


@pytest.fixture
def hiding(context: Flask) -> None:
    """An act of moderators that takes from view."""
    register = moderated.register()
    acts = dict(register.acts)
    act = ModerationAct(
        "toy.post.hide",
        "post",
        Message("topic"),
        Message("topic"),
        apply=lambda _actor, _number, _choices: {},
        undo=lambda _actor, _number, _details: None,
        logged=Message("topic"),
        restriction=Restriction.VISIBILITY,
    )
    register.acts[act.name] = act  # type: ignore[index]
    yield
    register.acts.clear()  # type: ignore[attr-defined]
    register.acts.update(acts)  # type: ignore[attr-defined]


def decide(cast: Cast, room: Category, act: str) -> object:
    """Dov reports a post of Cleo's, and Ben decides."""
    topic = forum.create_topic(cast.get("cleo"), room, "Of mine", "Words")
    first = session.scalars(select(Post).where(Post.topic_id == topic.id)).one()
    report = moderation.report(cast.get("dov"), "post", first.id, ReportKind.SPAM, "Look")
    case = session.get_one(ModerationCase, report.case_id)
    return moderation.decide(cast.get("ben"), case, Ruling(act, "It sells", rule="No selling"))


def test_it_falls_by_a_report_that_proved_true_and_an_undoing_gives_it_back(
    cast: Cast, hall: Category, hiding: None
) -> None:
    cleo = cast.get("cleo")
    cleo.trust = TRUSTED
    decision = decide(cast, hall, "toy.post.hide")
    assert cleo.trust is KNOWN
    read_some(cast, hall, 30)
    services.grow()
    assert cleo.trust is KNOWN  # it rests for a time
    moderation.undo(cast.get("ben"), decision, "We were wrong")  # type: ignore[arg-type]
    assert cleo.trust is TRUSTED
    assert changes(cleo) == [
        (TRUSTED, KNOWN, Because.UPHELD),
        (KNOWN, TRUSTED, Because.OVERTURNED),
    ]


def test_two_falls_are_given_back_in_whatever_order_they_are_undone(
    cast: Cast, hall: Category
) -> None:
    cleo = cast.get("cleo")
    for order in ((1, 2), (2, 1)):
        cleo.trust = TRUSTED
        for number in order:
            services.fall(cleo, number + 10 * order[0])
        assert cleo.trust is NEW
        services.rise_again(1 + 10 * order[0])
        assert cleo.trust is KNOWN
        services.rise_again(2 + 10 * order[0])
        assert cleo.trust is TRUSTED


def test_who_fell_by_what_was_undone_need_not_rest(
    cast: Cast, hall: Category, hiding: None
) -> None:
    cleo = cast.get("cleo")
    cleo.trust = KNOWN
    decision = decide(cast, hall, "toy.post.hide")
    moderation.undo(cast.get("ben"), decision, "We were wrong")  # type: ignore[arg-type]
    assert queries.list_growing(0, now() - timedelta(days=90), 9) == [cleo]


def test_a_report_that_is_dismissed_changes_nothing(
    cast: Cast, hall: Category, hiding: None
) -> None:
    cast.get("cleo").trust = TRUSTED
    decide(cast, hall, "moderation.none")
    assert cast.get("cleo").trust is TRUSTED


def test_staff_sets_it_with_a_reason_that_its_member_reads(app: Flask, cast: Cast) -> None:
    ben, cleo = sign_in(app, cast, "ben"), sign_in(app, cast, "cleo")
    form = {"level": "new", "reason": "The account was taken over <last week>"}
    assert ben.post("/moderation/trust/cleo", data=form | {"reason": ""}).status_code == 422
    assert ben.post("/moderation/trust/cleo", data=form).status_code == 303
    page = cleo.get("/me/trust").text
    assert "taken over &lt;last week&gt;" in page
    assert "New here" in page
    assert cleo.post("/moderation/trust/dov", data=form).status_code == 403
    assert "/moderation/trust/cleo" in ben.get("/u/cleo").text
    assert "/moderation/trust" not in sign_in(app, cast, "dov").get("/u/cleo").text
    with app.app_context():
        with pytest.raises(Forbidden):
            services.set_level(cast.get("ben"), cast.get("ben"), NEW, "Mine")
        with pytest.raises(RuleBroken):
            services.set_level(cast.get("ben"), cast.get("cleo"), NEW, "Again")


def test_how_it_changed_is_read_by_staff_once_they_said_why(app: Flask, cast: Cast) -> None:
    ben, path = sign_in(app, cast, "ben"), "/moderation/trust/cleo"
    with app.app_context():
        services.set_level(cast.get("ada"), cast.get("cleo"), NEW, "The account was taken over")
        session.commit()
    for page in (ben.get(path), ben.post(path, data={"level": "new", "reason": ""})):
        assert "taken over" not in page.text
        assert f"/look?kind=trust.changes.looked&amp;of={cast.ids['cleo']}" in page.text
    asked = {"kind": "trust.changes.looked", "of": str(cast.ids["cleo"]), "why": "She asked us"}
    assert ben.post("/look", data=asked | {"why": " "}).status_code == 422
    assert ben.post("/look", data=asked).location == path
    assert "taken over" in ben.get(path).text
    own = sign_in(app, cast, "cleo").get("/me/looks").text
    assert "She asked us" in own
    assert "ben" not in own.partition("<main")[2].partition("</main>")[0]
    mine = asked | {"of": str(cast.ids["ben"])}
    assert ben.post("/look", data=mine).status_code == 404
    assert sign_in(app, cast, "dov").post("/look", data=asked).status_code == 404


def test_the_night_is_a_job(cast: Cast, hall: Category) -> None:
    read_some(cast, hall, 6)
    jobs.enqueue("trust.grow")
    session.commit()
    while jobs.run_next(jobs.Lane.SLOW):
        pass
    session.expire_all()
    assert cast.get("cleo").trust is KNOWN
