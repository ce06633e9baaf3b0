"""No list, number or form of moderators names what lies where its reader may not look."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast
from tests.moderation.test_local import RULING, Quarter, enter
from tests.moderation.test_out_of_sight import DISMISSED, Office
from tests.moderation.test_out_of_sight import office as office
from tests.moderation.test_reporting import NOTICE
from tribe.access import Role
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, NotFound
from tribe.desk import services as desk
from tribe.forum import services as forum
from tribe.forum.models import Audience, CategoryPermission, Post, Topic
from tribe.forum.services.sending import REPLY, TOPIC
from tribe.members.models import Member
from tribe.moderation import queue, services
from tribe.moderation.models import Appeal, AppealOutcome, Decision, ModerationCase, ReportKind
from tribe.moderation.services import Ruling
from tribe.moderation.services.judges import judges_of
from tribe.moderation.settings import COUNCIL_JUDGES
from tribe.settings import services as settings
from tribe.settings.kinds import YES
from tribe.spam import queries as held_texts
from tribe.spam import services as spam
from tribe.spam.layers import LAYERS, Verdict
from tribe.spam.models import HeldState, HeldText
from tribe.voice.models import CouncilSeat
from tribe.web.moderated import register

HIDE = Ruling("forum.post.hide", "It shouts", "Be kind")
SECRET = "zqxtitle"


def serving(cast: Cast, name: str, role: Role) -> Member:
    made = Member(name=name, name_key=name, email=f"{name}@example.invalid", role=role)
    session.add(made)
    session.flush()
    cast.ids[name] = made.id
    return made


def appealed(office: Office) -> Appeal:
    """What Dov says of a decision of Ada's about his post in the office."""
    cast = office.cast
    case = session.get_one(ModerationCase, office.of_post)
    decision = services.decide(cast.get("ada"), case, HIDE)
    made = services.appeal(cast.get("dov"), decision, "I whispered")
    session.commit()
    return made


def test_another_admin_judges_and_no_moderator_reads_it(app: Flask, office: Office) -> None:
    serving(office.cast, "judith", Role.ADMIN)
    made = appealed(office)
    number, decision = made.id, session.get_one(Decision, made.decision_id)
    assert judges_of(decision) == {office.cast.ids["judith"]}
    ben, judith = (enter(app, office.cast, name) for name in ("ben", "judith"))
    for address in (f"/moderation/appeals/{number}", f"/moderation/decisions/{decision.id}"):
        assert ben.get(address).status_code == 404, address
        assert judith.get(address).status_code == 200, address
    sent = {"outcome": "upheld", "words": "So it is"}
    assert ben.post(f"/moderation/appeals/{number}", data=sent).status_code == 404
    with pytest.raises(Forbidden):
        services.judge(office.cast.get("ben"), made, AppealOutcome.UPHELD, "So it is")
    assert SECRET not in ben.get("/moderation/appeals").text
    assert SECRET in judith.get("/moderation/appeals").text
    assert judith.post(f"/moderation/appeals/{number}", data=sent).status_code == 303
    answered = "/moderation/appeals?state=answered"
    assert SECRET not in ben.get(answered).text
    assert SECRET in judith.get(answered).text


def test_where_no_admin_is_left_a_moderator_judges_and_reads_it_until_then(
    app: Flask, office: Office
) -> None:
    made = appealed(office)
    number, decision = made.id, session.get_one(Decision, made.decision_id)
    assert judges_of(decision) == {office.cast.ids["ben"]}
    serving(office.cast, "fred", Role.MODERATOR)
    assert judges_of(decision) == {office.cast.ids["ben"], office.cast.ids["fred"]}
    ben = enter(app, office.cast, "ben")
    assert SECRET in ben.get("/moderation/appeals").text
    sent = {"outcome": "upheld", "words": "So it is"}
    assert ben.post(f"/moderation/appeals/{number}", data=sent).status_code == 303
    for address in ("/moderation/appeals", "/moderation/appeals?state=answered"):
        assert SECRET not in ben.get(address).text
    assert ben.get(f"/moderation/decisions/{decision.id}").status_code == 404


def test_what_a_guest_objects_to_no_moderator_reads(app: Flask, office: Office) -> None:
    serving(office.cast, "judith", Role.ADMIN)
    first = select(Post.id).where(Post.topic_id == office.topic.id, Post.number == 1)
    number = session.scalars(first).one()
    session.commit()
    client = app.test_client()
    link = client.post("/report", data=NOTICE | {"url": f"/p/{number}"}).location
    chosen = (ModerationCase.subject_type == "post", ModerationCase.subject_id == number)
    case = session.scalars(select(ModerationCase.id).where(*chosen)).one()
    ada = enter(app, office.cast, "ada")
    assert ada.post(f"/moderation/cases/{case}", data=DISMISSED).status_code == 303
    assert client.post(f"{link}/object", data={"words": "Look again"}).status_code == 303
    for name, is_seen in (("ben", False), ("judith", True), ("fay", False)):
        page = enter(app, office.cast, name).get("/moderation/appeals").text
        assert (SECRET in page) is is_seen, name


def test_a_lay_judge_finds_what_they_may_answer_and_what_they_answered(
    app: Flask, office: Office
) -> None:
    cast = office.cast
    settings.change({COUNCIL_JUDGES.key: YES}, cast.ids["ada"])
    session.add(CouncilSeat(member_id=cast.ids["cleo"], since=now().date() - timedelta(days=1)))
    case = session.get_one(ModerationCase, office.open_case)
    services.report(cast.get("cleo"), "post", case.subject_id, ReportKind.HARM)
    of_hall = services.decide(cast.get("ada"), case, HIDE)
    theirs = services.appeal(cast.get("dov"), of_hall, "I sang")
    made = appealed(office)
    reader = enter(app, cast, "cleo")
    waiting, answered = "/moderation/appeals", "/moderation/appeals?state=answered"
    page = reader.get(waiting).text
    assert (SECRET in page, "zqxhall" in page) == (True, False)
    services.judge(cast.get("ben"), theirs, AppealOutcome.UPHELD, "So it is")
    services.judge(cast.get("cleo"), made, AppealOutcome.UPHELD, "So it is")
    session.commit()
    assert SECRET not in reader.get(waiting).text
    page = reader.get(answered).text
    assert (SECRET in page, "zqxhall" in page) == (True, False)


def held_there(office: Office, quarter: Quarter, kind: str) -> int:
    """A text of Dov's that waits for the office."""
    answer: dict[str, object] = {"topic": office.topic.id, "answered": None, "files": []}
    facts = {"category": office.room.id, "files": []} if kind == TOPIC else answer
    title, verdict = SECRET if kind == TOPIC else "", Verdict(LAYERS[-1], (LAYERS[-1].code,))
    dov = quarter.cast.get("dov")
    held = spam.hold(dov, kind, verdict, title=title, body="zqxheld", facts=facts)
    session.commit()
    return held.id


@pytest.mark.parametrize("kind", [REPLY, TOPIC])
def test_a_text_that_waits_for_there_is_for_admins(app: Flask, office: Office, kind: str) -> None:
    number = held_there(office, office.quarter, kind)
    of_hall = office.quarter.hold(0)
    ben, ada = office.cast.get("ben"), office.cast.get("ada")
    assert held_texts.count_waiting(held_texts.handled_by(ben)) == 1
    assert held_texts.count_waiting(held_texts.handled_by(ada)) == 2
    pages = ("/moderation/held", "/moderation", "/support")
    for name, is_seen in (("ben", False), ("ada", True)):
        reader = enter(app, office.cast, name)
        found = [reader.get(page).text for page in pages]
        assert ("zqxheld<" in found[0] or SECRET in found[0]) is is_seen, name
        assert "zqxheld0" in found[0], name
        assert ("zqxheld<" in found[1]) is is_seen, name
        assert ("2 held texts" in found[2]) is is_seen, name
    reader = enter(app, office.cast, "ben")
    sent = {"reason": "No", "seen": ""}
    for outcome in ("publish", "decline"):
        answer = reader.post(f"/moderation/held/{number}/{outcome}", data=sent)
        assert answer.status_code == 404, outcome
    for verb in (spam.publish, spam.decline):
        with pytest.raises(NotFound):
            verb(ben, number, "No")
    assert session.get_one(HeldText, number).state is HeldState.WAITING
    assert spam.decline(ada, number, "No")
    assert spam.publish(ben, of_hall)


def test_who_removes_all_of_one_leaves_what_waits_there(office: Office) -> None:
    there, here = held_there(office, office.quarter, REPLY), office.quarter.hold(0)
    ben, dov = office.cast.get("ben"), office.cast.ids["dov"]
    services.decide_on(ben, "member", dov, Ruling("forum.member.sweep", "Spam", "No spam"))
    session.commit()
    states = [session.get_one(HeldText, number).state for number in (here, there)]
    assert states == [HeldState.DECLINED, HeldState.WAITING]


def test_what_waits_there_is_not_counted_beside_removing_all_of_one(office: Office) -> None:
    held_there(office, office.quarter, REPLY)
    held_there(office, office.quarter, TOPIC)
    office.quarter.hold(0)
    act, dov = register().acts["forum.member.sweep"], office.cast.ids["dov"]
    for name, told in (("ben", "1 held text"), ("ada", "3 held texts")):
        said = [str(one) for one in act.foresees(office.cast.get(name), dov)]
        assert told in said, name
    ruling = Ruling("forum.member.sweep", "Spam", "No spam")
    decision = services.decide_on(office.cast.get("ben"), "member", dov, ruling)
    assert len(decision.details["held"]) == 1


@pytest.mark.parametrize("what", ["posts", "topics", "texts"])
def test_a_moderator_brings_back_nothing_that_a_sweep_took_there(
    app: Flask, office: Office, what: str
) -> None:
    ada, ben, dov = (office.cast.get(name) for name in ("ada", "ben", "dov"))
    ruling = Ruling("forum.member.sweep", "Spam", "No spam")
    if what == "topics":
        topic = forum.create_topic(dov, office.quarter.halls[0], "What I sell", "Bread")
        forum.move_topic(ada, topic, office.room.id)
    if what == "texts":
        held_there(office, office.quarter, TOPIC)
    if what != "posts":
        forum.move_topic(ada, office.topic, office.quarter.halls[0].id)
    decision = services.decide_on(ada, "member", dov.id, ruling)
    session.commit()
    assert bool(decision.details["topics"]) is (what == "topics")
    assert not services.may_undo(ben, decision)
    with pytest.raises(Forbidden, match=r"moderation\.reaches_beyond"):
        services.undo(ben, decision, "It was another")
    address = f"/moderation/decisions/{decision.id}"
    page = enter(app, office.cast, "ben").get(address)
    assert page.status_code == 200
    assert 'id="undo"' not in page.text
    assert 'id="undo"' in enter(app, office.cast, "ada").get(address).text
    services.undo(office.cast.get("ada"), decision, "It was another")
    assert not decision.stands


def swept(office: Office) -> Decision:
    """What Ada decided of Dov, whose post lies in the office."""
    ruling = Ruling("forum.member.sweep", "Spam", "No spam")
    decision = services.decide_on(office.cast.get("ada"), "member", office.cast.ids["dov"], ruling)
    session.commit()
    return decision


@pytest.mark.parametrize("outcome", list(AppealOutcome))
def test_an_appeal_of_a_sweep_that_reaches_there_is_answered_by_an_admin(
    app: Flask, office: Office, outcome: AppealOutcome
) -> None:
    serving(office.cast, "judith", Role.ADMIN)
    decision = swept(office)
    ben, judith = office.cast.get("ben"), office.cast.get("judith")
    made = services.appeal(office.cast.get("dov"), decision, "I bake")
    session.commit()
    number, waits = made.id, f"/moderation/appeals/{made.id}"
    assert services.judges_of(decision) == {judith.id}
    with pytest.raises(Forbidden, match=r"moderation\.reaches_beyond"):
        services.judge(ben, made, outcome, "Let us see")
    sent = {"outcome": outcome.value, "words": "Let us see"}
    reader = enter(app, office.cast, "ben")
    assert reader.get(waits).status_code == 403
    assert reader.post(waits, data=sent).status_code == 403
    for address in ("/moderation/appeals", f"/moderation/decisions/{decision.id}"):
        assert waits not in reader.get(address).text, address
    assert decision.stands
    reader = enter(app, office.cast, "judith")
    assert waits in reader.get("/moderation/appeals").text
    assert reader.post(waits, data=sent).status_code == 303
    session.expire_all()
    assert session.get_one(Appeal, number).outcome is outcome
    assert office.post.is_removed is (outcome is AppealOutcome.UPHELD)


def test_an_appeal_of_a_sweep_is_a_moderators_where_they_see_all_or_no_admin_is_left(
    office: Office,
) -> None:
    judith = serving(office.cast, "judith", Role.ADMIN)
    ben = office.cast.ids["ben"]
    decision = swept(office)
    services.appeal(office.cast.get("dov"), decision, "I bake")
    forum.move_topic(office.cast.get("ada"), office.topic, office.quarter.halls[0].id)
    assert services.judges_of(decision) == {ben, judith.id}
    forum.move_topic(office.cast.get("ada"), office.topic, office.room.id)
    assert services.judges_of(decision) == {judith.id}
    judith.role = Role.MEMBER
    session.flush()
    assert services.judges_of(decision) == {ben}


def test_a_moderator_undoes_a_sweep_of_what_they_see(office: Office) -> None:
    ada, ben = office.cast.get("ada"), office.cast.get("ben")
    forum.move_topic(ada, office.topic, office.quarter.halls[0].id)
    office.quarter.hold(0)
    ruling = Ruling("forum.member.sweep", "Spam", "No spam")
    decision = services.decide_on(ada, "member", office.cast.ids["dov"], ruling)
    assert decision.details["posts"]
    assert decision.details["held"]
    assert services.may_undo(ben, decision)
    services.undo(ben, decision, "It was another")
    assert not office.post.is_removed


def test_what_was_decided_of_a_topic_of_there_is_not_named_where_it_was_merged(
    app: Flask, office: Office
) -> None:
    ada, hall = office.cast.get("ada"), office.quarter.topics[0].id
    close = Ruling("forum.topic.close", "Enough", "Be kind")
    there = services.decide_on(ada, "topic", office.topic.id, close)
    services.decide_on(ada, "post", office.quarter.posts[0].id, HIDE)
    forum.merge_topic(ada, session.get_one(Topic, office.topic.id), hall)
    number = there.id
    for name, is_seen in (("fay", False), ("ben", False), ("ada", True)):
        reader = enter(app, office.cast, name)
        page = reader.get(f"/moderation/topics/{hall}").text
        assert "/moderation/decisions/" in page, name
        assert (f"/moderation/decisions/{number}" in page) is is_seen, name
        assert (SECRET in page) is is_seen, name


def test_what_was_put_off_or_done_of_there_is_not_named_at_the_desk(
    app: Flask, office: Office
) -> None:
    cast = office.cast
    ines, ada, ben = (cast.get(name) for name in ("ines", "ada", "ben"))
    topic = forum.create_topic(ines, office.quarter.halls[0], "zqxfirst", "Good day")
    forum.move_topic(ada, topic, office.room.id)
    key = str(session.scalars(select(Post.id).where(Post.topic_id == topic.id)).one())
    for finish in (False, True):
        if finish:
            desk.take_back(ada, "waiting", key)
            desk.finish(ada, "waiting", key)
        else:
            desk.snooze(ada, "waiting", key, "week")
        for name in ("ben", "ada"):
            page = enter(app, cast, name).get("/support").text
            assert ("zqxfirst" in page) is (name == "ada"), (name, finish)
        with pytest.raises(NotFound):
            desk.take_back(ben, "waiting", key)
    forum.move_topic(ada, session.get_one(Topic, topic.id), office.quarter.halls[0].id)
    assert "zqxfirst" in enter(app, cast, "ben").get("/support").text
    desk.take_back(ben, "waiting", key)


def test_the_public_log_and_its_feed_name_nothing_and_the_audit_is_for_admins(
    app: Flask, office: Office
) -> None:
    decision = appealed(office).decision_id
    for name in ("ben", "fay"):
        reader = enter(app, office.cast, name)
        for address in ("/moderation/log", "/moderation/log.atom", f"/moderation/log/{decision}"):
            page = reader.get(address)
            assert page.status_code == 200, address
            assert SECRET not in page.text, address
            assert "zqxoffice" not in page.text, address
        assert reader.get("/admin/audit").status_code == 403


def test_a_moderator_of_a_category_that_they_see_no_more_has_nothing_of_it(
    app: Flask, office: Office
) -> None:
    quarter, held = office.quarter, office.quarter.hold(0)
    services.decide_on(
        office.cast.get("ada"),
        "topic",
        quarter.topics[0].id,
        Ruling("forum.topic.close", "Enough", "Be kind"),
    )
    decision = session.scalars(select(Decision.id)).one()
    addresses = (
        f"/moderation/cases/{office.open_case}",
        f"/moderation/decisions/{decision}",
        f"/moderation/topics/{quarter.topics[0].id}",
    )
    for is_seen in (True, False):
        if not is_seen:
            hall = quarter.halls[0].id
            permission = CategoryPermission(category_id=hall, audience=Audience.ADMIN)
            permission.may_see = True
            session.add(permission)
        fay = enter(app, office.cast, "fay")
        for address in addresses:
            assert (fay.get(address).status_code == 200) is is_seen, (address, is_seen)
        assert ("zqxheld0" in fay.get("/moderation/held").text) is is_seen
        assert ("zqxhall" in fay.get("/moderation").text) is is_seen
        number = len(
            queue.list_cases(queue.Wanted(), handled=queue.handled_by(fay_of(office))).rows
        )
        assert fay.get("/moderation/waiting").json["number"] == number  # type: ignore[index]
        assert (number > 0) is is_seen
        sent = fay.post(f"/moderation/held/{held}/publish", data={"seen": "another"})
        assert sent.status_code == (409 if is_seen else 404)


def fay_of(office: Office) -> Member:
    session.expire_all()
    return office.cast.get("fay")


@pytest.mark.parametrize(("where", "is_offered"), [("hall", True), ("other", False)])
def test_the_way_back_is_offered_where_the_thing_lies_still(
    app: Flask, context: Flask, cast: Cast, where: str, is_offered: bool
) -> None:
    quarter = Quarter(cast)
    number, other = quarter.topics[0].id, quarter.halls[1]
    if not is_offered:
        permission = CategoryPermission(category_id=other.id, audience=Audience.MEMBER)
        permission.may_see = permission.may_reply = permission.may_create = True
        session.add(permission)
    case = services.report_automatically("topic", number, ReportKind.SPAM, "spam.repeats").id
    fay = enter(app, quarter.cast, "fay")
    moved = RULING | {"act": "forum.topic.move", "forum.topic.move.category": str(other.id)}
    act = moved if where == "other" else RULING | {"act": "forum.topic.close"}
    answer = fay.post(f"/moderation/cases/{case}", data=act)
    assert answer.status_code == 303, answer.text
    page = fay.get(answer.location).text
    made = session.scalars(select(Decision)).one()
    address = f"/moderation/decisions/{made.id}"
    assert "Decided. The person concerned is told." in page
    assert (f"{address}#undo" in page) is is_offered
    assert fay.get(address).status_code == (200 if is_offered else 404)
