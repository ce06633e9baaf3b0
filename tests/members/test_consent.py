"""A yes or a no to being measured, and what follows from a no."""

from flask import Flask
from sqlalchemy import func, select

from tests.conftest import Cast, sign_in
from tribe.activity import Happened, Listener, register
from tribe.activity.listening import unregister
from tribe.base.db import session
from tribe.graph.data.kinds import Kind
from tribe.ledger.models import Cause, Interaction
from tribe.ledger.services import record
from tribe.members.activities import CONSENT_WITHDRAWN
from tribe.members.models import ConsentDecision
from tribe.members.services import decide_consent


def interactions(app: Flask) -> int:
    with app.app_context():
        return session.scalar(select(func.count()).select_from(Interaction)) or 0


def test_a_no_is_told_once_inside_its_transaction(context: Flask, cast: Cast) -> None:
    heard: list[int | None] = []

    def hear(happened: Happened) -> None:
        heard.append(happened.member_id)
        assert session().in_transaction()

    listener = Listener(hear, (CONSENT_WITHDRAWN,))
    register(listeners=[listener])
    try:
        cleo = cast.get("cleo")
        decide_consent(cleo, True)
        assert heard == []
        decide_consent(cleo, False)
        decide_consent(cleo, False)
        assert heard == [cleo.id]
    finally:
        unregister(listeners=[listener])


def test_withdrawing_removes_what_was_recorded(app: Flask, cast: Cast) -> None:
    with app.app_context():
        ids = cast.ids
        record(Kind.REPLY, ids["cleo"], [ids["dov"]], cause=Cause.POST, cause_id=1)
        record(Kind.REPLY, ids["ada"], [ids["dov"]], cause=Cause.POST, cause_id=2)
        session.commit()
    cleo = sign_in(app, cast, "cleo")
    assert "You are counted" in cleo.get("/me/consent").text
    assert cleo.post("/me/consent", data={"is_measured": "0"}).status_code == 303
    page = cleo.get("/me/consent").text
    assert "You are not counted" in page
    assert "no longer measured" in page
    assert interactions(app) == 1
    with app.app_context():
        assert record(Kind.REPLY, ids["cleo"], [ids["dov"]], cause=Cause.POST, cause_id=3) == 0


def test_every_decision_is_kept_and_shown(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    for answer in ("0", "0", "1", "nonsense"):
        cleo.post("/me/consent", data={"is_measured": answer})
    with app.app_context():
        rows = session.scalars(select(ConsentDecision).order_by(ConsentDecision.id))
        assert [row.is_granted for row in rows] == [
            False,
            True,
            False,
        ]  # what changes nothing is none
    page = cleo.get("/me/consent", headers={"Accept-Language": "fr"}).text
    assert page.count("<strong>Non</strong>") == 2
    assert page.count("<strong>Oui</strong>") == 1
