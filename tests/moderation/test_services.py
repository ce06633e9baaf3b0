"""Cases, decisions with their reasons, what undoes them, and appeals."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.conftest import Cast
from tests.notices.conftest import Hall, causes, hall, work
from tribe.access import SYSTEM
from tribe.activity import Activity
from tribe.audit import AuditEntry
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.forum.models import Audience, Category, CategoryPermission, Post
from tribe.members.models import Member
from tribe.moderation import services
from tribe.moderation.models import (
    NO_ACTION,
    Appeal,
    AppealOutcome,
    CaseState,
    Decision,
    Finding,
    ModerationCase,
    Report,
    ReportKind,
)
from tribe.moderation.services import Ruling
from tribe.transparency.report import make_report
from tribe.web import moderated

__all__ = ["hall"]
pytestmark = pytest.mark.usefixtures("hall")
WARN = "members.member.warn"


@pytest.fixture
def post(hall: Hall) -> Post:
    """Dov's."""
    return hall.reply("dov", hall.topic("ben", "Bread on Saturday"), "The secret of the crust")


def warning(**given: Any) -> Ruling:
    return Ruling(**({"act": WARN, "why": "You shouted.", "rule": "Be kind"} | given))


def report_dov(cast: Cast, name: str = "cleo") -> ModerationCase:
    dov = cast.get("dov")
    made = services.report(cast.get(name), "member", dov.id, ReportKind.HARM, "He shouts")
    return session.get_one(ModerationCase, made.case_id)


def test_several_reports_of_one_thing_are_one_case(cast: Cast, post: Post) -> None:
    for name in ("cleo", "ada", "cleo"):
        services.report(cast.get(name), "post", post.id, ReportKind.SPAM)
    case = session.scalars(select(ModerationCase)).one()
    assert (case.author_id, case.title, case.words) == (
        cast.get("dov").id,
        "Bread on Saturday",
        "The secret of the crust",
    )
    assert session.scalar(select(func.count()).select_from(Report)) == 2


def test_own_words_and_what_one_may_not_see_are_not_reported(cast: Cast, post: Post) -> None:
    with pytest.raises(RuleBroken, match="own_words"):
        services.report(cast.get("dov"), "post", post.id, ReportKind.SPAM)
    category = session.scalars(select(Category)).first()
    assert category is not None
    session.add(CategoryPermission(category_id=category.id, audience=Audience.ADMIN, may_see=True))
    session.flush()
    with pytest.raises(NotFound):
        services.report(cast.get("cleo"), "post", post.id, ReportKind.SPAM)
    with pytest.raises(NotFound):
        services.report(cast.get("cleo"), "nonsense", 1, ReportKind.SPAM)


def test_a_decision_has_its_reasons_in_the_record_and_tells_whom_it_concerns(
    cast: Cast, hall: Hall
) -> None:
    case = report_dov(cast)
    decision = services.decide(cast.get("ben"), case, warning())
    session.commit()
    work()
    assert case.state is CaseState.DECIDED
    assert session.scalars(select(Report.finding)).one() is Finding.UPHELD
    entry = session.scalars(select(AuditEntry).where(AuditEntry.kind == "moderation.decided")).one()
    assert (entry.why, entry.facts["act"]) == ("You shouted.", WARN)
    assert causes() == [("cleo", "moderation.report_answered"), ("dov", "moderation.decided")]
    assert decision.stands


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"why": " \u200b "}, "why_needed"),
        ({"rule": ""}, "rule_needed"),
        ({"act": "forum.post.eat"}, "no_such_act"),
        ({"ends_at": now() + timedelta(days=1)}, "never_ends"),
        ({"ends_at": now() - timedelta(days=1)}, "end_is_past"),
        ({"act": NO_ACTION, "ends_at": now() + timedelta(days=1)}, "never_ends"),
    ],
)
def test_no_act_without_a_reason_and_none_that_is_not_declared(
    cast: Cast, given: dict[str, Any], refusal: str
) -> None:
    case = report_dov(cast)
    with pytest.raises(RuleBroken, match=refusal):
        services.decide(cast.get("ben"), case, warning(**given))
    assert case.is_open


def test_nobody_decides_in_their_own_case_nor_twice(cast: Cast) -> None:
    about_ben = services.report(cast.get("cleo"), "member", cast.get("ben").id, ReportKind.HARM)
    case = session.get_one(ModerationCase, about_ben.case_id)
    with pytest.raises(Forbidden):
        services.decide(cast.get("ben"), case, warning())
    with pytest.raises(Forbidden):
        services.decide(cast.get("cleo"), case, warning())
    services.decide(cast.get("ada"), case, warning())
    with pytest.raises(RuleBroken, match="is_decided"):
        services.decide(cast.get("ada"), case, warning())


def test_undoing_says_why_and_is_done_once(cast: Cast) -> None:
    decision = services.decide_on(cast.get("ben"), "member", cast.get("dov").id, warning())
    with pytest.raises(RuleBroken, match="why_needed"):
        services.undo(cast.get("ada"), decision, " ")
    services.undo(cast.get("ada"), decision, "It was another.")
    with pytest.raises(RuleBroken, match="is_undone"):
        services.undo(cast.get("ada"), decision, "Again")
    assert (decision.stands, decision.why_undone) == (False, "It was another.")


def test_an_appeal_is_judged_by_somebody_else_and_undoes_the_decision(cast: Cast) -> None:
    dov = cast.get("dov")
    decision = services.decide(cast.get("ben"), report_dov(cast), warning())
    with pytest.raises(Forbidden):
        services.appeal(cast.get("cleo"), decision, "Not mine")
    made = services.appeal(dov, decision, "I did not shout")
    with pytest.raises(RuleBroken, match="appealed_already"):
        services.appeal(dov, decision, "Once more")
    for judge in ("ben", "cleo", "dov"):
        with pytest.raises(Forbidden):
            services.judge(cast.get(judge), made, AppealOutcome.OVERTURNED, "So be it")
    services.judge(cast.get("ada"), made, AppealOutcome.OVERTURNED, "He whispered.")
    with pytest.raises(RuleBroken, match="is_answered"):
        services.judge(cast.get("ada"), made, AppealOutcome.UPHELD, "No")
    assert (decision.stands, made.outcome) == (False, AppealOutcome.OVERTURNED)


def test_who_decided_nothing_is_done_dismisses_the_reports(cast: Cast) -> None:
    case = report_dov(cast)
    services.decide(cast.get("ben"), case, warning(act=NO_ACTION, rule=""))
    assert session.scalars(select(Report.finding)).one() is Finding.DISMISSED
    again = report_dov(cast, "ada")
    assert again.id != case.id
    assert session.scalar(select(func.count()).select_from(Decision)) == 1
    assert session.scalar(select(func.count()).select_from(Appeal)) == 0


def test_the_program_ends_what_was_to_end(cast: Cast) -> None:
    decision = services.decide_on(SYSTEM, "member", cast.get("dov").id, warning())
    decision.ends_at = now() - timedelta(minutes=1)
    session.flush()
    assert (services.end_due(), services.end_due()) == (1, 0)
    assert not decision.stands
    assert session.get_one(Member, cast.get("dov").id).is_active


def test_undoing_answers_the_appeals_that_wait(cast: Cast) -> None:
    dov = cast.get("dov")
    decision = services.decide_on(cast.get("ben"), "member", dov.id, warning())
    made = services.appeal(dov, decision, "I did not shout")
    services.undo(cast.get("ben"), decision, "It was another.")
    assert (made.outcome, made.answer) == (AppealOutcome.OVERTURNED, "It was another.")
    answered = (Activity.kind == "moderation.appeal.decided", Activity.member_id == dov.id)
    assert session.scalar(select(Activity.id).where(*answered)) is not None
    complaints = make_report(now().year, now()).complaints
    assert (complaints.overturned, complaints.upheld, complaints.waiting) == (1, 0, 0)
    with pytest.raises(RuleBroken, match="is_answered"):
        services.judge(cast.get("ada"), made, AppealOutcome.UPHELD, "It stands")


def test_what_was_undone_before_undoing_answered_appeals_is_not_upheld(cast: Cast) -> None:
    dov = cast.get("dov")
    decision = services.decide_on(cast.get("ben"), "member", dov.id, warning())
    made = services.appeal(dov, decision, "I did not shout")
    decision.undone_at, decision.undone_by_id = now(), cast.ids["ben"]
    session.flush()
    with pytest.raises(RuleBroken, match="is_undone"):
        services.judge(cast.get("ada"), made, AppealOutcome.UPHELD, "It stands")
    services.judge(cast.get("ada"), made, AppealOutcome.OVERTURNED, "Undone")


@pytest.mark.parametrize("outcome", list(AppealOutcome))
def test_appeals_of_one_decision_are_answered_together(cast: Cast, outcome: AppealOutcome) -> None:
    case = report_dov(cast)
    thing = ("member", cast.ids["dov"])
    services.report(cast.get("ines"), *thing, ReportKind.HARM, "Me too")
    matter = moderated.read(*thing)
    assert matter is not None
    guest, _secret = services.report_as_guest(*thing, ReportKind.HARM, "He does", matter=matter)
    none = services.Ruling(NO_ACTION, "It is fine")
    decision = services.decide(cast.get("ben"), case, none)
    made = [services.appeal(cast.get(name), decision, "Look") for name in ("cleo", "ines")]
    late = services.appeal_as_guest(guest, "Look again")
    services.judge(cast.get("ada"), made[0], outcome, "I read both", made[1].id)
    assert [one.outcome for one in made] == [outcome, outcome]
    is_overturned = outcome is AppealOutcome.OVERTURNED
    assert late.outcome is (outcome if is_overturned else None)
