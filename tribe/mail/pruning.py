"""Forgetting: mails that are over go after some days, and addresses that no mail goes to."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, exists, update

from tribe.base.db import now, session
from tribe.mail.addresses import FORGOTTEN_AFTER
from tribe.mail.models import Mail, MailAddress, MailReply, MailState, Unsubscription
from tribe.mail.settings import MAIL_DAYS
from tribe.settings import value_of

FACTS_FOR = timedelta(days=14)  # what a failed or paused mail was about, so that it may be retried
REPLIES_FOR = timedelta(days=30)  # longer than any server hands the same message over again


def prune(_payload: dict[str, Any]) -> None:
    """Forget what failed mails were about after a fortnight, and mails after the days of a setting.

    A guest's address goes with the last mail, unless something about it must be remembered.
    """
    old = Mail.ended_at < now() - FACTS_FOR
    lost = {"facts": {}, "state": MailState.FAILED, "answer": "too_late"}
    session.execute(update(Mail).where(old, Mail.state == MailState.PAUSED).values(lost))
    session.execute(update(Mail).where(old).values(facts={}))
    session.execute(delete(Mail).where(Mail.ended_at < now() - timedelta(value_of(MAIL_DAYS))))
    session.execute(delete(MailReply).where(MailReply.received_at < now() - REPLIES_FOR))
    session.execute(
        delete(MailAddress).where(
            MailAddress.member_id.is_(None),
            MailAddress.paused_at.is_(None),
            (MailAddress.bounced_at.is_(None)) | (MailAddress.bounced_at < now() - FORGOTTEN_AFTER),
            ~exists().where(Mail.address_id == MailAddress.id),
            ~exists().where(Unsubscription.address_id == MailAddress.id),
        )
    )
