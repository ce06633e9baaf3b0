"""Reports that weigh enough take a thing from view until a moderator has looked, and no others."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import Cast, sign_in
from tests.events.conftest import add_members
from tests.events.test_race import at_once
from tests.notices.conftest import Hall, hall
from tribe.access import TrustLevel
from tribe.base.db import session
from tribe.base.errors import NotFound
from tribe.base.i18n import reader_language
from tribe.forum.models import Gone, Post, Topic
from tribe.mail.models import Mail
from tribe.members.models import Member
from tribe.moderation import services
from tribe.moderation.models import (
    NO_ACTION,
    AppealOutcome,
    CaseState,
    Decision,
    Finding,
    ModerationCase,
    Report,
    ReportKind,
    Source,
)
from tribe.moderation.services import Ruling
from tribe.trust.models import TrustChange

__all__ = ["hall"]
NOTHING = Ruling(NO_ACTION, "It is fine.")


@pytest.fixture
def post(hall: Hall) -> Post:
    """Dov's."""
    return hall.reply("dov", hall.topic("ben", "Bread on Saturday"), "The secret of the crust")


def prove(members: list[Member], finding: Finding, trust: TrustLevel = TrustLevel.KNOWN) -> None:
    """Let three earlier reports of each have been found so."""
    for number in range(3):
        case = ModerationCase(
            subject_type="post", subject_id=10**6 + number, title="", words="", address=""
        )
        case.state = CaseState.DECIDED
        session.add(case)
        session.flush()
        for member in members:
            member.trust = trust
            kind = ReportKind.SPAM
            told = Report(case_id=case.id, source=Source.MEMBER, kind=kind, reporter_id=member.id)
            told.finding = finding
            session.add(told)
    session.commit()


def reported(members: list[Member], thing: Post) -> ModerationCase:
    """The case of a thing that each of them reports."""
    made = [services.report(one, "post", thing.id, ReportKind.SPAM) for one in members]
    session.commit()
    return session.get_one(ModerationCase, made[0].case_id)


def decisions() -> list[Decision]:
    return list(session.scalars(select(Decision).order_by(Decision.id)))


def proven(count: int = 3) -> list[Member]:
    members = add_members(count)
    prove(members, Finding.UPHELD)
    return members


def test_three_whose_reports_proved_true_hide_a_post_until_somebody_looked(
    app: Flask, cast: Cast, post: Post
) -> None:
    cast.get("dov").locale = "fr"
    with app.test_request_context(headers={"Accept-Language": "en"}):
        case = reported(proven(), post)
        assert reader_language() == "en"  # who reports is answered in their own
    (held,) = decisions()
    assert (post.gone, case.is_open, held.is_automated) == (Gone.HIDDEN, True, True)
    assert held.decided_by_id is None
    assert "programme" in held.why
    assert session.scalars(select(Report.finding).where(Report.case_id == case.id)).all() == (
        [None] * 3
    )
    assert session.scalar(select(func.count()).select_from(TrustChange)) == 0
    mails = select(Mail.facts).where(Mail.kind == "moderation.statement")
    assert [facts["decision"] for facts in session.scalars(mails)] == [held.id]
    ben, statement = sign_in(app, cast, "ben"), f"/moderation/decisions/{held.id}"
    assert "A program made the decision." in ben.get(statement).text
    assert "decided by the program" in ben.get("/moderation/log").text
    page = ben.get(f"/moderation/cases/{case.id}").text
    assert "The program hid it" in page
    assert 'value="forum.post.hide"' in page
    assert sign_in(app, cast, "dov").get(statement).status_code == 200


def test_where_nothing_is_to_be_done_it_stands_again_as_it_was(cast: Cast, post: Post) -> None:
    def now_of() -> tuple[object, ...]:
        session.expire_all()
        topic = session.get_one(Topic, post.topic_id)
        own = (post.gone, post.deleted_at, post.deleted_by_id, post.html, topic.posts_count)
        return (*own, topic.last_posted_at)

    before = now_of()
    case = reported(proven(4)[:3], post)
    assert now_of() != before
    services.decide(cast.get("ben"), case, NOTHING)
    session.commit()
    assert now_of() == before
    held, made = decisions()
    assert (held.stands, made.act, case.is_open) == (False, NO_ACTION, False)
    findings = select(Report.finding).where(Report.case_id == case.id)
    assert set(session.scalars(findings)) == {Finding.DISMISSED}


def test_what_was_looked_at_is_not_hidden_again(cast: Cast, post: Post) -> None:
    six = proven(6)
    case = reported(six[:3], post)
    services.undo(cast.get("ben"), decisions()[0], "Not so fast")
    reported(six[3:4], post)
    services.decide(cast.get("ben"), case, NOTHING)
    prove(six, Finding.UPHELD)
    reported(six[2:], post)
    assert post.gone is None
    assert [one.is_automated for one in decisions()] == [True, False]


def test_a_ruling_takes_the_place_of_what_the_program_did(cast: Cast, post: Post) -> None:
    case = reported(proven(), post)
    services.decide(cast.get("ben"), case, Ruling("forum.post.hide", "It is spam.", "No spam"))
    held, made = decisions()
    assert (held.stands, made.stands, post.gone) == (False, True, Gone.HIDDEN)
    findings = select(Report.finding).where(Report.case_id == case.id)
    assert set(session.scalars(findings)) == {Finding.UPHELD}


def test_its_author_appeals_and_who_judges_says_nothing_of_the_reports(
    cast: Cast, post: Post
) -> None:
    case = reported(proven(), post)
    made = services.appeal(cast.get("dov"), decisions()[0], "It is a recipe")
    services.judge(cast.get("ben"), made, AppealOutcome.OVERTURNED, "So it is")
    assert (post.gone, case.is_open) == (None, True)
    findings = select(Report.finding).where(Report.case_id == case.id)
    assert set(session.scalars(findings)) == {None}


@pytest.mark.parametrize(
    ("finding", "trust"),
    [
        (None, TrustLevel.KNOWN),
        (Finding.DISMISSED, TrustLevel.KNOWN),
        (Finding.UPHELD, TrustLevel.NEW),
    ],
)
def test_fifty_who_are_new_or_proved_untrue_hide_nothing(
    post: Post, finding: Finding | None, trust: TrustLevel
) -> None:
    fifty = add_members(50)
    if finding is not None:
        prove(fifty, finding, trust)
    reported(fifty, post)
    assert (post.gone, decisions()) == (None, [])


def test_an_account_is_left_alone(cast: Cast, post: Post) -> None:
    for one in proven():
        services.report(one, "member", cast.ids["cleo"], ReportKind.HARM)
    assert decisions() == []


def test_of_last_reports_at_once_one_hides_it(app: Flask, post: Post) -> None:
    six, post_id = proven(6), post.id
    reported(six[:2], post)
    numbers = [one.id for one in six[2:]]
    session.rollback()

    def reporting(number: int) -> Callable[[], None]:
        def act() -> None:
            member = session.get_one(Member, number)
            services.report(member, "post", post_id, ReportKind.SPAM)
            session.commit()

        return act

    late = at_once(app, [reporting(number) for number in numbers])
    assert all(isinstance(one, NotFound) for one in late), late  # it was out of sight by then
    session.expire_all()
    assert len(decisions()) == 1
    assert session.get_one(Post, post_id).gone is Gone.HIDDEN
