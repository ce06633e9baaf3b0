"""The outbox: mails are written into it in the transaction of their cause, and sent after it.

`enqueue` joins the caller's transaction, so that a mail exists if and only if its cause does.
"""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tribe.base.db import insert_or, now, session
from tribe.base.text import clean
from tribe.mail.addresses import address_of, is_unsubscribed
from tribe.mail.afterwards import send_after_commit
from tribe.mail.gate import gate
from tribe.mail.kinds import MailKind, Recipient, find_kind
from tribe.mail.models import Mail
from tribe.mail.signing import sign

THING = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def enqueue(
    kind: MailKind,
    recipient: Recipient,
    *,
    thing: str = "",
    parents: Sequence[str] = (),
    until: datetime | None = None,
    **facts: Any,
) -> Mail | None:
    """Write a mail into the outbox of the caller's transaction; None to who unsubscribed from it.

    None too where the brand speaks and its recipient takes no more of that. It waits where its
    recipient wants none just now.

    `thing` names what the mail is of, such as "post-17", and `parents` what it follows, such as
    ("topic-5",): from these programs know a conversation, and one recipient gets one mail of a
    thing, whoever asks how often. After `until` it is not sent any more. `facts` are numbers and
    tokens that the kind is rendered from. Raises LookupError for a kind that no feature declares,
    and ValueError for a thing with other signs than letters, digits and hyphens.
    """
    if find_kind(kind.name) != kind:
        raise LookupError(f"no feature declares mails of kind {kind.name}")
    address = address_of(recipient)
    if not kind.is_transactional and is_unsubscribed(address.id, kind.name):
        return None
    if kind.of_brand and not (
        recipient.member_id is not None and gate().admits(recipient.member_id, facts)
    ):
        return None
    rests_until = None
    if not kind.is_transactional and recipient.member_id is not None:
        rests_until = gate().rests_until(recipient.member_id)
    row = {
        "kind": kind.name,
        "address_id": address.id,
        "member_id": recipient.member_id,
        "name": " ".join(clean(recipient.name).split())[:80],
        "locale": recipient.locale,
        "zone": recipient.zone,
        "facts": facts,
        "message_id": _message_id(thing or _unnamed(kind), address.address),
        "parents": [_message_id(parent, address.address) for parent in parents],
        "rank": 0 if kind.is_transactional else 1,
        "due_at": max(now() + kind.waits, rests_until or now()),
        "until": until,
    }
    insertion = insert_or(Mail).values(row).on_conflict_do_nothing(index_elements=["message_id"])
    mail = session.scalar(select(Mail).from_statement(insertion.returning(Mail)))
    send_after_commit()
    return mail or _get_by_message_id(str(row["message_id"]))


def get(mail_id: int) -> Mail | None:
    """A mail with its address, as the database has it now; one query."""
    found = select(Mail).where(Mail.id == mail_id).options(joinedload(Mail.address))
    return session.scalar(found.execution_options(populate_existing=True))


def _get_by_message_id(message_id: str) -> Mail:
    return session.scalars(select(Mail).where(Mail.message_id == message_id)).one()


def _unnamed(kind: MailKind) -> str:
    return f"{kind.name.replace('.', '-').replace('_', '-')}-{secrets.token_hex(8)}"


def _message_id(thing: str, address: str) -> str:
    """What stands before the @: the same for one thing and recipient, and guessed by nobody."""
    if not THING.fullmatch(thing) or len(thing) > 120:
        raise ValueError(f"{thing!r} cannot stand in a Message-ID")
    return f"{thing}.{sign('message', f'{thing} {address}')}"
