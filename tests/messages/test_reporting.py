"""Moderators read a private message only where somebody in its conversation reported it."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.messages.conftest import Talk
from tribe.access import GUEST
from tribe.audit import AuditEntry
from tribe.audit.looking import WhyFirst, look
from tribe.base.db import session
from tribe.base.errors import Forbidden, NotFound, RuleBroken, SignInFirst
from tribe.messages.judged import read_message
from tribe.messages.looked import LOOKED_AT
from tribe.messages.models import PrivateMessage
from tribe.messages.subjects import show_message
from tribe.moderation import services as moderation
from tribe.moderation.models import ModerationCase, ReportKind
from tribe.moderation.services import Ruling

HIDE = Ruling("messages.message.hide", "It insults", "We are kind")


@pytest.fixture
def talk(context: Flask, cast: Cast) -> Talk:
    return Talk(cast)


@pytest.fixture
def message(talk: Talk) -> PrivateMessage:
    begun = talk.agreed("cleo", "dov")
    talk.write("cleo", begun, "a halcyon")
    return talk.write("dov", begun, "a kingfisher")


def test_a_report_gives_that_message_alone(talk: Talk, message: PrivateMessage) -> None:
    moderation.report(talk.who("cleo"), "message", message.id, ReportKind.HARM)
    [case] = session.scalars(select(ModerationCase))
    assert (case.author_id, case.words) == (talk.cast.ids["dov"], "a kingfisher")
    assert case.title == "Message"  # not that of the conversation, which is not reported
    assert "halcyon" not in f"{case.title}{case.words}"
    assert show_message(talk.who("ben"), message.id) is None


@pytest.mark.parametrize("name", ["ben", "ada", "ines", "eve"])
def test_nobody_reports_what_they_do_not_see(
    talk: Talk, message: PrivateMessage, name: str
) -> None:
    with pytest.raises((NotFound, Forbidden)):
        moderation.report(talk.who(name), "message", message.id, ReportKind.HARM)
    with pytest.raises(SignInFirst):
        moderation.report(GUEST, "message", message.id, ReportKind.HARM)
    assert session.scalars(select(ModerationCase)).all() == []


def test_no_moderator_guest_or_program_brings_one_up(talk: Talk, message: PrivateMessage) -> None:
    matter = read_message(message.id)
    assert matter is not None
    for bring_up in (
        lambda: moderation.decide_on(talk.who("ben"), "message", message.id, HIDE),
        lambda: moderation.report_automatically("message", message.id, ReportKind.SPAM, "x"),
        lambda: moderation.report_as_guest(
            "message", message.id, ReportKind.SPAM, "Look", matter=matter
        ),
    ):
        with pytest.raises(NotFound):
            bring_up()
    assert session.scalars(select(ModerationCase)).all() == []


def test_a_reported_message_is_hidden_and_shown_again(app: Flask, cast: Cast) -> None:
    with app.app_context():
        talk = Talk(cast)
        begun = talk.agreed("cleo", "dov")
        message = talk.write("dov", begun, "a kingfisher")
        moderation.report(cast.get("cleo"), "message", message.id, ReportKind.HARM)
        decision = moderation.decide_on(cast.get("ben"), "message", message.id, HIDE)
        session.commit()
        where, number, said = f"/conversations/{begun.id}", message.id, decision.id
    for name in ("cleo", "dov"):
        page = sign_in(app, cast, name).get(where).text
        assert "a kingfisher" not in page
        assert "taken out of sight" in page
    dov = sign_in(app, cast, "dov")
    assert dov.post(f"/conversations/messages/{number}/edit", data={"body": "x"}).status_code == 403
    with app.app_context():
        look(cast.get("ben"), LOOKED_AT, number, "To look at it again")
        moderation.undo(cast.get("ben"), moderation.decision_of(cast.get("ben"), said), "No harm")
        session.commit()
    assert "a kingfisher" in sign_in(app, cast, "cleo").get(where).text


def test_a_moderator_says_why_before_they_open_it_and_its_author_reads_that(
    app: Flask, cast: Cast
) -> None:
    with app.app_context():
        talk = Talk(cast)
        said = talk.write("dov", talk.agreed("cleo", "dov"), "a kingfisher")
        session.commit()
        number = said.id
    page = sign_in(app, cast, "cleo").get(f"/report/message/{number}")
    assert page.status_code == 200
    with app.app_context():
        ben = cast.get("ben")
        with pytest.raises(NotFound):
            look(ben, LOOKED_AT, number, "Curious")  # there is no case
        moderation.report(cast.get("cleo"), "message", number, ReportKind.HARM)
        [case] = session.scalars(select(ModerationCase))
        with pytest.raises(WhyFirst):
            moderation.case_of(ben, case.id)
        look(ben, LOOKED_AT, number, "It was reported")
        assert moderation.case_of(ben, case.id).words == "a kingfisher"
        [entry] = session.scalars(select(AuditEntry).where(AuditEntry.kind == LOOKED_AT))
        about = (entry.subject_type, entry.subject_id, entry.why)
        assert about == ("member", str(cast.ids["dov"]), "It was reported")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "No moderator does, unless one takes part, or somebody in it reports a message."),
        ("fr", "sauf s’il y prend part ou si l’un de vous signale un message."),
    ],
)
def test_the_list_says_when_a_moderator_reads_one(
    app: Flask, cast: Cast, language: str, told: str
) -> None:
    page = sign_in(app, cast, "dov").get("/conversations", headers={"Accept-Language": language})
    assert told in page.text


@pytest.mark.parametrize("name", ["ben", "ines"])
def test_the_page_to_report_it_is_for_those_who_read_it(app: Flask, cast: Cast, name: str) -> None:
    with app.app_context():
        talk = Talk(cast)
        number = talk.write("dov", talk.agreed("cleo", "dov"), "a kingfisher").id
        session.commit()
    assert sign_in(app, cast, name).get(f"/report/message/{number}").status_code == 404
    link = f"/conversations/messages/{number}"
    sent = {"url": link, "kind": "harm", "words": "Look", "email": ""}
    app.test_client().post("/report", data=sent)
    with app.app_context():
        cases = session.scalars(select(ModerationCase)).all()
    assert [case.words for case in cases if "kingfisher" in case.words] == []


def test_one_cannot_report_ones_own(talk: Talk, message: PrivateMessage) -> None:
    with pytest.raises(RuleBroken, match=r"moderation\.own_words"):
        moderation.report(talk.who("dov"), "message", message.id, ReportKind.HARM)
