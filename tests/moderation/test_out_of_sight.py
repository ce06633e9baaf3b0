"""What lies where a moderator may not look is in no queue of theirs: admins have it."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, count_queries
from tests.moderation.test_local import RULING, Quarter, enter
from tests.moderation.test_reporting import NOTICE
from tribe.access import Role
from tribe.base.db import session
from tribe.base.errors import Forbidden, NotFound
from tribe.forum import services as forum
from tribe.forum.models import Audience, Category, CategoryPermission, Post, Topic
from tribe.live import channels
from tribe.members.models import Member
from tribe.moderation import queries, queue, services
from tribe.moderation.live import may_watch_all, may_watch_queue
from tribe.moderation.models import NO_ACTION, CaseState, Decision, ModerationCase, ReportKind
from tribe.moderation.services import Ruling
from tribe.moderation.services.impartial import standing_of
from tribe.moderation.subjects import show_case, show_decision

DISMISSED = {"act": NO_ACTION, "why": "It is fine"}


class Office:
    """A room for admins alone, with a topic of Ada's and Dov's post in it, both reported."""

    def __init__(self, quarter: Quarter) -> None:
        self.quarter, self.cast = quarter, quarter.cast
        self.room = Category(slug="office", name="zqxoffice", description="", position=9)
        session.add(self.room)
        session.flush()
        permission = CategoryPermission(category_id=self.room.id, audience=Audience.ADMIN)
        permission.may_see = permission.may_reply = permission.may_create = True
        ada = self.cast.get("ada")
        self.topic = quarter.topics[1]
        session.add(permission)
        session.flush()
        self.topic.title = "zqxtitle"
        forum.move_topic(ada, self.topic, self.room.id)
        self.post = quarter.posts[1]
        self.open_case = quarter.report(0)
        made = (
            services.report_automatically(*thing, ReportKind.SPAM, "spam.repeats").id
            for thing in (("post", self.post.id), ("topic", self.topic.id))
        )
        self.of_post, self.of_topic = made
        session.commit()


@pytest.fixture
def office(context: Flask, cast: Cast) -> Office:
    return Office(Quarter(cast))


def cases_in(page: str) -> set[int]:
    return {int(one) for one in re.findall(r'href="/moderation/cases/(\d+)["?]', page)}


def test_a_moderator_finds_nothing_of_it_and_admins_all(app: Flask, office: Office) -> None:
    numbers = {office.open_case, office.of_post, office.of_topic}
    seen = {"ben": {office.open_case}, "ada": numbers}
    room = office.room.id
    session.commit()
    for name, own in seen.items():
        reader = enter(app, office.cast, name)
        for address in ("/moderation", "/moderation?thing=post", f"/moderation?category={room}"):
            page = reader.get(address).text
            found = cases_in(page)
            assert found <= own, (name, address)
            assert ("zqxtitle" in page) == bool(found - {office.open_case}), (name, address)
        assert cases_in(reader.get("/moderation").text) == own
        assert ("zqxoffice" in reader.get("/moderation").text) == (name == "ada")
        assert reader.get("/moderation/waiting").json["number"] == len(own)  # type: ignore[index]
        for number in numbers:
            status = 200 if number in own else 404
            assert reader.get(f"/moderation/cases/{number}").status_code == status, (name, number)
            pieces = reader.get(f"/moderation/cases/{number}/pieces")
            assert pieces.status_code == status, (name, number)


def test_a_moderator_does_nothing_about_it(app: Flask, office: Office) -> None:
    number = office.of_post
    session.commit()
    ben = enter(app, office.cast, "ben")
    for address, sent in (
        (f"/moderation/cases/{number}", DISMISSED),
        (f"/moderation/cases/{number}", RULING),
        (f"/moderation/cases/{number}/take", {}),
        (f"/moderation/cases/{number}/notes", {"words": "So"}),
    ):
        assert ben.post(address, data=sent).status_code == 404, address
    several = ben.post("/moderation", data={"case": str(number)} | DISMISSED)
    assert several.status_code == 409
    assert not re.search("zqxtitle|zqxother|zqxoffice", several.text)
    session.expire_all()
    case = session.get_one(ModerationCase, number)
    assert case.state is CaseState.OPEN
    assert session.scalars(select(Decision)).all() == []
    ben, ruling = office.cast.get("ben"), Ruling("forum.post.hide", "It shouts", "Be kind")
    tried: list[Callable[[], object]] = [
        lambda: services.decide(ben, case, Ruling(NO_ACTION, "It is fine")),
        lambda: services.take(ben, case),
        lambda: services.leave(ben, case),
        lambda: services.note(ben, case, "So"),
        lambda: services.decide_on(ben, "post", office.post.id, ruling),
        lambda: services.decide_apart(ben, "post", office.post.id, ruling),
    ]
    for act in tried:
        with pytest.raises(Forbidden):
            act()
    assert show_case(ben, number) is None
    assert show_case(office.cast.get("ada"), number) is not None


def test_only_admins_pages_hear_that_something_happened_there(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(channels.socketio, "emit", lambda name, *_a, **_k: heard.append(name))
    ada, numbers = office.cast.get("ada"), (office.of_post, office.of_topic, office.open_case)
    to_all, to_moderators = "moderation_all:0", "moderation_queue:0"
    for number, is_seen in zip(numbers, (False, False, True), strict=True):
        heard.clear()
        case = session.get_one(ModerationCase, number)
        services.decide(ada, case, Ruling(NO_ACTION, "It is fine"))
        session.commit()
        assert (to_all in heard, to_moderators in heard) == (True, is_seen), number
    heard.clear()
    services.report_automatically("post", office.post.id, ReportKind.SPAM, "spam.repeats")
    session.commit()
    assert (to_all in heard, to_moderators in heard) == (True, False)


def test_each_watches_the_room_of_what_they_see(app: Flask, office: Office) -> None:
    for name, own in (("ada", "moderation_all:0"), ("ben", "moderation_queue:0"), ("cleo", "")):
        member = office.cast.get(name)
        with app.test_request_context(), pytest.MonkeyPatch.context() as patch:
            patch.setattr("tribe.moderation.live.current_actor", lambda member=member: member)
            watched = {
                "moderation_all:0": may_watch_all(0),
                "moderation_queue:0": may_watch_queue(0),
            }
        assert [room for room, may in watched.items() if may] == ([own] if own else []), name
    page = enter(app, office.cast, "ada").get("/moderation").text
    assert 'data-queue="moderation_all:0"' in page


def test_what_was_decided_there_a_moderator_neither_reads_nor_undoes(
    app: Flask, office: Office
) -> None:
    ada, ben, number = office.cast.get("ada"), office.cast.get("ben"), office.of_post
    case = session.get_one(ModerationCase, number)
    decision = services.decide(ada, case, Ruling("forum.post.hide", "zqxwhy", "Be kind"))
    dov = decision.member_id
    assert dov is not None
    session.commit()
    assert show_decision(ben, decision.id) is None
    with pytest.raises(NotFound):
        services.decision_of(ben, decision.id)
    with pytest.raises(Forbidden):
        services.undo(ben, decision, "Never mind")
    listed = [queue.list_of_member(one, dov, ("member", dov)) for one in (ben, ada)]
    assert [[row.id for row in rows] for rows in listed] == [[], [decision.id]]
    assert services.decision_of(office.cast.get("dov"), decision.id) is decision
    page = enter(app, office.cast, "ben").get("/moderation?state=decided").text
    assert "zqxtitle" not in page


def test_once_it_lies_where_they_look_it_is_theirs_again(office: Office) -> None:
    ben, ada = office.cast.get("ben"), office.cast.get("ada")
    hall = session.scalars(select(Category.id).where(Category.slug == "hall")).one()
    before = queries.count_open(queue.handled_by(ben))
    forum.move_topic(ada, office.topic, hall)
    assert (before, queries.count_open(queue.handled_by(ben))) == (1, 3)
    assert services.case_of(ben, office.of_post)


def test_of_a_category_that_is_gone_they_have_it_still(office: Office) -> None:
    case = session.get_one(ModerationCase, office.open_case)
    case.subject_id = case.category_id = 999
    session.flush()
    assert queries.count_open(queue.handled_by(office.cast.get("ben"))) == 1


def test_what_is_about_the_one_admin_waits_for_them_where_no_moderator_looks(
    office: Office,
) -> None:
    ada, hall = office.cast.get("ada"), session.get_one(ModerationCase, office.open_case)
    of_post = session.get_one(ModerationCase, office.of_post)
    hall.author_id = of_post.author_id = ada.id
    session.flush()
    waits = {row.id for row in queue.list_cases(queue.Wanted(), handled=queue.handled_by(ada)).rows}
    assert waits == {office.of_post, office.of_topic}
    assert services.case_of(ada, office.of_post)
    with pytest.raises(NotFound):
        services.case_of(ada, office.open_case)
    other = Member(name="judith", name_key="judith", email="judith@example.invalid")
    other.role = Role.ADMIN
    session.add(other)
    session.flush()
    with pytest.raises(NotFound):
        services.case_of(ada, office.of_post)


def test_a_guests_notice_of_it_shows_a_moderator_nothing(app: Flask, office: Office) -> None:
    first = select(Post.id).where(Post.topic_id == office.topic.id, Post.number == 1)
    number = session.scalars(first).one()
    session.commit()
    client = app.test_client()
    assert client.post("/report", data=NOTICE | {"url": f"/p/{number}"}).status_code == 303
    chosen = (ModerationCase.subject_type == "post", ModerationCase.subject_id == number)
    case = session.scalars(select(ModerationCase.id).where(*chosen)).one()
    ben, ada = (enter(app, office.cast, name) for name in ("ben", "ada"))
    assert ben.get(f"/p/{number}").status_code == 404
    assert ben.get(f"/moderation/cases/{case}").status_code == 404
    assert "First words" not in ben.get("/moderation").text
    assert ben.post(f"/moderation/cases/{case}", data=DISMISSED).status_code == 404
    assert "First words" in ada.get(f"/moderation/cases/{case}").text


def test_who_has_a_stake_decides_where_no_other_looks(office: Office) -> None:
    """Ada reported it: Ben could decide of what lies where he looks, and of nothing else."""
    ada, numbers = office.cast.get("ada"), (office.open_case, office.of_post)
    here, there = (session.get_one(ModerationCase, number) for number in numbers)
    for case in (here, there):
        services.report(ada, "post", case.subject_id, ReportKind.HARM)
    with pytest.raises(Forbidden, match="party"):
        services.decide(ada, here, Ruling(NO_ACTION, "It is fine"))
    assert standing_of(ada, there).bar is None
    made = services.decide(ada, there, Ruling("forum.post.hide", "It shouts", "Be kind"))
    services.undo(ada, made, "It does not")
    assert made.undone_at is not None


def test_the_queue_costs_a_moderator_the_same_for_one_and_for_twenty(
    app: Flask, office: Office
) -> None:
    ben, costs = enter(app, office.cast, "ben"), []
    topic = session.get_one(Topic, office.topic.id)
    for count in (1, 20):
        for _ in range(count):
            post = forum.reply(office.cast.get("ada"), topic, f"Among us {count}")
            thing = ("post", post.id)
            services.report_automatically(*thing, ReportKind.SPAM, "spam.repeats")
        session.commit()
        with count_queries(app) as found:
            ben.get("/moderation")
        costs.append(len(found))
    assert costs[0] == costs[1]
