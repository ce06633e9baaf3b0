"""No more mails leave in a minute than a setting says, and what somebody waits for goes at once."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update

from tests.mail.conftest import send_all
from tests.mail.kinds import NEWS, TOKEN
from tests.mail.servers import Mailbox
from tribe import mail
from tribe.base.db import now, session
from tribe.jobs import Job
from tribe.mail import Mail, Recipient
from tribe.mail.afterwards import SEND
from tribe.settings import services as settings


def write(kind: mail.MailKind, number: int = 1) -> None:
    for one in range(number):
        mail.enqueue(kind, Recipient(f"{kind.name}{one}@example.invalid"), token="t")
        session.commit()


def pass_a_minute() -> None:
    for one in session.scalars(select(Mail).where(Mail.ended_at.is_not(None))):
        one.ended_at -= timedelta(minutes=1)  # type: ignore[operator]
    waiting = update(Job).where(Job.done_at.is_(None))
    session.execute(waiting.values(run_at=now(), key=None))  # keys are of moments to come
    session.commit()


def test_what_is_more_than_the_limit_goes_in_the_minutes_after(postal: Flask, box: Mailbox) -> None:
    settings.change({"mails_a_minute": 2}, None)
    session.commit()
    write(NEWS, 5)
    gone = []
    for _ in range(4):
        send_all()
        gone.append(len(box.taken))
        pass_a_minute()
    assert gone == [2, 4, 5, 5]


def test_it_goes_on_by_itself_by_one_job(postal: Flask, box: Mailbox) -> None:
    settings.change({"mails_a_minute": 1}, None)
    session.commit()
    write(NEWS, 4)
    send_all()
    waiting = select(Job.run_at).where(Job.kind == SEND, Job.done_at.is_(None))
    [again_at] = session.scalars(waiting)
    [sent] = session.scalars(select(Mail).where(Mail.ended_at.is_not(None)))
    assert sent.ended_at is not None
    assert timedelta(seconds=60) < again_at - sent.ended_at <= timedelta(seconds=61)


def test_what_somebody_waits_for_goes_at_once_and_counts(postal: Flask, box: Mailbox) -> None:
    settings.change({"mails_a_minute": 2}, None)
    session.commit()
    write(NEWS, 3)
    write(TOKEN, 3)
    send_all()
    assert [to.partition("@")[0] for to in box.recipients] == [f"test.token{n}" for n in range(3)]
    pass_a_minute()
    send_all()
    assert len(box.taken) == 5


def test_without_a_limit_all_go(postal: Flask, box: Mailbox) -> None:
    write(NEWS, 30)
    send_all()
    assert len(box.taken) == 30
