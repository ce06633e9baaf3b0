"""The forms of the page of a case: what is typed of a decision outlives what is done beside it."""

import re
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.moderation.test_queue import RULING, ben, report, world
from tribe.base.db import session
from tribe.moderation import services as moderation
from tribe.moderation.models import CaseNote, CaseState, ModerationCase, ReportKind

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
    assert sent_by(page, "Deal with it") == ("ruling", f"/moderation/cases/{case}/take")
    assert 'id="ruling"' in page
    taken = ben.post(f"/moderation/cases/{case}/take", data=TYPED | {"words": "half a zqxnote"})
    assert taken.status_code == 200
    assert kept(taken.text)
    assert "half a zqxnote</textarea>" in taken.text
    assert "You deal with it." in taken.text
    assert "deals with it." in sign_in(app, cast, "ada").get(f"/moderation/cases/{case}").text
    assert ben.post(f"/moderation/cases/{case}/take", data={"rule": ""}).status_code == 303


def test_noting_something_keeps_what_was_typed(app: Flask, cast: Cast, ben: FlaskClient) -> None:
    case = report(app, cast, "dov", ReportKind.HARM)
    page = ben.get(f"/moderation/cases/{case}").text
    assert sent_by(page, "Note it") == ("ruling", f"/moderation/cases/{case}/notes")
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
    assert "name=" not in pressed_by_enter()
    with app.app_context():
        draft = moderation.ReasonDraft(
            ReportKind.HARM, "Be kind", "You shouted.", "Vous avez crié.", 1
        )
        moderation.keep_reason(cast.get("ada"), draft)
        session.commit()
    assert 'name="fill"' in pressed_by_enter()
