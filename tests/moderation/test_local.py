"""Who moderates a category works on the cases of what lies in it, and on nothing else."""

import re
from collections.abc import Iterator
from contextvars import Context
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.conftest import Cast, count_queries, sign_in
from tests.moderation.test_services import warning
from tribe.access import Role
from tribe.audit import AuditEntry
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.forum import services as forum
from tribe.forum.models import Audience, Category, CategoryPermission, Post, Topic
from tribe.forum.services.sending import REPLY, TOPIC
from tribe.live import channels
from tribe.members.models import Member, State
from tribe.moderation import policy, queue, services
from tribe.moderation.models import (
    NO_ACTION,
    CaseLook,
    CaseState,
    Decision,
    ModerationCase,
    ReportKind,
)
from tribe.moderation.services import Ruling
from tribe.moderation.subjects import show_case
from tribe.spam import services as spam
from tribe.spam.layers import LAYERS, Verdict
from tribe.spam.models import HeldState, HeldText

REMOVE = "forum.post.remove"
RULING = {"act": REMOVE, "rule": "Be kind", "why": "You shouted at zqxeveryone.", "ground": "rules"}


class Quarter:
    """Two halls with a topic of Cleo's and a reply of Dov's in each; Fay moderates the first."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        fay = Member(name="fay", name_key="fay", email="fay@example.invalid")
        session.add(fay)
        self.halls = [self._hall("hall"), self._hall("other")]
        session.flush()
        cast.ids["fay"] = fay.id
        forum.appoint(cast.get("ada"), fay, self.halls[0].id)
        self.topics = [
            forum.create_topic(cast.get("cleo"), hall, f"In zqx{hall.slug}", "First words")
            for hall in self.halls
        ]
        self.posts = [
            forum.reply(cast.get("dov"), topic, f"I shout in zqx{topic.title[3:]}")
            for topic in self.topics
        ]
        session.commit()

    def _hall(self, slug: str) -> Category:
        hall = Category(slug=slug, name=slug.title(), description="", position=0)
        session.add(hall)
        return hall

    def report(self, which: int, by: str = "ines", kind: ReportKind = ReportKind.HARM) -> int:
        """The case of Dov's post in one of the halls."""
        post = self.posts[which]
        made = services.report(self.cast.get(by), "post", post.id, kind, "zqxreported")
        session.commit()
        return made.case_id

    def hold(self, which: int, kind: str = REPLY) -> int:
        """A text of Dov's that waits for one of the halls."""
        into = {"category": self.halls[which].id, "files": []}
        answer = {"topic": self.topics[which].id, "answered": None, "files": []}
        words = f"zqxheld{which}"
        title = f"A {words}" if kind == TOPIC else ""
        verdict = Verdict(LAYERS[-1], (LAYERS[-1].code,))
        facts = into if kind == TOPIC else answer
        dov = self.cast.get("dov")
        held = spam.hold(dov, kind, verdict, title=title, body=words, facts=facts)
        session.commit()
        return held.id


class Apart:
    """A browser whose requests know nothing of the context in which a test looks at the rows."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, *asked: Any, **more: Any) -> TestResponse:
        """Ask for a page."""
        session.commit()
        return Context().run(self.client.get, *asked, **more)

    def post(self, *asked: Any, **more: Any) -> TestResponse:
        """Send a form."""
        session.commit()
        return Context().run(self.client.post, *asked, **more)


def enter(app: Flask, cast: Cast, name: str) -> Apart:
    """One of the cast, signed in."""
    session.commit()
    return Apart(Context().run(sign_in, app, cast, name))


@pytest.fixture
def quarter(app: Flask, cast: Cast) -> Iterator[Quarter]:
    with app.app_context():
        yield Quarter(cast)


@pytest.fixture
def fay(app: Flask, cast: Cast, quarter: Quarter) -> Apart:
    return enter(app, cast, "fay")


def order_of(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'name="case" value="(\d+)"', page)]


def waits(client: Apart) -> int:
    answer = client.get("/moderation/waiting").get_json()
    return int(answer["number"])


def test_the_queue_the_number_and_the_next_are_of_their_category(
    quarter: Quarter, fay: Apart
) -> None:
    first, other = quarter.report(0), quarter.report(1)
    topic = services.report(
        quarter.cast.get("dov"), "post", _first(quarter.topics[0]), ReportKind.SPAM
    ).case_id
    session.commit()
    page = fay.get("/moderation").text
    assert order_of(page) == [first, topic]
    assert "zqxother" not in page.lower()
    assert waits(fay) == 2
    assert "Moderation: 2 cases waiting" in fay.get("/events").text
    answer = fay.post(f"/moderation/cases/{first}", data=RULING | {"then": "next"})
    assert answer.location == f"/moderation/cases/{topic}"
    answer = fay.post(
        f"/moderation/cases/{topic}", data=RULING | {"act": NO_ACTION, "then": "next"}
    )
    assert answer.location == "/moderation"
    assert order_of(fay.get("/moderation").text) == []
    decided = fay.get("/moderation?state=decided").text
    assert f"/moderation/cases/{first}" in decided
    assert f"/moderation/cases/{other}" not in decided
    session.expire_all()
    decision = session.scalars(select(Decision).order_by(Decision.id)).first()
    assert decision is not None
    assert (decision.act, decision.decided_by_id) == (REMOVE, quarter.cast.ids["fay"])
    assert session.get_one(Post, quarter.posts[0].id).is_removed


def test_what_lies_elsewhere_is_not_there_by_any_number(quarter: Quarter, fay: Apart) -> None:
    cast = quarter.cast
    about = services.report(cast.get("cleo"), "member", cast.ids["dov"], ReportKind.HARM).case_id
    made, _secret = services.report_address("/nowhere", ReportKind.SPAM, "It sells")
    numbers = [quarter.report(1), about, made.case_id, 9_999]
    session.commit()
    for number in numbers:
        assert fay.get(f"/moderation/cases/{number}").status_code == 404
        assert fay.get(f"/moderation/cases/{number}/pieces").status_code == 404
        for path in ("", "/notes", "/pass-on", "/take", "/leave"):
            data = RULING | {"words": "So", "to_place": "So"}
            answer = fay.post(f"/moderation/cases/{number}{path}", data=data)
            assert (answer.status_code, path) == (404, path)
    answer = fay.post("/moderation", data=RULING | {"case": numbers})
    assert answer.status_code == 409
    assert answer.text.count("This case does not exist.") == 4
    assert "zqx" not in answer.text.replace("zqxeveryone", "")
    assert waits(fay) == 0
    session.expire_all()
    open_ones = select(ModerationCase.id).where(ModerationCase.state == CaseState.OPEN)
    assert set(session.scalars(open_ones)) == set(numbers[:3])
    assert session.scalars(select(CaseLook)).all() == []
    assert [show_case(cast.get("fay"), number) for number in numbers] == [None] * 4


def test_they_take_note_leave_and_are_seen_looking(
    app: Flask, quarter: Quarter, fay: Apart
) -> None:
    case, ben = quarter.report(0), enter(app, quarter.cast, "ben")
    assert "Decide" in fay.get(f"/moderation/cases/{case}").text
    assert fay.post(f"/moderation/cases/{case}/take").status_code == 303
    assert order_of(fay.get("/moderation?who=me").text) == [case]
    assert order_of(fay.get("/moderation?who=nobody").text) == []
    said = {"words": "I know zqxthem"}
    assert fay.post(f"/moderation/cases/{case}/notes", data=said).status_code == 303
    page = ben.get(f"/moderation/cases/{case}").text
    assert "zqxthem" in page
    assert "fay" in page.partition("opened it")[0][-80:]
    assert fay.post(f"/moderation/cases/{case}/leave").status_code == 303
    assert "ben" in fay.get(f"/moderation/cases/{case}/pieces").text


def test_they_read_what_was_reported_and_never_by_whom(quarter: Quarter, fay: Apart) -> None:
    case = quarter.report(0)
    services.report_address(
        f"/p/{quarter.posts[0].id}",
        ReportKind.SPAM,
        "zqxguestwords",
        name="zqxguestname",
        email="zqxguest@example.invalid",
    )
    session.commit()
    for path in ("", "/pieces"):
        page = fay.get(f"/moderation/cases/{case}{path}").text
        assert "a former member" not in page
        for said in ("zqxreported", "zqxguestwords", "a member · ", "a guest · "):
            assert said in page, said
        for kept in ("zqxguestname", "zqxguest@", "/u/ines", ">ines<"):
            assert kept not in page, kept


def test_of_its_author_they_read_what_was_decided_in_their_category_alone(
    quarter: Quarter, fay: Apart
) -> None:
    ben, dov = quarter.cast.get("ben"), quarter.cast.get("dov")
    earlier = forum.reply(dov, quarter.topics[0], "I shouted before")
    here = services.decide_on(ben, "post", earlier.id, Ruling(REMOVE, "zqxhere", "Be kind"))
    there = services.decide_on(
        ben, "post", quarter.posts[1].id, Ruling(REMOVE, "zqxthere", "Be kind")
    )
    warned = services.decide_on(
        ben, "member", dov.id, Ruling("members.member.warn", "zqxwarned", "Be kind")
    )
    session.commit()
    page = fay.get(f"/moderation/cases/{quarter.report(0)}").text
    assert "zqxhere" in page
    assert "zqxthere" not in page
    assert "zqxwarned" not in page
    statuses = [
        fay.get(f"/moderation/decisions/{one.id}").status_code for one in (here, there, warned)
    ]
    assert statuses == [200, 404, 404]


def test_they_undo_what_they_decided_and_nothing_of_others(quarter: Quarter, fay: Apart) -> None:
    ruling = Ruling(REMOVE, "So", "Be kind")
    own = services.decide_on(quarter.cast.get("fay"), "post", quarter.posts[0].id, ruling)
    again = forum.reply(quarter.cast.get("dov"), quarter.topics[0], "Again")
    of_ben = services.decide_on(quarter.cast.get("ben"), "post", again.id, ruling)
    session.commit()
    assert "Undo the decision" in fay.get(f"/moderation/decisions/{own.id}").text
    assert "Undo the decision" not in fay.get(f"/moderation/decisions/{of_ben.id}").text
    words = {"words": "It was another"}
    assert fay.post(f"/moderation/decisions/{own.id}/undo", data=words).status_code == 303
    assert fay.post(f"/moderation/decisions/{of_ben.id}/undo", data=words).status_code == 403
    session.expire_all()
    assert not session.get_one(Post, quarter.posts[0].id).is_removed
    assert session.get_one(Post, again.id).is_removed


def test_a_topic_that_is_moved_takes_its_cases_along(quarter: Quarter, fay: Apart) -> None:
    case, ada = quarter.report(0), quarter.cast.get("ada")
    own = services.decide_on(
        quarter.cast.get("fay"), "topic", quarter.topics[0].id, warning(act="forum.topic.close")
    )
    session.commit()
    assert (waits(fay), fay.get(f"/moderation/cases/{case}").status_code) == (1, 200)
    forum.move_topic(ada, quarter.topics[0], quarter.halls[1].id, why="It belongs there")
    session.commit()
    assert (waits(fay), fay.get(f"/moderation/cases/{case}").status_code) == (0, 404)
    assert order_of(fay.get("/moderation").text) == []
    assert fay.get(f"/moderation/decisions/{own.id}").status_code == 404
    with pytest.raises(Forbidden):
        services.decide(quarter.cast.get("fay"), session.get_one(ModerationCase, case), _removing())
    forum.move_topic(ada, quarter.topics[0], quarter.halls[0].id, why="Or here")
    session.commit()
    assert waits(fay) == 1


def test_the_queue_says_and_filters_where_things_lie_now(app: Flask, quarter: Quarter) -> None:
    ben, ada = enter(app, quarter.cast, "ben"), quarter.cast.get("ada")
    hall, other = (one.id for one in quarter.halls)
    post = quarter.report(0)
    number, kind = quarter.topics[0].id, ReportKind.SPAM
    topic = services.report_automatically("topic", number, kind, "spam.repeats").id
    whom = services.report(ada, "member", quarter.cast.ids["dov"], ReportKind.SPAM).case_id
    session.commit()
    assert order_of(ben.get(f"/moderation?category={hall}").text) == [post, topic]
    forum.move_topic(ada, quarter.topics[0], other, why="It belongs there")
    session.commit()
    page = ben.get(f"/moderation?category={other}").text
    assert order_of(page) == [post, topic]
    assert page.count(' · <span dir="auto">Other</span> · ') == 2
    assert f'<option value="{hall}"' not in page
    assert order_of(ben.get(f"/moderation?category={hall}").text) == []
    assert order_of(ben.get("/moderation").text) == [post, topic, whom]
    services.decide(ada, session.get_one(ModerationCase, post), _removing())
    session.commit()
    for place, number in ((hall, 0), (other, 1)):
        decided = ben.get(f"/moderation?state=decided&category={place}").text
        assert decided.count(f'href="/moderation/cases/{post}"') == number


def test_of_what_is_gone_the_queue_says_where_it_lay(quarter: Quarter) -> None:
    case = session.get_one(ModerationCase, quarter.report(0))
    case.subject_id = 999
    session.commit()
    assert queue.list_categories() == [quarter.halls[0].id]
    [row] = queue.list_cases(queue.Wanted(category_id=quarter.halls[0].id)).rows
    assert row.category_id == quarter.halls[0].id


def test_a_category_that_they_do_not_see_any_more_hides_its_cases(
    quarter: Quarter, fay: Apart
) -> None:
    case = quarter.report(0)
    hall = CategoryPermission(category_id=quarter.halls[0].id, audience=Audience.MODERATOR)
    hall.may_see = hall.may_reply = hall.may_create = True
    session.add(hall)
    session.commit()
    assert (waits(fay), fay.get(f"/moderation/cases/{case}").status_code) == (0, 404)
    with pytest.raises(Forbidden):
        services.note(quarter.cast.get("fay"), session.get_one(ModerationCase, case), "So")


@pytest.mark.parametrize("end", ["suspended", "dismissed", "category"])
def test_it_ends_with_moderating(app: Flask, quarter: Quarter, fay: Apart, end: str) -> None:
    case, cast = quarter.report(0), quarter.cast
    if end == "suspended":
        cast.get("fay").state = State.SUSPENDED
    elif end == "dismissed":
        forum.dismiss(cast.get("ada"), cast.get("fay"), quarter.halls[0].id)
    else:
        forum.remove_category(cast.get("ada"), quarter.halls[0], quarter.halls[1].id)
    session.commit()
    fay = enter(app, cast, "fay")
    for path in ("/moderation", "/moderation/waiting", "/moderation/held"):
        assert fay.get(path).status_code in (303, 403), path
    assert fay.get(f"/moderation/cases/{case}").status_code in (303, 404)
    assert "data-queue" not in fay.get("/events").text
    with pytest.raises(Forbidden):
        services.decide(cast.get("fay"), session.get_one(ModerationCase, case), _removing())


def test_what_is_passed_on_is_for_the_moderators_of_the_place_alone(
    app: Flask, quarter: Quarter, fay: Apart
) -> None:
    case = quarter.report(0)
    number, ben = quarter.cast.ids["fay"], enter(app, quarter.cast, "ben")
    fay.post(f"/moderation/cases/{case}/take")
    address = f"/moderation/cases/{case}/pass-on"
    refused = fay.post(address, data={"to_place": " "})
    assert (refused.status_code, "Please fill this in." in refused.text) == (422, True)
    assert ben.post(address, data={"to_place": "zqxto"}).status_code == 403
    passed = fay.post(address, data={"to_place": "Close zqxaccount"})
    assert passed.location == "/moderation"
    assert fay.get(f"/moderation/cases/{case}").status_code == 404
    assert fay.post(address, data={"to_place": "Again"}).status_code == 404
    assert (waits(fay), order_of(fay.get("/moderation").text)) == (0, [])
    assert "passed on" in ben.get("/moderation").text
    page = ben.get(f"/moderation/cases/{case}").text
    assert "passed it on" in page
    assert "Close zqxaccount" in page
    assert "Nobody is handling this yet." in page
    with pytest.raises(RuleBroken, match="passed_on"):
        services.decide_on(quarter.cast.get("fay"), "post", quarter.posts[0].id, _removing())
    ben.post(f"/moderation/cases/{case}", data=RULING)
    assert f"/moderation/cases/{case}" not in fay.get("/moderation?state=decided").text
    assert number not in queue_handlers(case)


def test_what_is_their_own_is_not_there_for_them(app: Flask, quarter: Quarter, fay: Apart) -> None:
    own = forum.reply(quarter.cast.get("fay"), quarter.topics[0], "I shout too")
    case = services.report(quarter.cast.get("ines"), "post", own.id, ReportKind.HARM).case_id
    session.commit()
    assert (waits(fay), fay.get(f"/moderation/cases/{case}").status_code) == (0, 404)
    assert enter(app, quarter.cast, "ben").get(f"/moderation/cases/{case}").status_code == 200


def test_who_has_a_stake_leaves_it_to_them_and_they_to_others(quarter: Quarter) -> None:
    cast = quarter.cast
    for name in ("ada", "ben"):
        cast.get(name).role = Role.MEMBER
    ines = cast.get("ines")
    ines.role = Role.MODERATOR
    case = session.get_one(ModerationCase, quarter.report(0))
    with pytest.raises(Forbidden, match="party"):  # Fay could
        services.decide(ines, case, _removing())
    services.pass_on(cast.get("fay"), case, "I would rather not")
    services.decide(ines, case, _removing())
    chosen = select(AuditEntry.facts).where(AuditEntry.kind == "moderation.decided")
    assert [facts.get("stake") for facts in session.scalars(chosen)] == ["access.party"]
    again = forum.reply(cast.get("dov"), quarter.topics[0], "I shout once more")
    mine = services.report(cast.get("fay"), "post", again.id, ReportKind.HARM).case_id
    with pytest.raises(Forbidden, match="party"):  # Ines could
        services.decide(cast.get("fay"), session.get_one(ModerationCase, mine), _removing())


def test_of_two_who_decide_or_pass_on_one_comes_first(app: Flask, quarter: Quarter) -> None:
    ben, fay = (enter(app, quarter.cast, name) for name in ("ben", "fay"))
    case = quarter.report(0)
    assert fay.post(f"/moderation/cases/{case}", data=RULING).status_code == 303
    late = ben.post(f"/moderation/cases/{case}", data=RULING | {"act": NO_ACTION})
    assert (late.status_code, "This has already been decided." in late.text) == (409, True)
    late = fay.post(f"/moderation/cases/{case}/pass-on", data={"to_place": "zqxtoolate"})
    assert (late.status_code, "zqxtoolate" in late.text) == (409, True)
    other = session.get_one(ModerationCase, case)
    session.refresh(other)
    assert other.passed_on_at is None


def test_texts_that_wait_stand_in_the_queue_under_where_they_would_lie(
    app: Flask, quarter: Quarter
) -> None:
    ben, ada = enter(app, quarter.cast, "ben"), quarter.cast.get("ada")
    for which, kind in ((0, REPLY), (0, TOPIC), (1, REPLY)):
        quarter.hold(which, kind)
    hall, other = (one.id for one in quarter.halls)
    whole = order_of(ben.get("/moderation").text)
    found = [order_of(ben.get(f"/moderation?category={place}").text) for place in (hall, other)]
    assert ([len(one) for one in found], sorted(found[0] + found[1])) == ([2, 1], sorted(whole))
    there = ben.get(f"/moderation?category={hall}").text
    assert there.count(' · <span dir="auto">Hall</span> · ') == 2
    forum.move_topic(ada, quarter.topics[0], other, why="It belongs there")
    session.commit()
    found = [order_of(ben.get(f"/moderation?category={place}").text) for place in (hall, other)]
    assert [len(one) for one in found] == [1, 2]  # the reply goes with its topic


def test_texts_that_wait_for_their_category_are_theirs_to_decide(
    app: Flask, quarter: Quarter, fay: Apart
) -> None:
    here, new, there = quarter.hold(0), quarter.hold(0, TOPIC), quarter.hold(1)
    page = fay.get("/moderation/held").text
    assert ("zqxheld0" in page, "zqxheld1" in page) == (True, False)
    assert page.count('<article class="sheet') == 2
    assert len(order_of(fay.get("/moderation").text)) == 2
    for outcome in ("publish", "decline"):
        why = {"rule": "No selling", "why": "No"}
        gone = fay.post(f"/moderation/held/9999/{outcome}", data=why)
        answer = fay.post(f"/moderation/held/{there}/{outcome}", data=why)
        assert (answer.status_code, gone.status_code) == (404, 404)
        assert "zqxheld1" not in answer.text
    assert fay.post(f"/moderation/held/{here}/publish").status_code == 303
    assert fay.post(f"/moderation/held/{new}/decline", data=why).status_code == 303
    session.expire_all()
    kept = {held.id: held.state for held in session.scalars(select(HeldText))}
    assert kept == {new: HeldState.DECLINED, there: HeldState.WAITING}
    decision = session.scalars(select(Decision)).one()
    assert decision.decided_by_id == quarter.cast.ids["fay"]
    assert (
        fay.post(
            f"/moderation/decisions/{decision.id}/undo", data={"words": "We were wrong"}
        ).status_code
        == 303
    )


def test_a_published_text_lies_where_it_stands(quarter: Quarter, fay: Apart) -> None:
    quarter.hold(0)
    [case] = order_of(fay.get("/moderation").text)
    publish = RULING | {"act": "spam.text.publish"}
    assert fay.post(f"/moderation/cases/{case}", data=publish).status_code == 303
    assert fay.get(f"/moderation/cases/{case}").status_code == 200
    forum.move_topic(quarter.cast.get("ada"), quarter.topics[0], quarter.halls[1].id, why="There")
    session.commit()
    assert fay.get(f"/moderation/cases/{case}").status_code == 404
    forum.move_topic(quarter.cast.get("ada"), quarter.topics[0], quarter.halls[0].id, why="Here")
    session.commit()
    decision = session.scalars(select(Decision)).one()
    back = fay.post(f"/moderation/decisions/{decision.id}/undo", data={"words": "Wrong"})
    assert back.status_code == 303
    session.expire_all()
    assert [held.state for held in session.scalars(select(HeldText))] == [HeldState.WAITING]


def test_pages_hear_of_what_they_handle_and_of_nothing_else(
    quarter: Quarter, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(channels.socketio, "emit", lambda name, *_a, **_k: heard.append(name))
    number = quarter.cast.ids["fay"]
    own, whole = f"moderation_queue:{number}", "moderation_queue:0"
    other = quarter.report(1)
    assert whole in heard
    assert own not in heard
    services.note(quarter.cast.get("ben"), session.get_one(ModerationCase, other), "So")
    session.commit()
    assert own not in heard
    heard.clear()
    case = session.get_one(ModerationCase, quarter.report(0))
    assert {own, whole} <= set(heard)
    heard.clear()
    services.pass_on(quarter.cast.get("fay"), case, "For you")
    session.commit()
    assert own in heard
    heard.clear()
    services.note(quarter.cast.get("ben"), case, "Ours")
    session.commit()
    assert f"moderation_case:{case.id}" in heard
    assert own not in heard


def test_each_watches_their_own_queue_alone(app: Flask, quarter: Quarter) -> None:
    case = quarter.report(0)
    from tribe.moderation.live import may_watch_case, may_watch_queue

    numbers = {name: quarter.cast.ids[name] for name in ("fay", "ben", "cleo")}
    seen = {}
    for name in numbers:
        with app.test_request_context(), pytest.MonkeyPatch.context() as patch:
            member = quarter.cast.get(name)
            patch.setattr("tribe.moderation.live.current_actor", lambda member=member: member)
            queues = {0, *numbers.values()}
            watched = {number for number in queues if may_watch_queue(number)}
            seen[name] = (watched, may_watch_case(case))
    assert seen == {
        "fay": ({numbers["fay"]}, False),
        "ben": ({0}, True),
        "cleo": (set(), False),
    }


def test_the_queue_costs_the_same_for_one_and_for_twenty(
    app: Flask, quarter: Quarter, fay: Apart
) -> None:
    costs = []
    for count in (1, 20):
        for _ in range(count):
            post = forum.reply(quarter.cast.get("dov"), quarter.topics[0], f"Shout {count}")
            services.report(quarter.cast.get("ines"), "post", post.id, ReportKind.HARM)
        session.commit()
        with count_queries(app) as queries:
            fay.get("/moderation")
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_what_they_do_on_the_page_of_a_topic_has_its_statement(
    app: Flask, quarter: Quarter, fay: Apart
) -> None:
    why = {"why": "It shouts", "rule": "Be kind"}
    assert fay.post(f"/p/{quarter.posts[0].id}/delete", data=why).status_code == 303
    decision = session.scalars(select(Decision)).one()
    assert (decision.act, decision.rule) == (REMOVE, "Be kind")
    number = decision.id
    dov = enter(app, quarter.cast, "dov")
    assert "It shouts" in dov.get(f"/moderation/decisions/{number}").text
    assert fay.post(f"/p/{quarter.posts[0].id}/undelete", data=why).status_code == 303
    session.expire_all()
    assert session.get_one(Decision, number).undone_at is not None


def test_an_end_comes_by_itself_to_what_they_decided(quarter: Quarter) -> None:
    end = now() + timedelta(hours=1)
    ruling = Ruling("forum.topic.close", "So", "Be brief", ends_at=end)
    services.decide_on(quarter.cast.get("fay"), "topic", quarter.topics[0].id, ruling)
    assert services.end_due(end + timedelta(minutes=1)) == 1
    assert not quarter.topics[0].is_closed


def test_members_are_told_nothing_of_a_queue(quarter: Quarter) -> None:
    case = session.get_one(ModerationCase, quarter.report(0))
    cleo = quarter.cast.get("cleo")
    assert not queue.is_local(cleo, case)
    with pytest.raises(NotFound):
        services.case_of(cleo, case.id)
    assert policy.SEE_QUEUE.rule(cleo) is False


def queue_handlers(case_id: int) -> set[int]:
    from tribe.moderation.services.announcing import handlers_of

    case = session.get_one(ModerationCase, case_id, populate_existing=True)
    return handlers_of(case)


def _removing() -> Ruling:
    return Ruling(REMOVE, "You shouted", "Be kind")


def _first(topic: Topic) -> int:
    first = select(Post.id).where(Post.topic_id == topic.id, Post.number == 1)
    return session.scalars(first).one()
