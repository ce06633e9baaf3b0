"""What the pages of moderation say, in plain English and in plain French."""

import re
from html import unescape

from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Cast, sign_in
from tests.moderation.test_reporting import NOTICE
from tests.moderation.test_statements import SUSPEND, suspend_dov
from tribe.base.db import session
from tribe.base.i18n import read_by, read_catalogue
from tribe.moderation import services
from tribe.moderation.models import (
    NO_ACTION,
    Appeal,
    AppealOutcome,
    ModerationCase,
    Report,
    ReportKind,
)
from tribe.moderation.services import ReasonDraft
from tribe.settings import services as settings
from tribe.web.design.labels import whole_moment


def speak_french(app: Flask, cast: Cast, *names: str) -> None:
    """Let some of the cast read French."""
    with app.app_context():
        for name in names:
            cast.get(name).locale = "fr"
        session.commit()


def test_a_reason_is_added_before_there_is_another_and_saved(app: Flask, cast: Cast) -> None:
    speak_french(app, cast, "ada")
    ada = sign_in(app, cast, "ada")
    page = ada.get("/moderation/reasons").text
    for said in ("Ajouter un motif", "Enregistrer", "Rang dans la liste"):
        assert said in page
    assert "La maintenir" not in page
    kept = {"kind": "harm", "rule": "Be kind", "english": "Softly.", "french": "Doucement."}
    ada.post("/moderation/reasons", data=kept)
    assert "Un autre motif" in ada.get("/moderation/reasons").text


def test_an_appeal_is_answered_by_one_of_two_plain_outcomes(app: Flask, cast: Cast) -> None:
    number = suspend_dov(app, cast)
    speak_french(app, cast, "ada")
    dov, ada = sign_in(app, cast, "dov"), sign_in(app, cast, "ada")
    dov.post(f"/moderation/decisions/{number}/appeal", data={"words": "They were soap"})
    with app.app_context():
        made = session.query(Appeal).one()
        asked = ada.get(f"/moderation/appeals/{made.id}").text
        assert [said in asked for said in ("est maintenue", "est annulée")] == [True, True]
        assert "en vigueur" not in asked
        services.judge(cast.get("ada"), made, AppealOutcome.UPHELD, "Pills they were")
        session.commit()
    assert "decision upheld" in dov.get(f"/moderation/decisions/{number}").text
    answered = "/moderation/appeals?state=answered"
    assert "la décision est maintenue" in ada.get(answered).text


def test_a_statement_speaks_of_a_report_only_where_somebody_reported(
    app: Flask, cast: Cast
) -> None:
    reported = suspend_dov(app, cast)
    with app.app_context():
        cleo = cast.get("cleo")
        cleo.bio = "Tea here"
        found = services.decide_on(cast.get("ben"), "member", cleo.id, SUSPEND).id
        session.commit()
    dov, cleo = sign_in(app, cast, "dov"), sign_in(app, cast, "cleo")
    told = dov.get(f"/moderation/decisions/{reported}").text
    assert "As it was when reported." in told
    told = cleo.get(f"/moderation/decisions/{found}").text
    assert "As it was when decided." in told


def test_one_thing_has_one_french_word() -> None:
    french = read_catalogue("fr")
    texts = {str(one.id): str(one.string) for one in french if one.id}
    assert texts["a guest"] == "un visiteur"
    assert texts["Muted"] == "En sourdine"
    assert texts["Enter"] == "Entrée"
    assert not [one for one in texts.values() if "personne de passage" in one]
    assert not [one for one in texts.values() if "autre que qui" in one]


def test_who_moderates_reads_a_statement_in_the_third_person(app: Flask, cast: Cast) -> None:
    number = suspend_dov(app, cast)
    dov, ada = sign_in(app, cast, "dov"), sign_in(app, cast, "ada")
    address = f"/moderation/decisions/{number}"
    dov.post(f"{address}/appeal", data={"words": "They were soap"})
    with app.app_context():
        appeal = session.query(Appeal).one().id
    told = dov.get(address).text
    assert "Your account is suspended. Your data stay yours, and you can appeal." in told
    assert "It closes your account" in told
    for path in (address, "/moderation/appeals", f"/moderation/appeals/{appeal}"):
        page = ada.get(path).text
        assert "An account was suspended." in page, path
        assert "Your account is" not in page, path
        assert "It closes your account" not in page, path
    assert "It closes their account" in ada.get(address).text


def test_who_reports_without_words_is_asked_for_their_own(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    with app.app_context():
        address = f"/report/member/{cast.get('dov').id}"
    assert "You will be told the outcome." in cleo.get(address).text
    asked = cleo.post(address, data={"kind": "other", "words": ""})
    assert asked.status_code == 422
    assert "Say in your own words what is wrong." in asked.text
    assert "Please fill this in." not in asked.text
    assert "(optional)" not in asked.text
    assert "(optional)" in cleo.get(address).text


def test_a_guest_whose_report_was_acted_on_is_not_asked_to_send_it_again(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    with app.app_context():
        dov = cast.get("dov")
        dov.bio = "Cheap pills here"
        session.commit()
    page = client.post("/report", data=NOTICE | {"url": "/u/dov"}).location
    with app.app_context():
        case = session.query(ModerationCase).one()
        decision = services.decide(cast.get("ben"), case, SUSPEND)
        session.commit()
        told = client.get(page).text
        assert "agreed with you and took action" in told
        assert "Report it again" not in told
        services.undo(cast.get("ada"), decision, "They were soap")
        session.commit()
    assert "Report it again" in client.get(page).text


def test_an_analyst_reads_plainly_whom_stepping_aside_is_for(app: Flask, cast: Cast) -> None:
    refused = sign_in(app, cast, "ines").get("/asides")
    assert refused.status_code == 403
    assert "This is for moderators who do not speak for the brand." in refused.text


def test_who_writes_a_reason_sees_in_which_language_it_is_read(app: Flask, cast: Cast) -> None:
    with app.app_context():
        dov = cast.get("dov")
        dov.locale = None
        number = services.report(cast.get("cleo"), "member", dov.id, ReportKind.SPAM, "").case_id
        session.commit()
    ben = sign_in(app, cast, "ben")
    for locale, said in ((None, "dov"), ("en", "reads English."), ("fr", "reads French.")):
        with app.app_context():
            cast.get("dov").locale = locale
            session.commit()
        help_text = ben.get(f"/moderation/cases/{number}").text.partition('id="f-why-help"')[2]
        assert (said in help_text.partition("</p>")[0]) is (locale is not None), locale


def test_who_writes_why_nothing_is_done_sees_who_reads_that_and_in_which_language(
    app: Flask, cast: Cast
) -> None:
    with app.app_context():
        cast.get("dov").locale, cast.get("cleo").locale = "en", "fr"
        made = services.report(cast.get("cleo"), "member", cast.ids["dov"], ReportKind.SPAM, "")
        found = services.report_automatically("member", cast.ids["ines"], ReportKind.SPAM, "links")
        reason = services.keep_reason(
            cast.get("ada"), ReasonDraft(ReportKind.SPAM, "No selling", "Zqxsold", "Zqxvendu")
        )
        session.commit()
        address, alone = f"/moderation/cases/{made.case_id}", f"/moderation/cases/{found.id}"
        number = str(reason.id)
    ben = sign_in(app, cast, "ben")

    def told(page: str) -> dict[str, str]:
        """Who is said to read it, by what is chosen."""
        said = page.partition('id="f-why-help"')[2].partition("</p>")[0]
        return dict(re.findall(r'<span class="only-(\w+)">(.*?)</span>', unescape(said)))

    both = told(ben.get(address).text)
    assert both["acting"].endswith("and can appeal. dov reads English.")
    assert both["dismissing"].endswith(
        "whoever reported it reads them and can appeal. They read French."
    )
    assert told(ben.get(alone).text)["dismissing"] == "With “No action”, only moderators read them."
    fill = {"fill": "1", "reason": number}
    assert "Zqxvendu" in ben.post(address, data=fill | {"act": NO_ACTION}).text
    assert "Zqxsold" in ben.post(address, data=fill | {"act": "members.member.warn"}).text
    with app.app_context():
        guest = {"name": "Wren", "email": "wren@example.invalid", "locale": "en"}
        services.report_address("/u/dov", ReportKind.SPAM, "It sells", **guest)
        session.commit()
    several = told(ben.get(address).text)["dismissing"]
    assert several.endswith("Some of them read English, others French.")


def test_a_guest_reads_when_they_reported_by_the_clock_of_the_place(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        settings.change({"zone": "Europe/Paris"}, None)
        session.commit()
    page = client.post("/report", data=NOTICE | {"url": "/u/dov"}).location
    with app.app_context():
        made_at = session.query(Report.made_at).scalar()
        with read_by("en", "Europe/Paris"):
            told = whole_moment(made_at)
    assert "Paris time" in told
    assert told in client.get(page).text
