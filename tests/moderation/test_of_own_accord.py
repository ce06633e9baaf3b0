"""A moderator acts on an account that nobody reported, from the page of its member."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.conftest import Cast, sign_in
from tests.moderation.test_queue import report, world
from tests.world import World
from tribe.base.db import session
from tribe.members.models import State
from tribe.moderation.models import Decision, ModerationCase, Report, ReportKind, Source

__all__ = ["world"]
SUSPEND = {"act": "members.member.suspend", "rule": "Be kind", "why": "They shout", "days": "3"}


@pytest.fixture
def ben(app: Flask, cast: Cast, world: World) -> FlaskClient:
    return sign_in(app, cast, "ben")


def address(cast: Cast, name: str) -> str:
    return f"/moderation/members/{cast.ids[name]}"


def last() -> Decision:
    return session.scalars(select(Decision).order_by(Decision.id.desc()).limit(1)).one()


def test_the_page_of_a_member_leads_those_there_who_may_restrain_them(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    assert address(cast, "dov") in ben.get("/u/dov").text
    for name in ("ben", "ada"):  # oneself, and staff above
        assert address(cast, name) not in ben.get(f"/u/{name}").text
        assert ben.get(address(cast, name)).status_code == 403
        assert ben.post(address(cast, name), data=SUSPEND).status_code == 403
    cleo = sign_in(app, cast, "cleo")
    assert "/moderation/members/" not in cleo.get("/u/dov").text
    assert address(cast, "ben") in sign_in(app, cast, "ada").get("/u/ben").text


def test_what_is_done_is_a_decision_of_its_own_with_an_end_and_no_party(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    page = ben.get(address(cast, "dov")).text
    for act in ("warn", "silence", "suspend", "ban"):
        assert f'value="members.member.{act}"' in page
    for act in ("members.name.lock", "members.name.take", "forum.member.sweep"):
        assert f'value="{act}"' in page
    assert "moderation.none" not in page
    answer = ben.post(address(cast, "dov"), data=SUSPEND)
    assert answer.status_code == 303
    with app.app_context():
        made = last()
        assert answer.location == f"/moderation/decisions/{made.id}"
        assert made.ends_at is not None
        assert cast.get("dov").state is State.SUSPENDED
        [row] = session.scalars(select(Report).where(Report.case_id == made.case_id))
        assert (row.source, row.reporter_id) == (Source.STAFF, None)
    assert "Undo the decision" in ben.get(answer.location).text
    assert ben.post(f"{answer.location}/undo", data={"words": "A mistake"}).status_code == 303
    with app.app_context():
        assert cast.get("dov").state is State.ACTIVE


def test_an_act_that_needs_an_end_says_so_beside_itself_and_beside_the_days(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    page = ben.get(address(cast, "dov")).text
    assert "(days required)" in page.partition("members.member.silence")[2][:400]
    assert (
        "(can be undone; files and texts that wait for 30 days)"
        in page.partition("forum.member.sweep")[2][:400]
    )
    assert "(for some days or for good)" in page.partition("members.member.suspend")[2][:400]
    sent = SUSPEND | {"act": "members.member.silence", "days": ""}
    refused = ben.post(address(cast, "dov"), data=sent)
    assert refused.status_code == 422
    assert "Enter a number of days." in refused.text
    assert "They shout" in refused.text


def test_where_the_account_was_reported_its_case_decides(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    case = report(app, cast, "dov", ReportKind.HARM)
    page = ben.get(address(cast, "dov")).text
    assert f'href="/moderation/cases/{case}"' in page
    assert 'name="why"' not in page
    refused = ben.post(address(cast, "dov"), data=SUSPEND)
    assert refused.status_code == 422
    assert "They shout" in refused.text
    with app.app_context():
        assert cast.get("dov").state is State.ACTIVE


def test_nobody_acts_without_an_act_or_on_who_has_left(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    with app.app_context():
        before = session.scalar(select(func.count()).select_from(ModerationCase))
        cast.get("dov").state = State.LEFT
        session.commit()
    none = ben.post(address(cast, "cleo"), data=SUSPEND | {"act": "moderation.none"})
    assert none.status_code == 422
    assert ben.get(address(cast, "dov")).status_code == 404
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(ModerationCase)) == before


def test_the_case_of_a_post_leads_to_its_author(
    app: Flask, cast: Cast, world: World, ben: FlaskClient
) -> None:
    cleo = sign_in(app, cast, "cleo")
    cleo.post(f"/report/post/{world.post}", data={"kind": "spam", "words": ""})
    with app.app_context():
        chosen = select(ModerationCase).order_by(ModerationCase.id.desc()).limit(1)
        case = session.scalars(chosen).one()
        number, author = case.id, case.author_id
    assert f"/moderation/members/{author}" in ben.get(f"/moderation/cases/{number}").text


def test_who_reported_a_case_reads_that_another_decides_in_place_of_the_form(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    case = report(app, cast, "dov", ReportKind.HARM, by="ben")
    page = ben.get(f"/moderation/cases/{case}").text
    assert "You are involved in this, so another moderator decides." in page
    assert 'name="why"' not in page
    assert 'name="why"' in sign_in(app, cast, "ada").get(f"/moderation/cases/{case}").text
    refused = ben.post(f"/moderation/cases/{case}", data=SUSPEND)
    assert refused.status_code == 403
    assert "You are involved in this, so another moderator decides." in refused.text
    assert "They shout" in refused.text  # nothing that was typed is lost


def test_the_way_back_stands_in_what_is_said_and_on_the_case(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    case = report(app, cast, "dov", ReportKind.HARM)
    answer = ben.post(f"/moderation/cases/{case}", data=SUSPEND, follow_redirects=True)
    with app.app_context():
        way = f'<a href="/moderation/decisions/{last().id}#undo">'
    assert way in answer.text
    assert way in ben.get(f"/moderation/cases/{case}").text
    other = report(app, cast, "cleo", ReportKind.HARM, by="ines")
    none = {"act": "moderation.none", "why": "It stands"}
    said = ben.post(f"/moderation/cases/{other}", data=none, follow_redirects=True).text
    assert "Decided: it stays." in said
    with app.app_context():
        assert f"/moderation/decisions/{last().id}#undo" not in said


def row_of(page: str, case_id: int) -> str:
    """What the queue says of a case."""
    return page.partition(f'href="/moderation/cases/{case_id}"')[2].partition("</li>")[0]


def test_the_queue_says_what_was_decided_and_of_ones_own_accord_with_no_report(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    ben.post(address(cast, "dov"), data=SUSPEND)
    with app.app_context():
        own = last().case_id
    reported = report(app, cast, "ines", ReportKind.HARM)
    sent = SUSPEND | {"act": "members.member.warn", "days": ""}
    assert ben.post(f"/moderation/cases/{reported}", data=sent).status_code == 303
    page = ben.get("/moderation?state=decided").text
    row = row_of(page, own)
    assert "a moderator, on their own initiative" in row
    assert "Suspend" in row
    assert "Something else" not in row
    assert "report" not in row
    row = row_of(page, reported)
    assert "1 report" in row
    assert "Harmful" in row
    assert "Warn" in row
    assert "on their own initiative" not in row
    asked = ben.get("/moderation?state=decided&kind=other").text
    assert not row_of(asked, own)
    french = ben.get("/moderation?state=decided", headers={"Accept-Language": "fr"}).text
    assert "Suspendre" in row_of(french, own)
