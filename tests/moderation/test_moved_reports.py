"""A moderator lets a guest's report be about the post that was meant, and its link tells of it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.moderation.test_guests import HIDE, give_notice
from tests.moderation.test_reporting import latest, world
from tests.notices.conftest import work
from tests.world import World
from tribe.audit import AuditEntry
from tribe.base.db import session
from tribe.moderation import services
from tribe.moderation.models import CaseNote, ModerationCase, Report

__all__ = ["world"]


def page_of(report: Report) -> str:
    """Where a report is moved."""
    return f"/moderation/cases/{report.case_id}/reports/{report.id}/move"


def case_about(number: int) -> ModerationCase:
    """The open case of a post."""
    own = ModerationCase
    of_it = (own.subject_type == "post", own.subject_id == number, own.state == "open")
    return session.scalars(select(own).where(*of_it)).one()


def test_a_report_of_the_first_post_is_moved_to_the_one_that_was_meant(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    first = world.post - 1
    link = give_notice(client, f"/p/{first}")
    with app.app_context():
        made = latest()
        before, address = made.case_id, page_of(made)
    ben = sign_in(app, cast, "ben")
    ben.post(f"/moderation/cases/{before}/notes", data={"words": "It is the second"})
    assert f'href="{address}"' in ben.get(f"/moderation/cases/{before}").text
    page = ben.get(address).text
    assert f'value="/p/{world.post}"' in page
    assert ben.post(address, data={}).status_code == 422
    assert ben.post(address, data={"which": f"/p/{first}"}).status_code == 409
    assert ben.post(address, data={"url": "/u/cleo"}).status_code == 409
    sent = ben.post(address, data={"which": f"/p/{world.post}"})
    assert sent.status_code == 303
    with app.app_context():
        case = case_about(world.post)
        assert sent.location.endswith(f"/moderation/cases/{case.id}")
        assert latest().case_id == case.id
        assert session.get(ModerationCase, before) is None
        noted = select(CaseNote.case_id).where(CaseNote.words == "It is the second")
        assert session.scalars(noted).one() == case.id
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry is not None
        assert (entry.kind, entry.actor_id) == ("moderation.report_moved", cast.ids["ben"])
        services.decide(cast.get("ben"), case, HIDE)
        work()
    assert "it was removed" in client.get(link).text
    assert ben.get(f"/moderation/cases/{before}").status_code == 404


def test_a_case_with_other_reports_stays(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    first = world.post - 1
    for _time in range(2):
        give_notice(client, f"/p/{first}")
    with app.app_context():
        made = latest()
        before, address = made.case_id, page_of(made)
    ben = sign_in(app, cast, "ben")
    assert ben.post(address, data={"url": f"/p/{world.post}"}).status_code == 303
    assert ben.get(f"/moderation/cases/{before}").status_code == 200


@pytest.mark.parametrize("who", ["cleo", "dov"])
def test_nobody_else_moves_one(
    app: Flask, cast: Cast, world: World, client: FlaskClient, who: str
) -> None:
    give_notice(client, f"/p/{world.post - 1}")
    with app.app_context():
        address = page_of(latest())
    answer = sign_in(app, cast, who).post(address, data={"which": f"/p/{world.post}"})
    assert answer.status_code in (403, 404)
    with app.app_context():
        assert page_of(latest()) == address


def test_a_report_of_the_whole_topic_is_moved_to_a_post_of_it(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    give_notice(client, f"/t/{world.topic}", "itself")
    with app.app_context():
        address = page_of(latest())
    ben = sign_in(app, cast, "ben")
    assert ben.post(address, data={"which": f"/p/{world.post}"}).status_code == 303
    with app.app_context():
        assert latest().case_id == case_about(world.post).id


def test_what_is_decided_is_not_moved(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    give_notice(client, f"/p/{world.post - 1}")
    with app.app_context():
        made = latest()
        address = page_of(made)
        services.decide(cast.get("ada"), session.get_one(ModerationCase, made.case_id), HIDE)
        session.commit()
    ben = sign_in(app, cast, "ben")
    assert ben.post(address, data={"which": f"/p/{world.post}"}).status_code == 404
