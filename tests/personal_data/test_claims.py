"""Whoever is in imported texts takes their account over, or has it erased, on proof."""

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.conftest import Cast, sign_in
from tests.mail.reading import read_letters
from tests.world import World, furnish
from tribe.access import SYSTEM
from tribe.audit import AuditEntry
from tribe.base.db import session
from tribe.base.errors import RuleBroken
from tribe.jobs import Lane, run_next
from tribe.members.models import Member, State
from tribe.members.queries import find_member
from tribe.personal_data.commands import privacy
from tribe.personal_data.models import ImportClaim, Wish
from tribe.personal_data.services import claiming

ASKED = {"wish": "claim", "email": "Reed@Example.org", "proof": "On <my> page"}


@pytest.fixture
def house(app: Flask, cast: Cast) -> World:
    """A world with one account that came with an import, and one request for it."""
    return furnish(app, cast)


def test_a_guest_asks_and_an_admin_gives(
    app: Flask, cast: Cast, house: World, client: FlaskClient
) -> None:
    assert "/u/reed/claim" in client.get("/u/reed").text
    assert "/claim" not in client.get("/u/cleo").text
    assert client.get("/u/cleo/claim").status_code == 404
    page = client.get("/u/reed/claim").text
    assert "tribe-" in page
    assert client.post("/u/reed/claim", data=ASKED | {"email": "no"}).status_code == 422
    assert client.post("/u/reed/claim", data=ASKED).status_code == 303
    assert client.post("/u/reed/claim", data=ASKED | {"proof": "There"}).status_code == 303
    with app.app_context():
        [claim] = session.scalars(select(ImportClaim).where(ImportClaim.proof == "There")).all()
        assert claim.email == "reed@example.org"
        assert session.scalar(select(func.count(ImportClaim.id))) == 2
        number, code = claim.id, claiming.code_of(find_member("reed"), app.config["SECRET_KEY"])
    assert code in page
    ada = sign_in(app, cast, "ada")
    assert code in ada.get("/admin/claims").text
    answer = {"answer": "yes", "why": "The code is on the profile"}
    assert ada.post(f"/admin/claims/{number}", data=answer).status_code == 303
    with app.app_context():
        reed = find_member("reed")
        assert (reed.email, reed.is_measured, reed.state) == (
            "reed@example.org",
            False,
            State.ACTIVE,
        )
        assert session.scalar(select(func.count(ImportClaim.id))) == 0
        assert read_letters("personal_data.claimed")
    assert ada.post(f"/admin/claims/{number}", data=answer).status_code == 404
    assert client.get("/u/reed/claim").status_code == 404  # it is somebody's now


def test_who_wishes_so_is_erased(app: Flask, cast: Cast, house: World) -> None:
    with app.app_context():
        claim = session.get_one(ImportClaim, house.claim)
        claim.wish, number = Wish.ERASE, claim.member_id
        claiming.grant(SYSTEM, house.claim, "Seen")
        session.commit()
        while run_next(Lane.SLOW):
            pass
        member = session.get_one(Member, number)
        assert (member.state, member.name) == (State.LEFT, "former member 1")
        assert session.scalar(select(func.count(ImportClaim.id))) == 0


def test_a_no_changes_nothing_and_is_written(app: Flask, cast: Cast, house: World) -> None:
    run = CliRunner()
    listed = run.invoke(privacy, ["claims"], obj=lambda: app).output
    assert "reed@example.invalid" in listed
    said = ["decide", str(house.claim), "no", "--why", "No code there"]
    assert run.invoke(privacy, said, obj=lambda: app).exit_code == 0
    assert run.invoke(privacy, said, obj=lambda: app).exit_code == 1
    with app.app_context():
        assert find_member("reed").email is None
        [letter] = read_letters("personal_data.not_claimed")
        assert "No code there" in letter.text
        kinds = session.scalars(select(AuditEntry.kind)).all()
        assert "privacy.claim_refused" in kinds


def test_an_address_has_one_account(app: Flask, cast: Cast, house: World) -> None:
    with app.app_context():
        session.get_one(ImportClaim, house.claim).email = "cleo@example.invalid"
        session.flush()
        with pytest.raises(RuleBroken, match="address_taken"):
            claiming.grant(SYSTEM, house.claim, "Seen")
