"""Addresses: what they do not want, how they bounced, and whether anything goes to them."""

from datetime import timedelta

import structlog
from sqlalchemy import delete, select, update

from tribe.base.db import insert_or, now, session
from tribe.mail.afterwards import send_after_commit
from tribe.mail.kinds import MailKind, Recipient
from tribe.mail.models import Mail, MailAddress, MailState, PauseCause, Unsubscription

PAUSED_FROM = 4  # of the score
GONE, REFUSED, SOFT = 4, 2, 1  # there is no such mailbox; refused; full or away for now
NO_MAILBOX = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")  # RFC 3463 and 7505
SAYS_NOTHING = ("5.3.", "5.5.", "5.6.", "5.7.")  # of systems, protocols, contents and policies
FORGOTTEN_AFTER = timedelta(days=30)  # without a bounce
log = structlog.get_logger(__name__)


def address_of(recipient: Recipient) -> MailAddress:
    """The row of a recipient's address, made where there is none; raises ValueError for none."""
    written = recipient.address.strip().lower()
    if "@" not in written or len(written) > 254:
        raise ValueError("this is no mail address")
    found = find_address(written)
    if found is None:
        row = {"address": written, "member_id": recipient.member_id, "score": 0}
        insertion = insert_or(MailAddress).values(row)
        session.execute(insertion.on_conflict_do_nothing(index_elements=["address"]))
        found = session.scalars(select(MailAddress).where(MailAddress.address == written)).one()
    if recipient.member_id is not None and found.member_id != recipient.member_id:
        found.member_id = recipient.member_id
        session.flush()
    return found


def find_address(written: str) -> MailAddress | None:
    """The row of an address, if mail ever went there."""
    return session.scalar(select(MailAddress).where(MailAddress.address == written.strip().lower()))


def is_unsubscribed(address_id: int, kind: str) -> bool:
    """Whether an address does not want a kind of mail."""
    return session.get(Unsubscription, (address_id, kind), populate_existing=True) is not None


def unsubscribe(address_id: int, kind: str) -> None:
    """Send no more mails of a kind to an address; what waits is withdrawn when its turn comes."""
    address = session.get(MailAddress, address_id)
    if address is None:
        return
    row = {"address_id": address_id, "kind": kind, "member_id": address.member_id}
    insertion = insert_or(Unsubscription).values(row | {"unsubscribed_at": now()})
    session.execute(insertion.on_conflict_do_nothing())
    session.expire_all()


def resubscribe(address_id: int, kind: str) -> None:
    """Send mails of a kind to an address again."""
    own = (Unsubscription.address_id == address_id, Unsubscription.kind == kind)
    session.execute(delete(Unsubscription).where(*own))


def list_unwanted(member_id: int, written: str) -> set[str]:
    """The kinds of mails that a member does not want at an address; one query."""
    own = (Unsubscription.member_id == member_id, MailAddress.address == written.strip().lower())
    found = select(Unsubscription.kind).join(
        MailAddress, MailAddress.id == Unsubscription.address_id
    )
    return set(session.scalars(found.where(*own)))


def carry_choices(old: str, recipient: Recipient) -> None:
    """Let what a member does not want at an address not come to their next one either."""
    address = address_of(recipient)
    for kind in list_unwanted(address.member_id or 0, old):
        unsubscribe(address.id, kind)


def is_held(address: MailAddress, kind: MailKind) -> bool:
    """Whether a mail of a kind does not go to an address just now.

    Who complained is still answered when they ask for something themselves.
    """
    if address.paused_at is None or kind.reaches_paused:
        return False
    return not (kind.is_transactional and address.paused_because is PauseCause.COMPLAINED)


def weight_of(status: str) -> int:
    """How much a status of RFC 3463 says against an address; without one a little."""
    if status in NO_MAILBOX:
        return GONE
    if status.startswith(SAYS_NOTHING):
        return 0
    return SOFT if status.startswith("4.") or status == "5.2.2" else REFUSED


def score_bounce(address_id: int, weight: int) -> None:
    """Count a bounce of an address, and pause it from a score on; old ones are forgotten."""
    if not weight:
        return
    address = session.scalar(
        select(MailAddress).where(MailAddress.id == address_id).with_for_update()
    )
    if address is None:
        return
    is_old = address.bounced_at is None or address.bounced_at < now() - FORGOTTEN_AFTER
    address.score = weight if is_old else address.score + weight
    address.bounced_at = now()
    if address.score >= PAUSED_FROM:
        _pause(address, PauseCause.BOUNCED)
    session.flush()


def note_complaint(address_id: int) -> None:
    """Pause an address whose owner told their provider that our mail is unwanted."""
    address = session.get(MailAddress, address_id)
    if address is not None:
        _pause(address, PauseCause.COMPLAINED)
        session.flush()


def unpause(address: MailAddress) -> None:
    """Let mail go to an address again; what was held for it is due now, unless it is too late."""
    address.paused_at = address.paused_because = address.bounced_at = None
    address.score = 0
    held = (Mail.address_id == address.id, Mail.state == MailState.PAUSED)
    again = {"state": MailState.WAITING, "due_at": now(), "ended_at": None}
    session.execute(update(Mail).where(*held).values(again))
    session.flush()
    send_after_commit()


def confirm_address(written: str) -> None:
    """Take note that a person proved an address to work: nothing is held for it any more."""
    address = find_address(written)
    if address is not None:
        unpause(address)


def _pause(address: MailAddress, cause: PauseCause) -> None:
    if address.paused_at is None:
        address.paused_at, address.paused_because = now(), cause
        log.warning("mail to an address is paused", address_id=address.id, because=cause.value)
