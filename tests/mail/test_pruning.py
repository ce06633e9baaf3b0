"""What a mail was about goes soon, that it went goes later, and addresses of nobody go with it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from tests.conftest import Cast
from tests.mail.conftest import send_all
from tests.mail.kinds import NEWS, TOKEN
from tests.mail.servers import Mailbox
from tribe import jobs, mail
from tribe.base.db import now, session
from tribe.mail import Mail, MailState, Recipient, addresses, deciding, pruning
from tribe.mail.models import MailAddress


def prune_after(days: float) -> None:
    """Let so many days go by since each mail ended, and prune."""
    session.commit()
    ago = now() - timedelta(days=days)
    session.execute(update(Mail).where(Mail.ended_at.is_not(None)).values(ended_at=ago))
    pruning.prune({})
    session.commit()
    session.expire_all()


def test_a_failed_mail_can_be_tried_again_for_a_fortnight(postal: Flask, box: Mailbox) -> None:
    box.to_message = "554 no"
    written = mail.enqueue(TOKEN, Recipient("cleo@example.invalid"), token="t")
    assert written is not None
    session.commit()
    send_all()
    prune_after(13)
    assert session.scalars(select(Mail.facts)).one() == {"token": "t"}
    prune_after(15)
    assert session.scalars(select(Mail.facts)).one() == {}
    assert deciding.retry(written.id) is None


def test_a_mail_that_was_held_for_a_fortnight_is_given_up(postal: Flask, box: Mailbox) -> None:
    address = addresses.address_of(Recipient("cleo@example.invalid"))
    addresses.score_bounce(address.id, addresses.GONE)
    mail.enqueue(TOKEN, Recipient("cleo@example.invalid"), token="t")
    session.commit()
    send_all()
    prune_after(15)
    [held] = session.scalars(select(Mail))
    assert (held.state, held.answer, held.facts) == (MailState.FAILED, "too_late", {})


def test_what_waits_is_never_pruned(postal: Flask) -> None:
    mail.enqueue(TOKEN, Recipient("cleo@example.invalid"), token="t")
    prune_after(400)
    assert session.scalars(select(Mail.facts)).one() == {"token": "t"}


def test_addresses_go_with_their_last_mail_unless_something_must_be_known(
    postal: Flask, box: Mailbox, cast: Cast
) -> None:
    people = [Recipient(f"{name}@elsewhere.example") for name in ("gone", "unsubscribed", "paused")]
    for recipient in (*people, Recipient.of(cast.get("cleo"))):
        mail.enqueue(NEWS, recipient)
    session.commit()
    send_all()
    addresses.unsubscribe(addresses.address_of(people[1]).id, NEWS.name)
    addresses.note_complaint(addresses.address_of(people[2]).id)
    prune_after(89)
    assert len(session.scalars(select(MailAddress)).all()) == 4
    prune_after(91)
    assert session.scalars(select(Mail)).all() == []
    assert {one.partition("@")[0] for one in session.scalars(select(MailAddress.address))} == {
        "unsubscribed",
        "paused",
        "cleo",
    }


@pytest.mark.parametrize(
    "error", [jobs.LeaseLost(), OperationalError("COMMIT", None, Exception("database is locked"))]
)
def test_what_the_server_took_is_noted_even_if_the_job_is_lost(
    postal: Flask, box: Mailbox, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    mail.enqueue(TOKEN, Recipient("cleo@example.invalid"), token="t")
    session.commit()
    real, calls = jobs.renew, []

    def lost() -> None:
        calls.append(1)
        if len(calls) == 2:  # when it takes the next after the first has left
            session.rollback()
            raise error
        real()

    monkeypatch.setattr(jobs, "renew", lost)
    assert jobs.run_next(jobs.Lane.MAIL)
    monkeypatch.undo()
    session.rollback()
    assert session.scalars(select(Mail.state)).one() is MailState.SENT
    assert len(box.taken) == 1
