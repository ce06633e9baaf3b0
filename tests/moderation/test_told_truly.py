"""What who reported something reads of it is true, whoever blocks whom and whatever programs do."""

import re

from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Cast, sign_in
from tests.moderation.test_reporting import NOTICE
from tests.world import World, furnish
from tribe.base.db import session
from tribe.members.models import Member
from tribe.moderation import services
from tribe.moderation.models import NO_ACTION, ModerationCase, ReportKind
from tribe.moderation.services import Ruling
from tribe.peace import services as peace

GONE = "It is no longer visible."
BLOCKED = "You cannot see it because you block its author."
WAITS = "You reported this page. It is waiting for a moderator."


def report_of_post(cast: Cast, world: World) -> tuple[int, int]:
    made = services.report(cast.get("cleo"), "post", world.post, ReportKind.HARM, "Look")
    session.commit()
    return made.id, made.case_id


def author_of(case: int) -> Member:
    author_id = session.get_one(ModerationCase, case).author_id
    return session.get_one(Member, author_id)


def listed(client: FlaskClient, number: int) -> str:
    found = re.search(
        rf'id="report-{number}">(.*?)</article>', client.get("/me/reported").text, re.S
    )
    assert found is not None
    return found[1]


def test_what_one_blocked_after_reporting_it_is_not_said_to_be_gone(app: Flask, cast: Cast) -> None:
    world = furnish(app, cast)
    with app.app_context():
        number, case = report_of_post(cast, world)
        peace.block(cast.get("cleo"), author_of(case))
        session.commit()
    cleo = sign_in(app, cast, "cleo")
    told = listed(cleo, number)
    assert BLOCKED in told
    assert 'href="/me/blocks"' in told
    assert GONE not in told
    with app.app_context():
        ruling = Ruling(NO_ACTION, "It stands.", "")
        services.decide(cast.get("ben"), session.get_one(ModerationCase, case), ruling)
        session.commit()
    told = listed(cleo, number)
    assert "A moderator reviewed it and took no action." in told
    assert "there is nothing there that you can read" not in told


def test_who_is_blocked_by_its_author_reads_what_is_read_of_things_that_are_gone(
    app: Flask, cast: Cast
) -> None:
    world = furnish(app, cast)
    with app.app_context():
        number, case = report_of_post(cast, world)
        peace.block(author_of(case), cast.get("cleo"))
        session.commit()
    told = listed(sign_in(app, cast, "cleo"), number)
    assert GONE in told
    assert "block" not in told


def test_a_profile_that_one_reported_says_so_until_it_is_decided(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    form = f'action="/report/member/{cast.ids["dov"]}"'
    page = cleo.get("/u/dov").text
    assert WAITS not in page
    assert form in page
    with app.app_context():
        made = services.report(cast.get("cleo"), "member", cast.ids["dov"], ReportKind.HARM, "Look")
        case = made.case_id
        session.commit()
    page = cleo.get("/u/dov").text
    assert WAITS in page
    assert form not in page
    assert WAITS not in sign_in(app, cast, "ines").get("/u/dov").text
    with app.app_context():
        found = session.get_one(ModerationCase, case)
        services.decide(cast.get("ben"), found, Ruling(NO_ACTION, "It stands.", ""))
        session.commit()
    page = cleo.get("/u/dov").text
    assert WAITS not in page
    assert form in page


def test_a_guest_is_told_that_a_program_may_act_first_and_a_person_decides(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    world = furnish(app, cast)
    sent = NOTICE | {"url": f"/p/{world.post}"}
    page = client.post("/report", data=sent, follow_redirects=True).text
    assert "a program may hide it until then" in page
    assert "a person makes the decision." in page
