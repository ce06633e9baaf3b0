"""Nothing is promised by mail where none leaves: not to who wants in, nor to who asks."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Cast, sign_in
from tribe.base.db import session
from tribe.guests import services as guests
from tribe.postmaster import labels
from tribe.settings import services as settings


@pytest.mark.parametrize("path", ["/forgot", "/sign-in/link"])
def test_no_link_is_offered_nor_said_to_be_on_its_way(
    cast: Cast, client: FlaskClient, path: str
) -> None:
    page = client.get(path).text
    assert "Mail me the link" not in page
    assert "We mail you" not in page
    assert 'href="/u/ada"' in page  # whom to ask
    told = client.post(path, data={"email": "cleo"}, follow_redirects=True).text
    assert "No mail leaves this place now" in told
    assert "on its way" not in told
    assert "unwanted mail" not in told


def test_guests_and_moderators_are_promised_an_answer_by_mail_only_where_one_leaves(
    app: Flask, cast: Cast, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        settings.change({"guests_ask": "yes", "registration": "approval"}, None)
        guests.ask("Is rye harder?", "I ask myself.", "guest@example.org", "en")
        session.commit()
    ben = sign_in(app, cast, "ben")
    promises = {
        "/ask": (client, ["by mail", 'name="email"']),
        "/ask/asked": (client, ["If you left an address"]),
        "/join": (client, ["answered by mail"]),
        "/questions": (ben, ["Answer by mail"]),
        "/applications": (ben, ["goes out by mail"]),
        "/me/invitations": (ben, ["We mail the link there"]),
        "/me/address": (ben, ["Mail me the link", "gets a mail with a link"]),
    }
    for path, (reader, said) in promises.items():
        page = reader.get(path).text
        assert not [words for words in said if words in page], path
    assert "No mail leaves this place now" in ben.get("/me/notices").text
    told = ben.post("/me/address", data={"email": "new@example.org"}, follow_redirects=True).text
    assert "on its way" not in told
    assert "No mail leaves this place now" in told
    monkeypatch.setattr(labels, "why_not_sending", lambda: None)
    monkeypatch.setattr("tribe.mail.why_not_sending", lambda: None)
    for path, (reader, said) in promises.items():
        page = reader.get(path).text
        assert all(words in page for words in said), path


def test_a_guest_who_reports_keeps_an_address_and_is_promised_mail_only_where_one_leaves(
    app: Flask, cast: Cast, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = {
        "url": "/t/1",
        "kind": "spam",
        "words": "It sells",
        "name": "Wren",
        "email": "wren@example.org",
    }
    for code, is_promised in (("mail.no_server", False), (None, True)):
        monkeypatch.setattr(labels, "why_not_sending", lambda code=code: code)
        asked = client.get("/report").text
        assert ("We confirm there at once" in asked) is is_promised
        assert ("No mail leaves this place now" in asked) is not is_promised
        told = client.post("/report", data=notice, follow_redirects=True).text
        assert "Keep the address of this page" in told
        assert ("One mail confirms it" in told) is is_promised
