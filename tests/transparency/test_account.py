"""The public account: it says what was decided, and of nobody who it was."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, count_queries, sign_in
from tribe.access import SYSTEM
from tribe.activity import Activity
from tribe.base.db import now, session
from tribe.members.models import Member
from tribe.moderation import services as moderation
from tribe.moderation.models import NO_ACTION, AppealOutcome, Ground, ReportKind
from tribe.moderation.services import Ruling
from tribe.pages.models import PageKey, PageVersion
from tribe.transparency import services
from tribe.transparency.models import ActiveMonth
from tribe.transparency.pseudonyms import pseudonym
from tribe.transparency.queries import list_matters
from tribe.transparency.report import make_report
from tribe.web.moderated import Matter, Restriction

WARN, WHY = "members.member.warn", "You shouted at Ingeborg."
YEAR = now().year


@pytest.fixture
def decided(app: Flask, cast: Cast) -> Flask:
    """Dov warned on a report, who won an appeal; Ines warned twice; Cleo reported in vain."""
    with app.app_context():
        ben, ada, dov = cast.get("ben"), cast.get("ada"), cast.get("dov")
        warning = Ruling(WARN, WHY, "Be kind")
        made = moderation.report(cast.get("cleo"), "member", dov.id, ReportKind.HARM, "Xylophone")
        case = moderation.case_of(ben, made.case_id)
        decision = moderation.decide(ben, case, warning)
        appeal = moderation.appeal(dov, decision, "Not so")
        moderation.judge(ada, appeal, AppealOutcome.OVERTURNED, "He whispered")
        ines = cast.get("ines").id
        moderation.decide_on(ben, "member", ines, Ruling(WARN, WHY, "Article 5", Ground.LAW))
        by_itself = Ruling(WARN, WHY, "Be kind", is_automated=True)
        moderation.decide_on(SYSTEM, "member", ines, by_itself)
        moderation.report_as_guest(
            "member",
            cast.get("cleo").id,
            ReportKind.ILLEGAL,
            "Because",
            matter=matter_of(cast.get("cleo")),
        )
        moderation.decide_on(ben, "member", cast.get("cleo").id, Ruling(NO_ACTION, "It is lawful"))
        session.commit()
    return app


def matter_of(member: Member) -> Matter:
    return Matter(member.id, member.name, f"/u/{member.name}")


def test_the_log_names_nobody_and_gives_no_words_of_anybody(decided: Flask, cast: Cast) -> None:
    guest = decided.test_client()
    for address in ("/moderation/log", "/moderation/log/1", "/moderation/log.atom"):
        text = guest.get(address).get_data(as_text=True)
        assert "Be kind" in text, address
        main = text[text.find("<main") :]
        for word in (*cast.ids, "Ingeborg", "Xylophone", "whispered", "Not so", "shouted"):
            assert not re.search(rf"\b{word}\b", main, re.I), (address, word)


def test_the_log_is_filtered_and_says_what_became_of_each(decided: Flask) -> None:
    guest = decided.test_client()
    page = guest.get("/moderation/log").get_data(as_text=True)
    assert page.count("looks__row") == 4
    assert "undone on appeal" in page
    by_law = guest.get("/moderation/log?ground=law").get_data(as_text=True)
    assert by_law.count("looks__row") == 1
    assert guest.get(f"/moderation/log?act={NO_ACTION}").text.count("looks__row") == 1
    assert guest.get("/moderation/log?act='--&ground=%00&after=zz").status_code == 200
    assert guest.get("/moderation/log/999").status_code == 404


def test_the_feed_of_a_filtered_log_has_what_the_page_has(decided: Flask) -> None:
    guest = decided.test_client()
    for asked, number in (("", 4), ("?ground=law", 1), (f"?act={NO_ACTION}&ground=rules", 1)):
        page = guest.get(f"/moderation/log{asked}").text
        address = f"/moderation/log.atom{asked}".replace("&", "&amp;")
        assert f'href="{address}"' in page
        feed = guest.get(f"/moderation/log.atom{asked}").text
        assert (page.count("looks__row"), feed.count("<entry>")) == (number, number)
        assert f'{address}" rel="self"' in feed
    assert guest.get("/moderation/log.atom?act='--&thing=%00").text.count("<entry>") == 4


def test_the_log_says_what_was_done_in_the_readers_language(decided: Flask) -> None:
    guest = decided.test_client()
    for language, told, pressed in (
        ("en", "A member was warned", "Warn"),
        ("fr", "Un membre a été averti", "Avertir"),
    ):
        for address in ("/moderation/log", "/moderation/log/1", "/moderation/log.atom"):
            text = guest.get(address, headers={"Accept-Language": language}).text
            assert told in text, address
            assert not re.search(rf"\b{pressed}\b", text), address


def test_a_sign_is_the_same_within_a_month_and_another_in_the_next(context: Flask) -> None:
    may = datetime(2026, 5, 3, tzinfo=UTC)
    assert pseudonym(7, may) == pseudonym(7, may + timedelta(days=20))
    assert len({pseudonym(7, may), pseudonym(8, may), pseudonym(7, may + timedelta(days=40))}) == 3


def test_the_report_counts_what_the_records_have(decided: Flask) -> None:
    with decided.app_context():
        report = make_report(YEAR, now())
        assert (report.notices.number, report.notices.by_guests) == (2, 1)
        assert report.notices.by_kind == {ReportKind.HARM: 1, ReportKind.ILLEGAL: 1}
        assert report.notices.waiting == 0
        acts = report.acts_on_notices
        assert (acts.number, acts.undone, acts.by_restriction) == (1, 1, {Restriction.NONE: 1})
        own = report.own_initiative
        assert (own.number, own.by_law, own.automated, report.no_action) == (2, 1, 1, 1)
        appeals = report.complaints
        assert (appeals.number, appeals.overturned, appeals.waiting, appeals.late) == (1, 1, 0, 0)
        assert (report.automation.decided, report.automation.undone) == (1, 0)
        assert make_report(YEAR - 1, now()).notices.number == 0
    answer = decided.test_client().get(f"/transparency/{YEAR}.json")
    assert json.loads(answer.data)["own_initiative"]["by_law"] == 1
    page = decided.test_client().get("/transparency").get_data(as_text=True)
    assert "On what was reported" in page
    assert decided.test_client().get("/transparency/1999").status_code == 404


def test_the_pages_cost_the_same_with_more_decisions(decided: Flask, cast: Cast) -> None:
    guest = decided.test_client()

    def costs() -> list[int]:
        found = []
        for address in ("/moderation/log", "/transparency"):
            with count_queries(decided) as queries:
                assert guest.get(f"{address}?{len(found)}{now().timestamp()}").status_code == 200
            found.append(len(queries))
        return found

    before = costs()
    with decided.app_context():
        for _turn in range(20):
            ruling = Ruling(WARN, WHY, "Be kind")
            moderation.decide_on(cast.get("ben"), "member", cast.get("ines").id, ruling)
        session.commit()
    assert costs() == before


def test_admins_write_down_what_came_from_outside(app: Flask, cast: Cast) -> None:
    ada = sign_in(app, cast, "ada")
    fields = {
        "kind": "order_to_act",
        "country": "fr",
        "about": "Hate speech",
        "received_on": f"{YEAR}-01-05",
        "answered_on": f"{YEAR}-01-02",
    }
    refused = ada.post("/transparency/record", data=fields)
    assert refused.status_code == 422
    assert "Hate speech" in refused.text
    ada.post("/transparency/record", data=fields | {"answered_on": f"{YEAR}-01-07"})
    page = app.test_client().get("/transparency").get_data(as_text=True)
    assert "FR" in page
    with app.app_context():
        assert (make_report(YEAR, now()).disputes.number, list_matters()[0].country) == (0, "FR")
    assert "Hate speech" in ada.get("/transparency/record").text
    assert ada.post("/transparency/record/1/strike").status_code == 303
    assert ada.post("/transparency/record/1/strike").status_code == 404
    assert "FR" not in re.sub("<head.*?</head>", "", app.test_client().get(
        f"/transparency/{YEAR}?again"
    ).get_data(as_text=True), flags=re.S)  # fmt: skip


def test_whole_months_are_counted_once(context: Flask, cast: Cast) -> None:
    def act(name: str, at: datetime) -> None:
        session.add(
            Activity(
                kind="forum.post.replied",
                actor_id=cast.ids[name],
                subject_type="post",
                subject_id=1,
                audience="readers",
                facts={},
                at=at,
            )
        )

    march = datetime(2026, 3, 10, tzinfo=UTC)
    act("cleo", march)
    act("cleo", march + timedelta(days=2))
    act("dov", march + timedelta(days=3))
    act("dov", march + timedelta(days=31))
    session.flush()
    at = datetime(2026, 5, 2, tzinfo=UTC)
    assert services.count_months(at) == 2
    assert services.count_months(at) == 0
    found = {one.first_day: one.number for one in session.scalars(select(ActiveMonth))}
    assert found == {date(2026, 3, 1): 2, date(2026, 4, 1): 1}
    report = make_report(2026, at)
    assert report.average_members == 1.5


def test_the_log_names_a_rule_in_the_language_of_its_reader(app: Flask, cast: Cast) -> None:
    rules = {
        "en": "### Manners\n\n1. **Zqxkind.** Be so.",
        "fr": "### Égards\n\n1. **Zqxaimable.** Oui.",
    }
    with app.app_context():
        ben, dov = cast.get("ben"), cast.get("dov")
        version = PageVersion(key=PageKey.RULES, number=99, note="x", texts=rules, html={})
        session.add(version)
        for rule in ("zqxkind.", "Zqxaimable.", "Zqxnowhere"):
            moderation.decide_on(ben, "member", dov.id, Ruling(WARN, WHY, rule))
        session.commit()
    client = app.test_client()
    shown = {
        language: client.get("/moderation/log", headers={"Accept-Language": language}).text
        for language in ("en", "fr")
    }
    assert (shown["en"].count("Zqxkind"), shown["fr"].count("Zqxaimable")) == (2, 2)
    assert ("Zqxaimable" in shown["en"], "zqxkind" in shown["fr"].lower()) == (False, False)
    assert all("Zqxnowhere" in page for page in shown.values())
