"""`tribe member …` for ways in, run as an operator runs it."""

import re

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from tests.accounts.conftest import SECRET, give_password
from tests.conftest import Cast, sign_in
from tribe.accounts import services
from tribe.accounts.commands import member
from tribe.accounts.models import Application, Totp
from tribe.accounts.openid import Identity
from tribe.audit import AuditEntry
from tribe.base.db import session
from tribe.members.identity import STATEMENTS
from tribe.members.models import FormerName
from tribe.settings import services as settings


def run(app: Flask, *words: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(member, list(words), obj=lambda: app)


def kinds(app: Flask) -> list[str]:
    """What the audit has of it."""
    with app.app_context():
        return list(session.scalars(select(AuditEntry.kind).order_by(AuditEntry.id)))


@pytest.mark.parametrize("way", ["link", "password"])
def test_a_printed_link_leads_in_once(app: Flask, cast: Cast, way: str) -> None:
    done = run(app, "link", "cleo", "--for", way)
    path = done.output.strip()
    client = app.test_client()
    assert client.post(path, data={"password": SECRET}).status_code == 303
    assert client.get("/me").status_code == 200
    assert app.test_client().get(path).status_code == 410
    assert kinds(app) == ["accounts.link.made"]


def test_the_suspended_get_a_link_too_and_read_why(app: Flask, cast: Cast) -> None:
    done = run(app, "link", "eve")
    assert done.exit_code == 0
    [path] = re.findall(r"/sign-in/link/\S+", done.output)
    client = app.test_client()
    assert client.post(path).status_code == 303
    assert client.get("/me").location == STATEMENTS


def test_an_address_is_confirmed_by_hand(app: Flask, cast: Cast) -> None:
    assert run(app, "confirm", "cleo").output == "The address of cleo is confirmed.\n"
    with app.app_context():
        assert cast.get("cleo").email_confirmed_at is not None
    assert kinds(app) == ["accounts.address.confirmed"]


def test_a_member_is_signed_out_everywhere(app: Flask, cast: Cast) -> None:
    browser = sign_in(app, cast, "cleo")
    run(app, "sign-out", "cleo")
    assert browser.get("/me").status_code == 303
    assert kinds(app) == ["accounts.sign_ins.ended"]


def test_a_lost_second_step_is_taken_away(app: Flask, cast: Cast) -> None:
    with app.app_context():
        session.add(Totp(member_id=cast.ids["cleo"], sealed_secret="x"))
        session.commit()
    assert run(app, "reset-second-step", "cleo", "--why", "phone lost").exit_code == 0
    with app.app_context():
        assert not session.scalars(select(Totp)).all()
    assert kinds(app) == ["accounts.second_step.reset"]


def test_a_member_is_renamed(app: Flask, cast: Cast) -> None:
    assert run(app, "rename", "cleo", "Clementine").output == ("cleo is Clementine from now on.\n")
    assert "NEW_NAME: Someone here already has" in run(app, "rename", "Clementine", "ada").output
    with app.app_context():
        assert session.scalars(select(FormerName.name)).all() == ["cleo"]


def test_somebody_is_invited_and_comes_in(app: Flask, cast: Cast) -> None:
    path = run(app, "invite", "cleo", "--words", "Come").output.strip()
    typed = {"name": "Zoe", "email": "zoe@example.org", "password": SECRET}
    assert app.test_client().post(path, data=typed).status_code == 303
    assert kinds(app) == ["accounts.invitation.made"]


def test_who_asks_is_listed_and_answered(app: Flask, cast: Cast) -> None:
    with app.app_context():
        settings.change({"registration": "approval"}, None)
        session.commit()
    for name in ("Zoe", "Yan"):
        typed = {"name": name, "email": f"{name}@example.org", "words": "I mend\nold boots"}
        app.test_client().post("/join", data=typed | {"password": SECRET})
    listed = run(app, "applications").output.splitlines()
    assert [line.split("\t")[1:3] for line in listed] == [
        ["Zoe", "zoe@example.org"],
        ["Yan", "yan@example.org"],
    ]
    assert listed[0].endswith("\tI mend old boots")
    assert run(app, "approve", listed[0].split("\t")[0]).output == "Zoe is let in.\n"
    assert run(app, "decline", listed[1].split("\t")[0]).exit_code == 0
    gone = run(app, "approve", listed[1].split("\t")[0])
    assert (gone.exit_code, "answered this wish already" in gone.output) == (1, True)
    with app.app_context():
        assert not session.scalars(select(Application)).all()


def test_ways_in_are_told_and_an_account_of_the_brand_is_unlinked(app: Flask, cast: Cast) -> None:
    told = run(app, "ways-in", "cleo").output
    assert told == "link\t-\tcleo@example.invalid (not confirmed)\t-\n"
    identity = Identity("https://brand.example", "17", shown_as="cleo at the brand")
    with app.app_context():
        services.link(cast.get("cleo"), identity)
        session.commit()
    assert "brand\t1\tcleo at the brand\t-" in run(app, "ways-in", "cleo").output
    last = run(app, "unlink", "cleo", "1")
    assert (last.exit_code, "last way in" in last.output) == (1, True)
    give_password(app, cast, "cleo")
    assert run(app, "unlink", "dov", "1").exit_code == 1
    done = run(app, "unlink", "cleo", "1", "--why", "it was sold")
    assert done.output == "It lets cleo in no longer.\n"
    assert run(app, "unlink", "cleo", "1").exit_code == 1
    assert run(app, "ways-in", "cleo").output.splitlines()[0] == "password\t-\tset\t-"
    assert kinds(app) == ["accounts.provider.unlinked"]
