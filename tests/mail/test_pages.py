"""Who keeps the place sees each mail and what became of it, and nothing of what it says."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, count_queries, sign_in
from tests.mail.conftest import send_all, use
from tests.mail.kinds import TOKEN
from tests.mail.servers import Mailbox
from tribe import mail
from tribe.audit import AuditEntry
from tribe.base.db import session
from tribe.mail import Mail, MailState, Recipient


def write(name: str) -> int:
    written = mail.enqueue(TOKEN, Recipient(f"{name}@example.invalid"), token="take-over")
    assert written is not None
    session.commit()
    return written.id


def test_each_mail_is_there_with_what_became_of_it(postal: Flask, cast: Cast, box: Mailbox) -> None:
    ada = sign_in(postal, cast, "ada")
    assert "No mail here" in ada.get("/admin/mail").text
    box.answers["dov@example.invalid"] = "550 5.1.1 <dov@example.invalid> is not here"
    box.answers["ines@example.invalid"] = "451 4.3.0 later"
    for name in ("cleo", "dov", "ines"):
        write(name)
    send_all()
    write("ben")
    page = ada.get("/admin/mail").text
    assert "take-over" not in page
    assert "is not here" not in page  # a server's own words
    assert "the mail server answered 550 5.1.1" in page
    assert [page.count(f"<strong>{word}</strong>") for word in ("sent", "failed", "waiting")] == [
        1,
        1,
        1,
    ]
    failed = ada.get("/admin/mail?state=failed").text
    assert ("dov@example.invalid" in failed, "cleo@example.invalid" in failed) == (True, False)
    assert ada.get("/admin/mail?state=nonsense").status_code == 200


def test_failed_mails_are_decided_on(postal: Flask, cast: Cast, box: Mailbox) -> None:
    box.to_message = "554 no"
    first, second, third = write("cleo"), write("dov"), write("ines")
    send_all()
    box.to_message = ""
    ada = sign_in(postal, cast, "ada")
    assert ada.post(f"/admin/mail/{first}/retry").status_code == 303
    assert ada.post(f"/admin/mail/{second}/discard").status_code == 303
    send_all()
    session.rollback()
    found = dict(session.execute(select(Mail.id, Mail.state)).all())  # type: ignore[arg-type]
    assert found == {
        first: MailState.SENT,
        second: MailState.WITHDRAWN,
        third: MailState.FAILED,
    }
    assert box.recipients == ["cleo@example.invalid"]
    for number in (first, second, 999):
        assert ada.post(f"/admin/mail/{number}/retry").status_code == 404
    assert ada.post(f"/admin/mail/{first}/discard").status_code == 404  # it has left
    kinds = session.scalars(select(AuditEntry.kind)).all()
    assert "mail.discarded" in kinds


def test_paused_addresses_are_in_use_again_when_an_admin_says_so(
    postal: Flask, cast: Cast, box: Mailbox
) -> None:
    box.answers["dov@example.invalid"] = "550 5.1.1 no"
    write("dov")
    send_all()
    box.answers.clear()
    held = write("dov")
    send_all()
    ada = sign_in(postal, cast, "ada")
    page = ada.get("/admin/mail/paused").text
    assert "dov@example.invalid" in page
    [path] = re.findall(r'action="(/admin/mail/paused/\d+)"', page)
    assert ada.post(path).status_code == 303
    assert ada.post(path).status_code == 404
    send_all()
    session.rollback()
    assert session.get_one(Mail, held, populate_existing=True).state is MailState.SENT
    assert "No address is paused" in ada.get("/admin/mail/paused").text


def test_a_test_message_is_sent_and_seen(postal: Flask, cast: Cast, box: Mailbox) -> None:
    ada = sign_in(postal, cast, "ada")
    refused = ada.post("/admin/mail", data={"address": "nobody"})
    assert (refused.status_code, 'value="nobody"' in refused.text) == (422, True)
    assert ada.post("/admin/mail", data={"address": "ada@example.invalid"}).status_code == 303
    send_all()
    assert [str(m["Subject"]) for m in box.taken] == ["The Hall: mail arrives"]
    assert "<strong>sent</strong> – a test" in ada.get("/admin/mail").text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda app: use(app, None), "TRIBE_MAIL_URL"),
        (lambda app: app.config.update(BASE_URL=None), "TRIBE_BASE_URL"),
    ],
)
def test_what_keeps_mails_is_said(postal: Flask, cast: Cast, change: object, said: str) -> None:
    ada = sign_in(postal, cast, "ada")
    assert said not in ada.get("/admin/mail").text
    assert callable(change)
    change(postal)
    assert said in ada.get("/admin/mail").text


def test_trouble_of_the_server_is_said(postal: Flask, cast: Cast) -> None:
    from tribe.config import MailServer

    use(postal, MailServer("127.0.0.1", 9, "none"))
    write("cleo")
    send_all()
    page = sign_in(postal, cast, "ada").get("/admin/mail").text
    assert "Mails are held up: the mail server cannot be reached." in page


def test_a_page_costs_the_same_for_one_and_thirty(postal: Flask, cast: Cast) -> None:
    ada = sign_in(postal, cast, "ada")
    costs = []
    for count in (1, 31):
        for number in range(count):
            write(f"member{number}")
        with count_queries(postal) as queries:
            page = ada.get("/admin/mail").text
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert page.count("looks__row") == 30
    older = re.search(r'rel="next" href="([^"]+)"', page)
    assert older is not None
    assert ada.get(older[1].replace("&amp;", "&")).text.count("looks__row") == 2
