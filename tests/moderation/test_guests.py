"""What a guest reported can be objected to once, by its link; who they are is then forgotten."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.conftest import Cast, sign_in
from tests.mail.reading import read_letters
from tests.moderation.test_reporting import NOTICE, decide_all, latest, world
from tests.notices.conftest import causes, work
from tests.world import World
from tribe.access import Role
from tribe.base.db import now, session
from tribe.base.errors import NotFound
from tribe.moderation import services
from tribe.moderation.models import (
    ANSWER_KEPT,
    GUEST_KEPT,
    NO_ACTION,
    TIME_TO_APPEAL,
    Appeal,
    AppealOutcome,
    CaseState,
    ModerationCase,
    Report,
)
from tribe.moderation.queries import find_objectionable
from tribe.moderation.services import Ruling
from tribe.transparency.queries import list_appeals

__all__ = ["world"]
WHY_NOT = "Article 4 forbids the sale"
HIDE = Ruling("forum.post.remove", "It sells.", "No sales")


def give_notice(client: FlaskClient, url: str, which: str = "") -> str:
    """Wren's notice of an address; the link that follows it."""
    answer = client.post("/report", data=NOTICE | {"url": url, "which": which})
    assert answer.status_code == 303
    return str(answer.location)


def judge(cast: Cast, name: str, outcome: AppealOutcome) -> Appeal:
    """Somebody answers the objection that was made last."""
    made = session.scalars(select(Appeal).order_by(Appeal.id.desc()).limit(1)).one()
    services.judge(cast.get(name), made, outcome, "Nothing is sold there.")
    work()
    return made


def long_after(moment: datetime | None) -> datetime:
    """When a guest is forgotten after an outcome."""
    assert moment is not None
    return moment + GUEST_KEPT + timedelta(minutes=1)


def test_the_mail_of_the_outcome_has_the_link_of_the_first(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    link = give_notice(client, f"/p/{world.post}")
    with app.app_context():
        decide_all(cast)
        [told] = read_letters("moderation.outcome")
        assert link in told.text
        assert "appeal once until" in told.text
    page = client.get(link).text
    assert f"{link}/object" in page
    assert "You can also go to an out-of-court dispute" in page
    app.config["SECRET_KEY"] = "another since"
    with app.app_context():
        other = give_notice(client, "/t/98765")
        session.expire_all()
        assert other != link
    assert client.get(link).status_code == 200


def test_a_guest_objects_once_and_another_moderator_answers_by_a_date(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    link = give_notice(client, f"/p/{world.post}")
    early = client.get(f"{link}/object")
    assert early.status_code == 404
    with app.app_context():
        decide_all(cast)
    assert client.post(f"{link}/object", data={"words": " "}).status_code == 422
    sent = client.post(f"{link}/object", data={"words": WHY_NOT})
    assert (sent.status_code, sent.location) == (303, link)
    assert "Set-Cookie" not in sent.headers
    again = client.post(f"{link}/object", data={"words": "And again"})
    assert (again.status_code, "And again" in again.text) == (409, True)
    page = client.get(link)
    assert WHY_NOT in page.text
    assert f"{link}/object" not in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    with app.app_context():
        work()
        assert ("ada", "moderation.appeal_made") in causes()
        assert ("ben", "moderation.appeal_made") not in causes()
        [made] = session.scalars(select(Appeal).where(Appeal.report_id.is_not(None))).all()
        assert made.due_at - made.made_at == timedelta(days=14)
        address = f"/moderation/appeals/{made.id}"
    assert sign_in(app, cast, "ben").get(address).status_code == 403
    shown = sign_in(app, cast, "ada").get(address).text
    assert WHY_NOT in shown
    assert "A guest will read this" in shown
    with app.app_context():
        made = judge(cast, "ada", AppealOutcome.UPHELD)
        [told] = read_letters("moderation.objection_answered")
        assert told.to == "wren@example.org"
        assert "the decision is upheld" in told.text
        assert "Nothing is sold there." in told.text
        assert link in told.text
        assert "ada" not in told.text.lower()
    page = client.get(link).text
    assert "the decision is upheld" in page
    assert f"{link}/object" not in page
    assert "You can go to an out-of-court dispute" in page


def test_an_objection_that_wins_lets_the_case_wait_and_the_guest_hears_anew(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    link = give_notice(client, f"/p/{world.post}")
    with app.app_context():
        decide_all(cast)
    client.post(f"{link}/object", data={"words": WHY_NOT})
    with app.app_context():
        judge(cast, "ada", AppealOutcome.OVERTURNED)
        case = session.get_one(ModerationCase, latest().case_id)
        assert case.state is CaseState.OPEN
        [told] = read_letters("moderation.objection_answered")
        assert "agreed with you" in told.text
        assert "Waiting for a moderator." in client.get(link).text
        services.decide(cast.get("ada"), case, HIDE)
        work()
        assert len(read_letters("moderation.outcome")) == 2
    page = client.get(link).text
    assert "it was removed" in page
    assert f"{link}/object" not in page
    with app.app_context():
        assert [row.is_of_reporter for row in list_appeals(now().year)].count(True) == 1


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("forum.post.hide", "it was hidden"),
        ("events.event.cover_words", "its text was hidden"),
        ("rituals.ritual.take_words", "its text was hidden"),
        ("members.name.take", "agreed with you and took action"),
    ],
)
def test_who_reported_is_told_how_much_was_taken(
    app: Flask, cast: Cast, world: World, client: FlaskClient, act: str, said: str
) -> None:
    pages = {
        "forum": f"/p/{world.post}",
        "events": f"/events/{world.event}",
        "rituals": f"/rituals/{world.rite}",
        "members": "/u/dov",
    }
    link = give_notice(client, pages[act.partition(".")[0]])
    with app.app_context():
        case = session.get_one(ModerationCase, latest().case_id)
        services.decide(cast.get("ben"), case, Ruling(act, "It was looked at.", "Be kind"))
        work()
        assert said in read_letters("moderation.outcome")[0].text
    page = client.get(link).text
    assert said in page
    assert "it was removed" not in page


def test_what_was_done_or_is_long_ago_is_not_objected_to(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    link = give_notice(client, f"/p/{world.post}")
    with app.app_context():
        case = session.get_one(ModerationCase, latest().case_id)
        services.decide(cast.get("ben"), case, HIDE)
        session.commit()
        with pytest.raises(NotFound):
            services.appeal_as_guest(latest(), WHY_NOT)
    assert client.post(f"{link}/object", data={"words": WHY_NOT}).status_code == 404
    late = give_notice(client, "/t/98765")
    with app.app_context():
        decide_all(cast)
        decision = find_objectionable(latest())
        assert decision is not None
        decision.made_at -= TIME_TO_APPEAL + timedelta(days=1)
        session.commit()
    assert f"{late}/object" not in client.get(late).text
    refused = client.post(f"{late}/object", data={"words": WHY_NOT})
    assert (refused.status_code, WHY_NOT in refused.text) == (409, True)


def test_what_only_members_see_and_what_is_not_there_are_objected_to_alike(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    links = [give_notice(client, url) for url in (f"/p/{world.post}", "/t/98765", "no address")]
    with app.app_context():
        decide_all(cast)
    pages = []
    for link in links:
        page = client.get(f"{link}/object").text.partition("<main")[2].partition("</main>")[0]
        assert "dov" not in page
        assert client.post(f"{link}/object", data={"words": WHY_NOT}).status_code == 303
        pages.append(client.get(link).text.count("<"))
    assert len(set(pages)) == 1


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "http://localhost:99999999/p/1",
        "http://[::1/p/1",
        "//[",
        "/p/%00",
        "/p/99999999999999999999999999",
        "/t/1/%ff%fe",
        "data:text/html,<script>alert(1)</script>",
        "http://user:pass@localhost/p/1",
        "/../../etc/passwd",
        "\u202e/p/1",
        "http://xn--/p/1",
        "\\\\localhost\\p\\1",
        "http://localhost/p/1#" + "x" * 470,
        "/u/\ud7ff",
    ],
)
def test_a_hostile_address_is_taken_and_shown_as_it_was_typed(
    app: Flask, cast: Cast, world: World, client: FlaskClient, address: str
) -> None:
    link = give_notice(client, address, "itself")
    page = client.get(link)
    assert page.status_code == 200
    assert "<script>alert(1)" not in page.text
    assert 'href="javascript' not in page.text
    with app.app_context():
        number = latest().case_id
        shown = sign_in(app, cast, "ben").get(f"/moderation/cases/{number}")
        assert shown.status_code == 200
        assert 'href="javascript' not in shown.text
        decide_all(cast)
    assert client.get(link).status_code == 200
    assert client.post(f"{link}/object", data={"words": WHY_NOT}).status_code == 303


@pytest.mark.parametrize(
    "token", ["x", "0" * 64, "%00", "%ff", "a" * 3000, "%F0%9F%A6%86", "..%2f..", "' OR 1=1 --"]
)
def test_a_forged_link_is_answered_in_words(
    app: Flask, cast: Cast, world: World, client: FlaskClient, token: str
) -> None:
    give_notice(client, f"/p/{world.post}")
    for answer in (
        client.get(f"/report/{token}"),
        client.get(f"/report/{token}/object"),
        client.post(f"/report/{token}/object", data={"words": WHY_NOT}),
    ):
        assert answer.status_code in (404, 405)  # 405: what is no path at all is another's
        assert "Wren" not in answer.text
    assert "leads to no report" in client.get("/report/x").text


def test_who_a_guest_is_goes_half_a_year_after_the_outcome_and_the_case_stays(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    link = give_notice(client, f"/p/{world.post}")
    waiting = give_notice(client, "/t/98765")
    with app.app_context():
        written = select(Report).where(Report.email.is_not(None)).order_by(Report.id)
        first = session.scalars(written).first()
        assert first is not None
        case = session.get_one(ModerationCase, first.case_id)
        services.decide(cast.get("ben"), case, Ruling(NO_ACTION, "It is lawful"))
        session.commit()
        before = session.scalar(select(func.count()).select_from(Report))
        assert case.decided_at is not None
        assert services.forget_guests(case.decided_at + GUEST_KEPT - timedelta(minutes=1)) == 0
        assert services.forget_guests(long_after(case.decided_at)) == 1
        session.commit()
        session.refresh(first)
        gone = (first.name, first.email, first.locale, first.words, first.follow_digest)
        assert gone == ("", None, None, "", None)
        assert first.kind.value == "illegal"
        assert session.scalar(select(func.count()).select_from(Report)) == before
        assert services.forget_guests(long_after(case.decided_at)) == 0
        number = case.id
    assert client.get(link).status_code == 404
    assert client.get(f"{link}/object").status_code == 404
    assert client.get(waiting).status_code == 200
    page = sign_in(app, cast, "ben").get(f"/moderation/cases/{number}").text
    assert "a guest" in page
    assert "wren@example.org" not in page


def test_nobody_is_forgotten_whose_objection_waits_or_was_just_answered(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    link = give_notice(client, f"/p/{world.post}")
    with app.app_context():
        decide_all(cast)
    client.post(f"{link}/object", data={"words": WHY_NOT})
    with app.app_context():
        case = session.get_one(ModerationCase, latest().case_id)
        assert services.forget_guests(long_after(case.decided_at)) == 0
        made = judge(cast, "ada", AppealOutcome.UPHELD)
        made.decided_at = now() + GUEST_KEPT
        session.commit()
        assert services.forget_guests(long_after(case.decided_at)) == 0
        assert services.forget_guests(long_after(case.decided_at) + ANSWER_KEPT) == 1
        session.commit()
        session.refresh(made)
        assert (made.words, made.answer) == ("", "Nothing is sold there.")


def test_who_judges_a_guests_objection_did_not_decide_and_reported_nothing(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    link = give_notice(client, f"/p/{world.post}")
    with app.app_context():
        cast.get("ines").role = Role.MODERATOR
        services.report(cast.get("ines"), "post", world.post, latest().kind, "So it is")
        session.commit()
        decide_all(cast)
    client.post(f"{link}/object", data={"words": WHY_NOT})
    with app.app_context():
        for name in ("ben", "ines"):
            with pytest.raises(Exception, match=r"own_decision|is_involved"):
                judge(cast, name, AppealOutcome.UPHELD)
        judge(cast, "ada", AppealOutcome.UPHELD)
