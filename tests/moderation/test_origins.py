"""What led to a decision is said alike wherever it stands: in the statement, the queue, the log."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast
from tests.moderation.test_local import REMOVE, Quarter, enter, quarter
from tests.moderation.test_of_own_accord import row_of
from tests.moderation.test_statements import main_of
from tribe.base.db import session
from tribe.moderation import services
from tribe.moderation.models import Decision, ModerationCase, ReportKind
from tribe.moderation.services import Ruling

__all__ = ["quarter"]
WARN = Ruling("members.member.warn", "Loud", "Be kind")
REMOVAL = Ruling(REMOVE, "Loud", "Be kind")
ORIGINS = {
    "notice": "It was reported in a notice under art. 16 of the Digital Services Act.",
    "member": "A member reported it.",
    "guest": "Somebody without an account reported it.",
}


@pytest.mark.parametrize(
    ("reports", "origin"),
    [
        ([("cleo", "harm"), ("", "harm")], "member"),
        ([("", "harm"), ("cleo", "harm")], "guest"),
        ([("cleo", "harm"), ("", "illegal")], "notice"),
        ([("cleo", "illegal")], "notice"),
    ],
)
def test_one_guest_makes_no_notice_of_what_a_member_reported_before(
    app: Flask, cast: Cast, quarter: Quarter, reports: list[tuple[str, str]], origin: str
) -> None:
    post = quarter.posts[0].id
    for name, kind in reports:
        if name:
            services.report(cast.get(name), "post", post, ReportKind(kind), "Loud")
            session.commit()
            continue
        sent = {"url": f"http://localhost/p/{post}", "kind": kind, "words": "Loud"}
        sent |= {"name": "Wren", "email": "wren@example.org"}
        assert app.test_client().post("/report", data=sent).status_code == 303
    made = services.decide(cast.get("ben"), session.scalars(select(ModerationCase)).one(), REMOVAL)
    session.commit()
    page = main_of(enter(app, cast, "dov").get(f"/moderation/decisions/{made.id}").text)
    assert [one for one in ORIGINS if ORIGINS[one] in page] == [origin]
    assert ", reported," in main_of(app.test_client().get(f"/moderation/log/{made.id}").text)


def test_what_was_done_to_an_author_in_one_act_with_their_words_is_nobodys_own_accord(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    case = quarter.report(0)
    services.decide_together(cast.get("ben"), session.get_one(ModerationCase, case), REMOVAL, WARN)
    session.commit()
    author = session.scalars(select(Decision).where(Decision.together_id.is_not(None))).one()
    page = enter(app, cast, "ben").get("/moderation?state=decided").text
    row = row_of(page, author.case_id)
    assert f'<a href="/moderation/cases/{case}">decided with case {case}</a>' in row
    assert "on their own initiative" not in row
    assert page.count("decided with case") == 1
    assert ", reported," in main_of(app.test_client().get(f"/moderation/log/{author.id}").text)
    told = main_of(enter(app, cast, "dov").get(f"/moderation/decisions/{author.id}").text)
    assert ORIGINS["member"] in told
