"""The forms of the page of a case: what is typed of a decision outlives what is done beside it."""

import re
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from tests.conftest import Cast, sign_in
from tests.moderation.test_queue import RULING, ben, report, world
from tribe.base.db import session
from tribe.moderation import services as moderation
from tribe.moderation.models import CaseNote, CaseState, ModerationCase, ReportKind, SavedReason

__all__ = ["ben", "world"]
TYPED = {"act": RULING["act"], "rule": "Be zqxkind", "why": "You zqxshouted.", "ground": "law"}


def kept(page: str) -> bool:
    """Whether all that was typed stands in the form of a page."""
    return (
        'value="Be zqxkind"' in page
        and re.search(r"<textarea[^>]*>\s*You zqxshouted\.</textarea>", page) is not None
        and f'value="{TYPED["act"]}" checked' in page
        and 'value="law" checked' in page
    )


def sent_by(page: str, label: str) -> tuple[str, str]:
    """The form that a button belongs to, and where it sends it."""
    tag = re.search(rf"<button([^>]*)>{label}</button>", page)
    assert tag is not None
    found = dict(re.findall(r'(\w+)="([^"]*)"', tag[1]))
    return found["form"], found["formaction"]


def test_taking_a_case_keeps_what_was_typed(app: Flask, cast: Cast, ben: FlaskClient) -> None:
    case = report(app, cast, "dov", ReportKind.HARM)
    page = ben.get(f"/moderation/cases/{case}").text
    assert sent_by(page, "Handle it") == ("ruling", f"/moderation/cases/{case}/take")
    assert 'id="ruling"' in page
    taken = ben.post(f"/moderation/cases/{case}/take", data=TYPED | {"words": "half a zqxnote"})
    assert taken.status_code == 200
    assert kept(taken.text)
    assert "half a zqxnote</textarea>" in taken.text
    assert "You are handling this." in taken.text
    assert "is handling this." in sign_in(app, cast, "ada").get(f"/moderation/cases/{case}").text
    assert ben.post(f"/moderation/cases/{case}/take", data={"rule": ""}).status_code == 303


def test_noting_something_keeps_what_was_typed(app: Flask, cast: Cast, ben: FlaskClient) -> None:
    case = report(app, cast, "dov", ReportKind.HARM)
    page = ben.get(f"/moderation/cases/{case}").text
    assert sent_by(page, "Add note") == ("ruling", f"/moderation/cases/{case}/notes")
    assert re.search(r'<textarea[^>]*name="words"[^>]*form="ruling"', page)
    noted = ben.post(f"/moderation/cases/{case}/notes", data=TYPED | {"words": "I zqxnoted"})
    assert noted.status_code == 200
    assert kept(noted.text)
    assert "I zqxnoted</p>" in noted.text
    assert "I zqxnoted</textarea>" not in noted.text
    refused = ben.post(f"/moderation/cases/{case}/notes", data=TYPED | {"words": " "})
    assert refused.status_code == 422
    assert kept(refused.text)


def test_a_note_that_was_typed_beside_a_decision_is_kept_with_it(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    case = report(app, cast, "dov", ReportKind.HARM)
    typed = TYPED | {"words": "I zqxnoted"}
    refused = ben.post(f"/moderation/cases/{case}", data=typed | {"why": ""})
    assert refused.status_code == 422
    assert "I zqxnoted</textarea>" in unescape(refused.text)
    long = ben.post(f"/moderation/cases/{case}", data=typed | {"words": "a" * 4_001})
    assert long.status_code == 422
    assert kept(long.text)
    with app.app_context():
        assert session.get_one(ModerationCase, case).state is CaseState.OPEN
        assert not session.scalars(select(CaseNote).where(CaseNote.case_id == case)).all()
    assert ben.post(f"/moderation/cases/{case}", data=typed).status_code == 303
    with app.app_context():
        assert session.get_one(ModerationCase, case).state is CaseState.DECIDED
        notes = session.scalars(select(CaseNote.words).where(CaseNote.case_id == case)).all()
        assert list(notes) == ["I zqxnoted"]


def test_enter_in_a_field_of_the_decision_takes_no_case(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    case = report(app, cast, "dov", ReportKind.HARM)

    def pressed_by_enter() -> str:
        page = ben.get(f"/moderation/cases/{case}").text
        own = page[page.index('id="ruling"') :].split("</form>", 1)[0]
        buttons = re.findall(r"<button[^>]*>", page)
        return next(one for one in buttons if 'form="ruling"' in one or one in own)

    assert "formaction" not in pressed_by_enter()
    with app.app_context():
        session.execute(delete(SavedReason))
        session.commit()
    assert "name=" not in pressed_by_enter()
    with app.app_context():
        draft = moderation.ReasonDraft(
            ReportKind.HARM, "Be kind", "You shouted.", "Vous avez crié.", 1
        )
        moderation.keep_reason(cast.get("ada"), draft)
        session.commit()
    assert 'name="fill"' in pressed_by_enter()


def test_the_next_case_is_one_of_those_that_were_asked_for(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    first = report(app, cast, "dov", ReportKind.SPAM)
    other = report(app, cast, "ines", ReportKind.HARM)
    last = report(app, cast, "ada", ReportKind.SPAM)
    listed = ben.get("/moderation?kind=spam").text
    assert "2 of 3 waiting." in listed
    assert f'href="/moderation/cases/{first}?kind=spam"' in listed
    assert "of the 3 that wait" not in ben.get("/moderation").text
    page = ben.get(f"/moderation/cases/{first}?kind=spam").text
    assert f'action="/moderation/cases/{first}?kind=spam"' in page
    assert 'href="/moderation?kind=spam" data-key="u"' in page
    taken = ben.post(f"/moderation/cases/{first}/take?kind=spam")
    assert taken.location == f"/moderation/cases/{first}?kind=spam"
    on = RULING | {"then": "next", "act": "moderation.none"}
    answer = ben.post(f"/moderation/cases/{first}?kind=spam", data=on)
    assert answer.location == f"/moderation/cases/{last}?kind=spam"
    answer = ben.post(f"/moderation/cases/{last}?kind=spam", data=on)
    assert answer.location == "/moderation?kind=spam"
    with app.app_context():
        assert session.get_one(ModerationCase, other).is_open


def test_what_was_asked_for_stands_in_no_address_where_nothing_was(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    case = report(app, cast, "dov", ReportKind.SPAM)
    page = ben.get("/moderation?kind=&thing=&who=").text
    assert f'href="/moderation/cases/{case}"' in page
    assert not re.search(r"\d of \d+ waiting\.", page)
    assert f'action="/moderation/cases/{case}"' in ben.get(f"/moderation/cases/{case}?kind=").text
