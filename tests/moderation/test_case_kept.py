"""What is typed on the page of a case outlives its buttons, a reload and another language."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Cast
from tests.moderation.test_case_form import TYPED, kept, sent_by
from tests.moderation.test_local import Quarter, enter, quarter
from tests.moderation.test_queue import ben, report, world
from tribe.base.db import session
from tribe.moderation.models import CaseNote, ReportKind

__all__ = ["ben", "quarter", "world"]
SENT_TO = ("take", "leave", "notes", "pass-on")


def notes_of(app: Flask, case: int) -> list[str]:
    with app.app_context():
        return list(session.scalars(select(CaseNote.words).where(CaseNote.case_id == case)))


@pytest.mark.parametrize("button", ["take", "notes"])
def test_another_language_leads_back_to_the_case(
    app: Flask, cast: Cast, ben: FlaskClient, button: str
) -> None:
    case = report(app, cast, "dov", ReportKind.HARM)
    page = ben.post(f"/moderation/cases/{case}/{button}", data=TYPED | {"words": "zqxnote"})
    assert page.status_code == 200
    nexts = set(re.findall(r'name="next" value="([^"]*)"', page.text))
    assert nexts == {f"/moderation/cases/{case}"}
    led = ben.post("/language", data={"locale": "fr", "next": nexts.pop()}, follow_redirects=True)
    assert led.status_code == 200
    assert led.request.path == f"/moderation/cases/{case}"


def test_an_address_of_a_form_opened_in_the_bar_leads_to_the_page_above(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    case = report(app, cast, "dov", ReportKind.HARM)
    for button in SENT_TO:
        opened = ben.get(f"/moderation/cases/{case}/{button}")
        assert (opened.status_code, opened.location) == (303, f"/moderation/cases/{case}")
    assert ben.get("/moderation/reasons/1").location == "/moderation/reasons"
    told = ben.get(f"/moderation/cases/{case}/take", headers={"Accept": "application/json"})
    assert told.status_code == 405
    assert ben.put(f"/moderation/cases/{case}/take").status_code == 405


def test_a_note_that_is_sent_again_by_a_reload_is_noted_once(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    case = report(app, cast, "dov", ReportKind.HARM)
    where = f"/moderation/cases/{case}/notes"
    sent = TYPED | {"words": "I zqxnoted", "csrf_token": "of one page"}
    for _time in range(2):
        answer = ben.post(where, data=sent)
        assert answer.status_code == 200
        assert kept(answer.text)
    assert notes_of(app, case) == ["I zqxnoted"]
    ben.post(where, data=sent | {"csrf_token": "of another page"})
    assert notes_of(app, case) == ["I zqxnoted"] * 2
    for _time in range(2):
        assert ben.post(where, data={"words": "alone", "csrf_token": "one"}).status_code == 303
    assert notes_of(app, case).count("alone") == 1


def test_leaving_a_case_to_others_keeps_what_was_typed(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    case = report(app, cast, "dov", ReportKind.HARM)
    ben.post(f"/moderation/cases/{case}/take")
    page = ben.get(f"/moderation/cases/{case}").text
    assert sent_by(page, "Leave it to others") == ("ruling", f"/moderation/cases/{case}/leave")
    left = ben.post(f"/moderation/cases/{case}/leave", data=TYPED | {"words": "a zqxnote"})
    assert left.status_code == 200
    assert kept(left.text)
    assert "a zqxnote</textarea>" in left.text
    assert "Nobody is handling this yet." in left.text


def test_the_browser_keeps_what_is_typed_of_a_case_until_it_is_decided(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    case = report(app, cast, "dov", ReportKind.HARM)
    page = ben.get(f"/moderation/cases/{case}").text
    assert f'data-draft="case-{case}"' in page
    assert "data-typed" not in page
    taken = ben.post(f"/moderation/cases/{case}/take", data=TYPED | {"draft": f"case-{case}"})
    assert 'data-typed="sent"' in taken.text
    assert f'content="case-{case}"' not in taken.text
    decided = ben.post(
        f"/moderation/cases/{case}", data=TYPED | {"draft": f"case-{case}"}, follow_redirects=True
    )
    assert f'<meta name="accepted" content="case-{case}">' in decided.text


def test_passing_on_without_words_keeps_what_was_typed(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    case = quarter.report(0)
    local = enter(app, cast, "fay")
    page = local.get(f"/moderation/cases/{case}").text
    assert sent_by(page, "Pass it on") == ("ruling", f"/moderation/cases/{case}/pass-on")
    assert re.search(r'<textarea[^>]*name="to_place"[^>]*form="ruling"', page)
    refused = local.post(
        f"/moderation/cases/{case}/pass-on", data=TYPED | {"words": "a zqxnote", "to_place": " "}
    )
    assert refused.status_code == 422
    assert 'value="Be zqxkind"' in refused.text
    assert "You zqxshouted.</textarea>" in refused.text
    assert "a zqxnote</textarea>" in refused.text
    taken = local.post(f"/moderation/cases/{case}/take", data={"to_place": "for zqxthem"})
    assert taken.status_code == 200
    assert "for zqxthem</textarea>" in taken.text
