"""The pages on which admins keep the place."""

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Cast, sign_in
from tribe import audit
from tribe.access import Role
from tribe.admin.commands import place
from tribe.base.db import now, session
from tribe.members.models import State
from tribe.settings import current
from tribe.voice import services as voice


@pytest.fixture
def ada(app: Flask, cast: Cast) -> FlaskClient:
    """The founder's browser."""
    return sign_in(app, cast, "ada")


def test_the_way_is_shown_to_admins_alone(app: Flask, cast: Cast, ada: FlaskClient) -> None:
    assert 'href="/admin"' in ada.get("/").text
    assert 'href="/admin/settings/place"' in ada.get("/admin").text
    assert 'href="/admin"' not in sign_in(app, cast, "ben").get("/").text


def test_a_setting_is_changed_and_taken_back(app: Flask, ada: FlaskClient) -> None:
    page = ada.get("/admin/settings/place").text
    assert 'type="color"' in page
    sent = {"name": "Hearth & Co", "accent": "#A34A1F", "tagline": "Tea"}
    assert ada.post("/admin/settings/place", data=sent).status_code == 303
    page = ada.get("/admin/settings/place").text
    assert "3 settings changed." in page
    assert "Tribe → Hearth &amp; Co" in page
    assert "/theme.css?accent=a34a1f" in page
    with app.app_context():
        (entry,) = [e for e in session.query(audit.AuditEntry) if e.subject_id == "name"]
        assert (entry.facts["before"], entry.facts["after"]) == ("Tribe", "Hearth & Co")
    assert f"/admin/settings/undo/{entry.id}" in page
    assert ada.post(f"/admin/settings/undo/{entry.id}").status_code == 303
    assert "<title>Name and looks – Tribe<" in ada.get("/admin/settings/place").text
    page = ada.get("/admin/settings/place").text
    assert f"/admin/settings/undo/{entry.id}" not in page  # there is a later change of the name
    again = ada.post(f"/admin/settings/undo/{entry.id}")
    assert (again.status_code, "changed again since" in again.text) == (409, True)
    assert ada.post("/admin/settings/undo/99999").status_code == 404
    assert ada.get("/admin/settings/nowhere").status_code == 404


@pytest.mark.parametrize(
    ("group", "sent", "wrong"),
    [
        ("place", {"name": " ", "tagline": "Kept <here>"}, "Please fill this in."),
        ("place", {"accent": "reddish", "tagline": "Kept <here>"}, "a colour such as"),
        ("place", {"attribution_url": "javascript:x", "tagline": "Kept <here>"}, "whole address"),
        ("languages", {"zone": "Moon", "languages": "en"}, "no time zone of this name"),
        ("languages", {"zone": "Europe/Paris"}, "Please choose among"),
    ],
)
def test_what_cannot_be_is_said_and_kept_as_typed(
    app: Flask, ada: FlaskClient, group: str, sent: dict[str, str], wrong: str
) -> None:
    answer = ada.post(f"/admin/settings/{group}", data=sent)
    assert answer.status_code == 422
    assert wrong in answer.text
    assert "tagline" not in sent or "Kept &lt;here&gt;" in answer.text
    with app.app_context():
        assert (current()["name"], current()["tagline"], current()["zone"]) == ("Tribe", "", "UTC")


def test_several_languages_are_ticked(app: Flask, ada: FlaskClient) -> None:
    sent = {"languages": ["fr"], "language": "fr", "zone": "europe/paris"}
    assert ada.post("/admin/settings/languages", data=sent).status_code == 303
    with app.app_context():
        assert current()["languages"] == ["fr"]
        assert current()["zone"] == "Europe/Paris"
    assert 'lang="fr"' in ada.get("/").text


def test_roles_are_given_on_a_page(app: Flask, cast: Cast, ada: FlaskClient) -> None:
    listed = ada.get("/admin/members").text
    assert "/admin/members/ben" in listed
    assert "/admin/members/eve" in listed  # suspended
    assert "/admin/members/cleo" not in listed
    assert "/admin/members/cleo" in ada.get("/admin/members?q=CLE").text
    assert "/admin/members/cleo" in ada.get("/admin/members?q=cleo@example.invalid").text
    assert "Nobody of this name" in ada.get("/admin/members?q=%25").text
    sent = {"role": "moderator", "is_brand": "1", "why": "Asked <by> all"}
    assert ada.post("/admin/members/cleo", data=sent).status_code == 303
    with app.app_context():
        assert (cast.get("cleo").role, cast.get("cleo").is_brand) == (Role.MODERATOR, True)
    page = ada.get("/admin/members/cleo").text
    assert "member → moderator" in page
    assert "Asked &lt;by&gt; all" in page
    assert ada.post("/admin/members/cleo", data={"role": "king"}).status_code == 422
    last = ada.post("/admin/members/ada", data={"role": "member"})
    assert (last.status_code, "only admin" in last.text) == (409, True)


def test_a_form_without_a_role_takes_none(app: Flask, cast: Cast, ada: FlaskClient) -> None:
    for sent in ({}, {"is_brand": "1"}, {"role": "queen"}):
        assert ada.post("/admin/members/ben", data=sent).status_code == 422
    with app.app_context():
        assert cast.get("ben").role is Role.MODERATOR


def test_accounts_are_suspended_on_a_page(app: Flask, cast: Cast, ada: FlaskClient) -> None:
    sent = {"why": "spam", "rule": "No advertising"}
    assert ada.post("/admin/members/dov/suspend", data=sent).status_code == 303
    with app.app_context():
        assert cast.get("dov").state is State.SUSPENDED
    assert "Open this account again" in ada.get("/admin/members/dov").text
    again = ada.post("/admin/members/dov/suspend", data=sent)
    assert again.status_code == 409
    assert ada.post("/admin/members/dov/unsuspend").status_code == 303
    assert ada.get("/admin/members/nobody-here").status_code == 404


def test_nobody_is_offered_to_suspend_themselves(cast: Cast, ada: FlaskClient) -> None:
    assert 'action="/admin/members/dov/suspend"' in ada.get("/admin/members/dov").text
    own = ada.get("/admin/members/ada")
    assert own.status_code == 200
    assert "/suspend" not in own.text
    sent = {"why": "I am tired", "rule": "No advertising"}
    assert ada.post("/admin/members/ada/suspend", data=sent).status_code == 403


@pytest.mark.parametrize(
    ("sent", "field", "kept"),
    [
        ({"why": "Sold <lamps>"}, "f-rule", 'value="Sold &lt;lamps&gt;"'),
        ({"rule": "No <ads>", "why": " "}, "f-reason", 'value="No &lt;ads&gt;"'),
    ],
)
def test_an_account_is_closed_by_a_rule_and_for_a_reason(
    app: Flask, cast: Cast, ada: FlaskClient, sent: dict[str, str], field: str, kept: str
) -> None:
    refused = ada.post("/admin/members/dov/suspend", data=sent)
    assert refused.status_code == 422
    assert f'<a href="#{field}">' in refused.text
    assert f'aria-describedby="{field}-error' in refused.text
    assert kept in refused.text
    assert refused.text.count("field--wrong") == 1
    with app.app_context():
        assert cast.get("dov").state is State.ACTIVE


def test_the_audit_is_read_page_by_page(app: Flask, cast: Cast, ada: FlaskClient) -> None:
    with app.app_context():
        for number in range(35):
            audit.record("category.removed", "toy", number, actor_id=None)
        audit.record("page.published", "toy", 1, actor_id=cast.ids["ada"], why="It rolled away")
        session.commit()
    page = ada.get("/admin/audit").text
    assert page.count("looks__row") == 30
    assert "whoever runs the server" in page
    older = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert ada.get(older).text.count("looks__row") == 6
    assert ada.get("/admin/audit?kind=page.published").text.count("looks__row") == 1
    assert "It rolled away" in ada.get("/admin/audit?by=ADA").text
    assert ada.get("/admin/audit?by=nobody-here").text.count("looks__row") == 0
    assert ada.get("/admin/audit?after=nonsense").status_code == 200


def test_the_audit_speaks_in_words(app: Flask, cast: Cast, ada: FlaskClient) -> None:
    ada.post("/admin/settings/registration", data={"registration": "invitation"})
    with app.app_context():
        audit.record(
            "page.published", "page", "privacy", actor_id=1, facts={"before": 0, "after": 1}
        )
        audit.record("setup.finished", "setup", "1", actor_id=1)
        audit.record("mail.discarded", "mail", 7, actor_id=1)
        session.commit()
    page = ada.get("/admin/audit").text
    assert "whoever wants to → whoever is invited" in page
    assert "a page published, Privacy notice" in page
    assert "version 1" in page
    assert "a mail given up, mail 7" in page
    assert "the doors opened," in page
    assert "setup 1" not in page


def test_an_operator_sees_and_sets(app: Flask) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(place, arguments, obj=lambda: app)
        return done.exit_code, done.output

    assert "name\tTribe\n" in run("show")[1]
    assert run("set", "name", "Hearth") == (0, "name\tHearth\n")
    assert run("show", "name") == (0, "Hearth\n")
    assert run("set", "languages", "fr en") == (0, "languages\ten fr\n")
    code, said = run("set", "accent", "reddish")
    assert (code, "accent: Please give a colour" in said) == (1, True)
    code, said = run("set", "nickname", "x")
    assert (code, "There are: name, tagline" in said) == (1, True)
    with app.app_context():
        assert session.query(audit.AuditEntry).filter_by(actor_id=None).count() == 1


def test_what_no_page_could_show_is_not_kept(app: Flask, client: FlaskClient) -> None:
    answer = CliRunner().invoke(place, ["set", "name", "H\udcffearth\x07"], obj=lambda: app)
    assert answer.exit_code == 0
    assert "Hearth" in client.get("/").text


def test_a_refused_role_keeps_why_and_an_overtaken_one_is_compared(
    app: Flask, cast: Cast, ada: FlaskClient
) -> None:
    with app.app_context():
        voice.seat(cast.get("cleo"), now().date())
        session.commit()
    sent = {"role": "moderator", "why": "She asked for it <b>"}
    refused = ada.post("/admin/members/cleo", data=sent)
    assert refused.status_code == 409
    assert "sits on the members" in refused.text
    assert 'value="She asked for it &lt;b&gt;"' in refused.text
    form = ada.get("/admin/members/dov").text
    version = form.split('name="version" value="')[1].split('"')[0]
    ada.post("/admin/members/dov", data={"role": "analyst", "version": version})
    late = ada.post("/admin/members/dov", data={"role": "moderator", "version": version})
    assert late.status_code == 409
    assert "Somebody changed this" in late.text


def test_a_form_that_knows_no_mark_takes_none(app: Flask, cast: Cast, ada: FlaskClient) -> None:
    with app.app_context():
        cast.get("dov").is_brand = True
        session.commit()
    assert ada.post("/admin/members/dov", data={"role": "member"}).status_code == 303
    with app.app_context():
        assert cast.get("dov").is_brand
    form = ada.get("/admin/members/dov").text
    version = form.split('name="version" value="')[1].split('"')[0]
    ada.post("/admin/members/dov", data={"role": "member", "version": version})
    with app.app_context():
        assert not cast.get("dov").is_brand
