"""The statement of reasons, as whom it concerns reads it, and its appeal, on pages and by mail."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.mail.reading import read_letters
from tests.notices.conftest import work
from tribe.access import Role
from tribe.activity import Activity
from tribe.audit.looking import look
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, RuleBroken
from tribe.base.i18n import read_by
from tribe.jobs import Lane, run_next
from tribe.members.models import State
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
)
from tribe.moderation.models import ReportKind as Kind
from tribe.moderation.services import Ruling
from tribe.moderation.services.judges import count_without_judge
from tribe.moderation.statements import done_words
from tribe.notices.models import Notice
from tribe.web import moderated

DAY = timedelta(days=1)
SUSPEND = Ruling("members.member.suspend", "You sold <pills>.", "No trade")


def suspend_dov(app: Flask, cast: Cast) -> int:
    """By Ben, on a report of Cleo's; the number of the decision."""
    with app.app_context():
        dov = cast.get("dov")
        dov.locale, dov.bio = "en", "Cheap pills here"
        services.report(cast.get("cleo"), "member", dov.id, Kind.SPAM, "He sells")
        decision = services.decide_on(cast.get("ben"), "member", dov.id, SUSPEND)
        session.commit()
        return decision.id


def test_who_is_suspended_reads_why_and_objects_and_nothing_else(app: Flask, cast: Cast) -> None:
    number = suspend_dov(app, cast)
    dov = sign_in(app, cast, "dov")
    page = dov.get(f"/moderation/decisions/{number}").text
    for said in (
        "You sold &lt;pills&gt;.",
        "No trade",
        "Cheap pills here",
        "A member reported it.",
    ):
        assert said in page
    assert "cleo" not in page  # who reported is told to nobody
    assert "ben" not in page
    assert dov.get("/me/data").status_code == 200
    for closed in ("/", "/notices", "/me/profile", "/t/new"):
        assert dov.get(closed).location == "/moderation/decisions"
    address = f"/moderation/decisions/{number}/appeal"
    assert dov.post(address, data={"words": " "}).status_code == 422
    assert dov.post(address, data={"words": "They were soap"}).status_code == 303
    again = dov.post(address, data={"words": "They were soap"})
    assert "already" in again.text
    for name, status in (("cleo", 404), ("ada", 200)):
        read = sign_in(app, cast, name).get(f"/moderation/decisions/{number}")
        assert (name, read.status_code) == (name, status)


def test_who_is_suspended_finds_from_the_first_page_all_that_stays_theirs(
    app: Flask, cast: Cast
) -> None:
    number = suspend_dov(app, cast)
    with app.app_context():
        look(
            cast.get("ben"), "members.profile.looked", cast.ids["dov"], "Somebody asked about pills"
        )
        session.commit()
    client = sign_in(app, cast, "dov")
    page = client.get("/", follow_redirects=True).text
    for address in (f"/moderation/decisions/{number}", "/me/data", "/me/looks", "/me/consent"):
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200, address
    looked = client.get("/me/looks").text
    assert "Somebody asked about pills" in looked
    assert 'href="/moderation/decisions"' in looked
    for closed in ('href="/me"', "/reports/log"):
        assert closed not in looked.partition("<main")[2].partition("</main>")[0]
    assert client.post("/me/data/export").location == "/me/data"
    with app.app_context():
        while run_next(Lane.SLOW):
            pass
    found = re.search(r'href="(/me/data/exports/\d+\.zip)"', client.get("/me/data").text)
    assert found is not None
    assert client.get(found[1]).data[:2] == b"PK"


def test_the_statement_is_mailed_at_once_whatever_was_chosen(app: Flask, cast: Cast) -> None:
    suspend_dov(app, cast)
    with app.app_context():
        [letter] = read_letters("moderation.statement")
        assert letter.to == "dov@example.invalid"
        assert "You sold <pills>." in letter.text
        assert "Cheap pills here" in letter.text
        assert "List-Unsubscribe" not in letter.message


def test_somebody_else_answers_and_all_is_put_back(app: Flask, cast: Cast) -> None:
    number = suspend_dov(app, cast)
    dov = sign_in(app, cast, "dov")
    dov.post(f"/moderation/decisions/{number}/appeal", data={"words": "They were soap"})
    with app.app_context():
        appeal_id = session.query(Appeal.id).scalar()
    answer = {"outcome": "overturned", "words": "Soap it was"}
    address = f"/moderation/appeals/{appeal_id}"
    ben, ada = sign_in(app, cast, "ben"), sign_in(app, cast, "ada")
    assert ben.post(address, data=answer).status_code == 403
    assert "somebody else answers" in ben.get("/moderation/appeals").text
    assert "you can answer" in ada.get("/moderation/appeals").text
    assert "They were soap" in ada.get(address).text
    assert ada.post(address, data={"outcome": "maybe", "words": ""}).status_code == 422
    assert ada.post(address, data=answer).status_code == 303
    assert "overturned" in ada.get("/moderation/appeals?state=answered").text
    assert "Soap it was" in sign_in(app, cast, "dov").get(f"/moderation/decisions/{number}").text
    with app.app_context():
        assert cast.get("dov").state is State.ACTIVE
        assert session.query(Report.finding).scalar() is Finding.DISMISSED
        assert len(read_letters("moderation.statement")) == 2


def test_who_reported_objects_to_nothing_being_done(app: Flask, cast: Cast) -> None:
    with app.app_context():
        cleo, dov = cast.get("cleo"), cast.get("dov")
        made = services.report(cleo, "member", dov.id, Kind.HARM, "He shouts")
        case = session.get_one(ModerationCase, made.case_id)
        nothing = Ruling(NO_ACTION, "He whispered.")
        decision = services.decide(cast.get("ben"), case, nothing)
        appeal = services.appeal(cleo, decision, "Listen again")
        services.judge(cast.get("ada"), appeal, AppealOutcome.OVERTURNED, "I heard it")
        assert (case.state, made.finding) == (CaseState.OPEN, None)
        with pytest.raises(Forbidden, match="own_overturned"):
            services.decide(cast.get("ben"), case, nothing)
        services.decide(cast.get("ada"), case, Ruling("members.member.warn", "Softly", "Be kind"))


def test_where_nobody_may_judge_the_operator_is_told(app: Flask, cast: Cast) -> None:
    number = suspend_dov(app, cast)
    with app.app_context():
        decision = services.decision_of(cast.get("ben"), number)
        made = services.appeal(cast.get("dov"), decision, "They were soap")
        assert (services.judges_of(decision), count_without_judge()) == ({cast.ids["ada"]}, 0)
        cast.get("ada").role = Role.MEMBER
        session.flush()
        assert (services.judges_of(decision), count_without_judge()) == (set(), 1)
        made.due_at = now() - timedelta(days=1)
        assert made.is_late


def test_what_was_done_is_said_in_the_language_of_whom_it_concerns(app: Flask) -> None:
    with app.app_context():
        with read_by("fr", None):
            assert done_words("forum.post.hide").startswith("Votre message a été masqué")
        with read_by("en", None):
            assert done_words("forum.post.hide").startswith("Your post was hidden")


def test_nothing_being_done_is_told_to_who_reported_alone(app: Flask, cast: Cast) -> None:
    with app.app_context():
        cleo, dov = cast.get("cleo"), cast.get("dov")
        made = services.report(cleo, "member", dov.id, Kind.HARM, "He shouts")
        session.commit()
        case_id = made.case_id
    sent = {"act": NO_ACTION, "why": "He whispered.", "ground": "rules", "rule": ""}
    ben = sign_in(app, cast, "ben")
    answer = ben.post(f"/moderation/cases/{case_id}", data=sent, follow_redirects=True)
    assert "Whoever reported it is told." in answer.text
    assert "person concerned" not in answer.text
    with app.app_context():
        work()
        number = session.scalars(select(Decision.id)).one()
        assert read_letters("moderation.statement") == []
        assert set(session.scalars(select(Notice.member_id))) == {cast.ids["cleo"]}
        about = select(Activity.member_id).where(Activity.kind == "moderation.decision.made")
        assert session.scalars(about).one() is None
        with pytest.raises(Forbidden):
            services.appeal(cast.get("dov"), session.get_one(Decision, number), "I did nothing")
    dov = sign_in(app, cast, "dov")
    assert dov.get(f"/moderation/decisions/{number}").status_code == 404
    assert dov.get(f"/moderation/decisions/{number}/appeal").status_code == 404
    assert f"/moderation/decisions/{number}" not in dov.get("/moderation/decisions").text
    cleo = sign_in(app, cast, "cleo").get(f"/moderation/decisions/{number}")
    assert "He whispered." in cleo.text


def test_where_who_reported_left_no_address_they_are_said_to_read_it_by_their_link(
    app: Flask, cast: Cast
) -> None:
    with app.app_context():
        number = cast.ids["dov"]
        matter = moderated.read("member", number)
        assert matter is not None
        made, _secret = services.report_as_guest(
            "member", number, Kind.HARM, "He shouts", matter=matter
        )
        session.commit()
        case_id = made.case_id
    sent = {"act": NO_ACTION, "why": "He whispered.", "ground": "rules", "rule": ""}
    ben = sign_in(app, cast, "ben")
    answer = ben.post(f"/moderation/cases/{case_id}", data=sent, follow_redirects=True)
    assert "Decided: it stays. Whoever reported it can see that through their link." in answer.text
    assert "Nobody is told" not in answer.text


@pytest.mark.parametrize(
    ("how", "said"),
    [("won", "This decision was undone"), ("ended", "This decision has ended"), ("stands", "")],
)
def test_what_holds_no_more_says_so_before_what_had_been_decided(
    app: Flask, cast: Cast, how: str, said: str
) -> None:
    ruling = Ruling("members.member.silence", "You shout.", "Be kind", ends_at=now() + DAY)
    with app.app_context():
        made = services.decide_on(cast.get("ben"), "member", cast.ids["dov"], ruling)
        number = made.id
        if how == "won":
            asked = services.appeal(cast.get("dov"), made, "I whispered")
            services.judge(cast.get("ada"), asked, AppealOutcome.OVERTURNED, "He whispered.")
        elif how == "ended":
            made.ends_at = now() - DAY
            session.flush()
            services.end_due()
        session.commit()
    dov = sign_in(app, cast, "dov")
    page = main_of(dov.get(f"/moderation/decisions/{number}").text)
    lead = page.partition('class="page__lead">')[2].partition("</p>")[0]
    assert lead.startswith(said or "You can read")
    assert "You can read" in page
    listed = main_of(dov.get("/moderation/decisions").text)
    badges = {"won": "it was undone", "ended": ">over<", "stands": ">until "}
    assert [one for one, words in badges.items() if words in listed] == [how]


@pytest.mark.parametrize("is_over", [False, True])
def test_who_won_reads_once_how_it_ended_and_is_shown_no_way_to_contest_it(
    app: Flask, cast: Cast, is_over: bool
) -> None:
    ruling = Ruling("members.member.silence", "You shout.", "Be kind", ends_at=now() + DAY)
    with app.app_context():
        services.report(cast.get("cleo"), "member", cast.ids["dov"], Kind.HARM, "He shouts")
        made = services.decide_on(cast.get("ben"), "member", cast.ids["dov"], ruling)
        asked = services.appeal(cast.get("dov"), made, "I whispered").id
        number = made.id
        if is_over:
            made.ends_at = now()
            session.flush()
            services.end_due()
        session.commit()
    dov = sign_in(app, cast, "dov")
    assert "Elsewhere" in main_of(dov.get(f"/moderation/decisions/{number}").text)
    with app.app_context():
        appeal = session.get_one(Appeal, asked)
        services.judge(cast.get("ada"), appeal, AppealOutcome.OVERTURNED, "zqxHe whispered.")
        session.commit()
    page = main_of(dov.get(f"/moderation/decisions/{number}").text)
    how = (
        "It ended as planned. It has since been overturned on appeal."
        if is_over
        else "overturned it."
    )
    for said in (how, "zqxHe whispered.", "You can read here", "I whispered"):
        assert (said, page.count(said)) == (said, 1)
    for gone in ("How to appeal", "Elsewhere", "/appeal"):
        assert gone not in page
    with app.app_context():
        other = session.get_one(Decision, number)
        with pytest.raises(RuleBroken, match=r"moderation\.is_undone"):
            services.appeal(cast.get("dov"), other, "And again")


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("suspend", "For now: no end date is set"),
        ("ban", "Permanent"),
    ],
)
def test_what_is_closed_for_now_is_nowhere_said_to_have_no_end(
    app: Flask, cast: Cast, act: str, said: str
) -> None:
    with app.app_context():
        ruling = Ruling(f"members.member.{act}", "You sold.", "No trade")
        number = services.decide_on(cast.get("ben"), "member", cast.ids["dov"], ruling).id
        session.commit()
    dov = sign_in(app, cast, "dov")
    page = main_of(dov.get(f"/moderation/decisions/{number}").text)
    listed = main_of(dov.get("/moderation/decisions").text)
    assert said in page
    assert ("Your account is closed for now." in listed) is (act == "suspend")
    assert ("closed permanently" in listed or "Permanent" in page) is (act == "ban")


def main_of(page: str) -> str:
    """What a page says between its head and its foot."""
    return page.partition("<main")[2].partition("</main>")[0]
