"""What operators decide about mail; the one at a terminal acts as the system."""

from tribe import audit, mail
from tribe.access import Actor, require
from tribe.base.errors import NotFound, RuleBroken
from tribe.mail import Mail, Recipient, addresses, deciding, queries
from tribe.mail.gate import gate
from tribe.mail.models import MailAddress
from tribe.mail.unsubscribing import Subscription
from tribe.postmaster import policy


def retry(actor: Actor, mail_id: int) -> Mail:
    """Try a mail again. Raises Forbidden to all but admins, and NotFound."""
    require(actor, policy.KEEP)
    return _decided(deciding.retry(mail_id))


def discard(actor: Actor, mail_id: int) -> Mail:
    """Give a mail up. Raises Forbidden to all but admins, and NotFound."""
    require(actor, policy.KEEP)
    found = _decided(deciding.discard(mail_id))
    audit.record("mail.discarded", "mail", mail_id, actor_id=actor.id, facts={"kind": found.kind})
    return found


def unpause(actor: Actor, address_id: int) -> MailAddress:
    """Let mail go to an address again. Raises Forbidden to all but admins, and NotFound."""
    require(actor, policy.KEEP)
    found = queries.get_address(address_id)
    if found is None or found.paused_at is None:
        raise NotFound("postmaster.no_paused")
    facts = {"because": str(found.paused_because)}
    addresses.unpause(found)
    audit.record("mail.unpaused", "mail_address", address_id, actor_id=actor.id, facts=facts)
    return found


def send_test(actor: Actor, address: str, locale: str | None = None) -> Mail:
    """Write a test message into the outbox.

    Raises Forbidden to all but admins, and RuleBroken for what is no address.
    """
    require(actor, policy.KEEP)
    try:
        sent = mail.enqueue(mail.TEST, Recipient(address, locale=locale))
    except ValueError as error:
        raise RuleBroken("postmaster.test_address") from error
    assert sent is not None  # one cannot unsubscribe from it
    return sent


def resubscribe(about: Subscription) -> None:
    """Send mails of a kind to an address again; its member's choices go along. Raises nothing."""
    addresses.resubscribe(about.address.id, about.kind)
    if about.address.member_id is not None:
        gate().resubscribed(about.address.member_id, about.kind)


def _decided(found: Mail | None) -> Mail:
    if found is None:
        raise NotFound("postmaster.no_mail")
    return found
