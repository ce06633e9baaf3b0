"""Who decided hears what an appeal made of it; what waits no more is no longer said to wait."""

import re

import pytest
from flask import Flask

from tests.conftest import Cast, sign_in
from tests.moderation.test_local import Quarter, enter, quarter
from tests.moderation.test_one_act_on import HIDE, REMOVE, decide
from tests.notices.conftest import causes, work
from tribe.base.db import now, session
from tribe.members.models import Member
from tribe.moderation import services
from tribe.moderation.models import (
    NO_ACTION,
    Appeal,
    AppealOutcome,
    Decision,
    ModerationCase,
    ReportKind,
)
from tribe.moderation.services import Ruling

__all__ = ["quarter"]
WHY = "It was read once more"
OUTCOMES = {
    AppealOutcome.UPHELD: "failed: it is upheld.",
    AppealOutcome.OVERTURNED: "succeeded: it is overturned.",
}


def warned(cast: Cast, by: str = "ben") -> Decision:
    """Somebody warns Dov."""
    warning = Ruling("members.member.warn", "He shouts.", "Be kind")
    return services.decide_on(cast.get(by), "member", cast.ids["dov"], warning)


def appealed(cast: Cast, by: str = "ben") -> Appeal:
    """Dov appeals it, and whoever may answer hears."""
    made = services.appeal(cast.get("dov"), warned(cast, by), "I whispered")
    work()
    return made


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_who_decided_hears_of_both_outcomes_with_the_reason_a_click_away(
    app: Flask, cast: Cast, outcome: AppealOutcome
) -> None:
    with app.app_context():
        made = appealed(cast)
        services.judge(cast.get("ada"), made, outcome, WHY)
        work()
        assert ("ben", "moderation.own_judged") in causes()
        assert ("ada", "moderation.own_judged") not in causes()
        address = f"/moderation/decisions/{made.decision_id}"
    ben = sign_in(app, cast, "ben")
    page = ben.get("/notices").text
    assert OUTCOMES[outcome] in page
    assert WHY in ben.get(address).text
    answered = ben.get("/moderation/appeals?state=answered").text
    assert "your decision" in answered
    assert (
        "your decision"
        not in sign_in(app, cast, "ada").get("/moderation/appeals?state=answered").text
    )


def test_who_takes_back_what_they_decided_is_told_nothing_of_it(app: Flask, cast: Cast) -> None:
    with app.app_context():
        made = appealed(cast)
        services.undo(cast.get("ben"), session.get_one(Decision, made.decision_id), "I erred")
        work()
        assert ("ben", "moderation.own_judged") not in causes()


def test_a_moderator_of_one_category_reads_why_it_was_overturned(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    case = session.get_one(ModerationCase, quarter.report(0))
    fay = cast.get("fay")
    decision = services.decide(fay, case, Ruling(REMOVE, "It sells.", "No sales"))
    made = services.appeal(cast.get("dov"), decision, "I gave it away")
    services.judge(cast.get("ada"), made, AppealOutcome.OVERTURNED, WHY)
    work()
    assert ("fay", "moderation.own_judged") in causes()
    page = enter(app, cast, "fay").get(f"/moderation/decisions/{decision.id}").text
    assert WHY in page


def test_an_answered_appeal_is_no_longer_said_to_wait(app: Flask, cast: Cast) -> None:
    with app.app_context():
        made = appealed(cast)
        made.due_at = now()
        services.tell_of_late()
        work()
        waiting = {("ada", "moderation.appeal_made"), ("ada", "moderation.appeal_late")}
        assert waiting <= set(causes())
        services.judge(cast.get("ada"), made, AppealOutcome.UPHELD, WHY)
        work()
        assert not waiting & set(causes())
    assert "is waiting for an answer" not in sign_in(app, cast, "ada").get("/notices").text


def test_one_of_two_appeals_that_is_answered_leaves_the_other_waiting(
    app: Flask, cast: Cast
) -> None:
    with app.app_context():
        first = appealed(cast)
        appealed(cast, by="ada")
        services.judge(cast.get("ada"), first, AppealOutcome.UPHELD, WHY)
        work()
        assert ("ben", "moderation.appeal_made") in causes()
        assert ("ada", "moderation.appeal_made") not in causes()


def test_an_appeal_that_is_carried_on_waits_in_one_notice_alone(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    case = session.get_one(ModerationCase, quarter.report(0))
    decision = services.decide(cast.get("ben"), case, Ruling(REMOVE, "It sells.", "No sales"))
    made = services.appeal(cast.get("dov"), decision, "I gave it away")
    work()
    decide(cast, HIDE, quarter.posts[0].id, days=3, by="ben")
    work()
    session.expire_all()
    assert made.is_carried
    assert causes().count(("ada", "moderation.appeal_made")) == 1
    services.judge(cast.get("ada"), made, AppealOutcome.UPHELD, WHY)
    work()
    assert ("ada", "moderation.appeal_made") not in causes()


def reopened(cast: Cast, member: Member) -> int:
    """The case of nothing that Ben did, which an appeal has opened again."""
    made = services.report(member, "member", cast.ids["dov"], ReportKind.HARM, "He shouts")
    case = session.get_one(ModerationCase, made.case_id)
    decision = services.decide(cast.get("ben"), case, Ruling(NO_ACTION, "He whispered."))
    appeal = services.appeal(member, decision, "Listen again")
    services.judge(cast.get("ada"), appeal, AppealOutcome.OVERTURNED, "I heard it")
    work()
    return case.id


def waiting(app: Flask, cast: Cast, who: str) -> int:
    """The number that the menu of a moderator says."""
    answer = sign_in(app, cast, who).get("/moderation/waiting").json
    return int(answer["number"])


def test_a_case_that_came_back_says_why_who_lost_it_does_not_decide_and_waits_not_for_them(
    app: Flask, cast: Cast
) -> None:
    before = {who: waiting(app, cast, who) for who in ("ben", "ada")}
    with app.app_context():
        case = reopened(cast, cast.get("cleo"))
    ben = sign_in(app, cast, "ben")
    page = ben.get(f"/moderation/cases/{case}").text
    assert "An appeal overturned your decision in this case." in page
    assert "Somebody else answers the appeal" not in page
    link = f'href="/moderation/cases/{case}"'
    assert link not in ben.get("/moderation").text
    assert link in sign_in(app, cast, "ada").get("/moderation").text
    assert waiting(app, cast, "ben") == before["ben"]
    assert waiting(app, cast, "ada") == before["ada"] + 1


def test_where_nobody_else_moderates_it_stays_in_the_queue(app: Flask, cast: Cast) -> None:
    with app.app_context():
        case = reopened(cast, cast.get("cleo"))
        cast.get("ada").role = cast.get("cleo").role
        session.commit()
    assert f'href="/moderation/cases/{case}"' in sign_in(app, cast, "ben").get("/moderation").text


def test_appeals_are_walked_by_letters_as_the_queue_is(app: Flask, cast: Cast) -> None:
    with app.app_context():
        appealed(cast)
    page = sign_in(app, cast, "ada").get("/moderation/appeals").text
    assert len(re.findall(r"<div data-row>", page)) == 1
    assert "data-keys" in page
    assert "next appeal" in page
