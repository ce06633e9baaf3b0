"""What the brand said is reported, taken from view with reasons, put back exactly, and appealed."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from tests.acts.test_acts import SAID, ben, brand, say
from tests.conftest import Cast, sign_in
from tests.forum.states import take_state
from tests.moderation.test_restraints import ruling
from tests.moderation.test_sweeping import left
from tests.moderation.test_titles_taken import LOOKED_FOR, pages_of
from tests.notices.conftest import Hall, hall, work
from tests.notices.test_choices import KEPT
from tribe.acts import services as acts
from tribe.acts.mails import SPOKEN
from tribe.acts.models import BrandAct
from tribe.acts.services import ActDraft
from tribe.audit import AuditEntry
from tribe.base.db import session
from tribe.base.errors import Forbidden, RuleBroken
from tribe.forum.models import Topic
from tribe.mail import Mail
from tribe.mail.composing import compose
from tribe.moderation import services
from tribe.moderation.models import AppealOutcome, Decision, ModerationCase, Report

__all__ = ["ben", "brand", "hall"]
WORD = "Zqxoven"
TAKE = "acts.act.take_words"


def said(hall: Hall) -> BrandAct:
    """The brand says something in each of its fields, and Cleo answers."""
    title, body, serves, asks, grounds = (
        f"{WORD} {name}" for name in ("title", "body", "serves", "asks", "grounds")
    )
    act = say(hall, ActDraft(title, body, serves, asks, grounds, hall.room.id))
    acts.answer(hall.cast.get("cleo"), act, "How big?")
    session.commit()
    work()
    return act


def read(app: Flask, reader: FlaskClient, page: str) -> bytes:
    """What a reader is shown, whoever read before."""
    with app.app_context():
        answer: bytes = reader.get(page, follow_redirects=True).data
        return answer


def take(hall: Hall, act: BrandAct, by: str = "ada") -> Decision:
    made = services.decide_on(hall.cast.get(by), "brand_act", act.id, ruling(TAKE))
    work()
    return made


def where(app: Flask, reader: FlaskClient, act: BrandAct) -> set[str]:
    """The pages on which a reader finds the word."""
    [topic] = session.scalars(select(Topic)).all()
    pages = [*pages_of(app), *(page.format("oven") for page in LOOKED_FOR)]
    pages += [f"/acts/{act.id}", f"/t/{topic.id}", f"/t/{topic.id}.atom", "/search?q=Zqxoven"]
    session.rollback()
    bodies = {page: read(app, reader, page) for page in pages}
    own = {"/search?q=Zqxoven"}  # the page repeats what was looked for
    return {page for page, body in bodies.items() if WORD.encode() in body and page not in own}


def test_a_member_reports_it_on_its_page_and_a_guest_by_its_address(
    brand: Hall, app: Flask, cast: Cast, client: FlaskClient, ben: FlaskClient
) -> None:
    act = said(brand)
    dov = sign_in(app, cast, "dov")
    action = f"/report/brand_act/{act.id}"
    page = f"/acts/{act.id}"
    assert action.encode() in read(app, dov, page)
    assert b"/report/" not in read(app, ben, page).partition(b"<main")[2]  # his own
    assert f"/report?url={page}".encode() in read(app, client, page)
    with app.app_context():
        assert dov.post(action, data={"kind": "spam"}).location == page
    typed = {"url": f"http://localhost/acts/{act.id}", "kind": "illegal", "words": "It lies to us"}
    typed |= {"name": "Wren", "email": "wren@example.org"}
    with app.app_context():
        assert client.post("/report", data=typed).status_code == 303
    [case] = session.scalars(select(ModerationCase)).all()
    assert (case.subject_type, case.subject_id) == ("brand_act", act.id)
    reports = select(func.count(Report.id)).where(Report.case_id == case.id)
    assert (case.author_id, session.scalar(reports)) == (cast.ids["ben"], 2)
    assert f"{WORD} serves" in case.words


def test_a_draft_is_nobody_to_report(brand: Hall, app: Flask, client: FlaskClient) -> None:
    draft = acts.write(brand.cast.get("ben"), SAID)
    session.commit()
    ada = sign_in(app, brand.cast, "ada")
    assert b"/report/" not in read(app, ada, f"/acts/{draft.id}").partition(b"<main")[2]
    with app.app_context():
        refused = ada.post(f"/report/brand_act/{draft.id}", data={"kind": "spam"})
    assert refused.status_code == 404
    typed = {"url": f"http://localhost/acts/{draft.id}", "kind": "illegal", "words": "It lies"}
    typed |= {"name": "Wren", "email": "wren@example.org"}
    with app.app_context():
        assert client.post("/report", data=typed).status_code == 303
    assert session.scalars(select(ModerationCase.subject_type)).all() == ["address"]


def test_its_words_leave_every_page_and_come_back_as_they_were(
    brand: Hall, app: Flask, cast: Cast
) -> None:
    act = said(brand)
    dov, guest = sign_in(app, cast, "dov"), app.test_client()
    assert {"/acts", "/notices", f"/acts/{act.id}"} <= where(app, dov, act)
    before = take_state()
    decision = take(brand, act)
    assert where(app, dov, act) == set()
    assert where(app, guest, act) == set()
    page = read(app, guest, f"/acts/{act.id}")
    assert b"Moderators took its words from view" in page
    assert b"/report?" not in page
    services.undo(cast.get("ada"), session.get_one(Decision, decision.id), "It was another")
    work()
    assert left(before) == set()
    assert {"/acts", "/notices", f"/acts/{act.id}"} <= where(app, dov, act)


def test_a_topic_that_was_named_anew_keeps_its_name(brand: Hall, cast: Cast) -> None:
    act = said(brand)
    decision = take(brand, act)
    topic = session.scalars(select(Topic)).one()
    assert topic.title == "[…]"
    topic.title = "About the oven"
    services.undo(cast.get("ada"), decision, "It was another")
    assert topic.title == "About the oven"
    assert act.title == f"{WORD} title"


def test_no_mail_of_it_goes_out_any_more(brand: Hall, app: Flask, cast: Cast) -> None:
    page = KEPT | {"acts.published": "at_once"}
    assert sign_in(app, cast, "cleo").post("/me/notices", data=page).status_code == 303
    act = say(brand)
    chosen = select(Mail).where(Mail.kind == SPOKEN.name).options(joinedload(Mail.address))
    [waiting] = session.scalars(chosen).all()
    assert compose(waiting, SPOKEN) is not None
    decision = take(brand, act)
    assert compose(waiting, SPOKEN) is None
    services.undo(cast.get("ada"), decision, "It was another")
    assert compose(waiting, SPOKEN) is not None


def test_it_is_not_answered_meanwhile(brand: Hall, app: Flask, cast: Cast) -> None:
    act = said(brand)
    take(brand, act)
    dov = sign_in(app, cast, "dov")
    assert "Answer, for all to read" not in dov.get(f"/acts/{act.id}").text
    assert dov.post(f"/acts/{act.id}/answer", data={"body": "Why?"}).status_code == 409
    with pytest.raises(RuleBroken, match="covered"):
        acts.answer(cast.get("dov"), act, "Why?")


def test_the_brand_judges_nothing_of_its_own_where_another_can(brand: Hall, cast: Cast) -> None:
    cast.get("dov").is_brand = True
    act = acts.write(cast.get("dov"), SAID)
    acts.publish(cast.get("dov"), act)
    with pytest.raises(Forbidden, match="of_brand"):
        take(brand, act, "ben")
    take(brand, act)
    entries = session.scalars(select(AuditEntry.facts).where(AuditEntry.kind.like("moderation.%")))
    assert [facts.get("stake") for facts in entries] == [None]


def test_who_spoke_reads_why_and_an_appeal_that_wins_puts_it_back(
    brand: Hall, app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    act = said(brand)
    cast.get("ines").role = cast.get("ada").role
    session.commit()
    decision = take(brand, act)
    page = ben.get(f"/moderation/decisions/{decision.id}").text
    assert "What you said in the name of the brand was taken from view" in page
    assert "You shouted." in page
    made = services.appeal(cast.get("ben"), decision, "It was true")
    services.judge(cast.get("ines"), made, AppealOutcome.OVERTURNED, "So it was")
    assert session.get_one(BrandAct, act.id).title == f"{WORD} title"
