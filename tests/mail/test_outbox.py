"""A mail exists if and only if its cause does, and is sent once it is committed."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import Cast
from tests.mail.conftest import send_all
from tests.mail.kinds import NEWS, TOKEN
from tests.mail.servers import Mailbox
from tribe import mail
from tribe.base.db import session
from tribe.jobs import Job
from tribe.mail import Mail, MailKind, MailState, Recipient, deciding
from tribe.mail.afterwards import SEND

CLEO = Recipient("cleo@example.invalid", "Cleo")


def count_jobs() -> int:
    return session.scalars(select(func.count(Job.id)).where(Job.kind == SEND)).one()


def test_nothing_is_sent_for_what_was_rolled_back(postal: Flask, box: Mailbox) -> None:
    mail.enqueue(TOKEN, CLEO, token="t")
    session.rollback()
    send_all()
    assert (box.taken, session.scalars(select(Mail)).all(), count_jobs()) == ([], [], 0)


def test_everything_is_sent_for_what_was_committed(postal: Flask, box: Mailbox) -> None:
    for number in range(3):
        mail.enqueue(TOKEN, Recipient(f"member{number}@example.invalid"), token=f"t{number}")
    session.commit()
    assert box.taken == []
    assert count_jobs() == 1  # one job for all mails of a transaction
    send_all()
    assert sorted(box.recipients) == [f"member{n}@example.invalid" for n in range(3)]
    assert box.connections == 1
    for sent in session.scalars(select(Mail)):
        assert (sent.state, sent.answer, sent.facts) == (MailState.SENT, "250 2.0.0", {})
        assert (sent.attempts, sent.lease) == (1, None)
        assert sent.ended_at is not None


def test_a_mail_of_a_savepoint_has_its_job_whatever_becomes_of_others(
    postal: Flask, box: Mailbox
) -> None:
    with session.begin_nested() as savepoint:
        mail.enqueue(TOKEN, CLEO, token="lost")
        savepoint.rollback()
    mail.enqueue(TOKEN, CLEO, token="kept")
    session.commit()
    send_all()
    assert ["/reset/kept" in m.as_string() for m in box.taken] == [True]


def test_one_recipient_gets_one_mail_of_a_thing(postal: Flask, box: Mailbox) -> None:
    first = mail.enqueue(NEWS, CLEO, thing="post-17", parents=("topic-5",))
    again = mail.enqueue(NEWS, CLEO, thing="post-17", parents=("topic-5",))
    other = mail.enqueue(NEWS, Recipient("dov@example.invalid"), thing="post-17")
    assert first is not None
    assert first is again is not other
    session.commit()
    send_all()
    assert len({m["Message-ID"] for m in box.taken}) == len(box.taken) == 2


def test_what_no_feature_declares_is_not_sent(postal: Flask) -> None:
    with pytest.raises(LookupError, match=r"test\.other"):
        mail.enqueue(MailKind("test.other", TOKEN.render, TOKEN.label), CLEO)


@pytest.mark.parametrize("address", ["", "nobody", "a" * 250 + "@b.example"])
def test_what_is_no_address_is_refused(postal: Flask, address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        mail.enqueue(TOKEN, Recipient(address), token="t")


@pytest.mark.parametrize("thing", ["post 17", "post>", "a\r\nb", "é", "p" * 121])
def test_what_cannot_stand_in_a_message_id_is_refused(postal: Flask, thing: str) -> None:
    with pytest.raises(ValueError, match="Message-ID"):
        mail.enqueue(NEWS, CLEO, thing=thing)


def test_what_somebody_waits_for_goes_first(postal: Flask, box: Mailbox, cast: Cast) -> None:
    mail.enqueue(NEWS, CLEO)
    mail.enqueue(TOKEN, CLEO, token="t")
    session.commit()
    send_all()
    assert ["/reset/t" in m.as_string() for m in box.taken] == [True, False]


def test_what_waited_in_a_backup_is_not_sent_unasked(postal: Flask, box: Mailbox) -> None:
    """It may have left between the backup and its return."""
    waiting = mail.enqueue(TOKEN, CLEO, token="t")
    session.commit()
    assert waiting is not None
    assert deciding.hold_restored() == "1 waiting mail is held: it may have left before."
    session.commit()
    send_all()
    assert box.taken == []
    assert deciding.retry(waiting.id) is not None
    session.commit()
    send_all()
    assert len(box.taken) == 1
    assert deciding.hold_restored() is None
