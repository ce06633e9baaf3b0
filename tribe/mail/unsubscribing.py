"""Unsubscribing without a sign-in: what a link says, and what it does."""

from dataclasses import dataclass

from tribe.base.paging import parse_number
from tribe.mail.models import MailAddress
from tribe.mail.queries import get_address
from tribe.mail.signing import is_signed


@dataclass(frozen=True)
class Subscription:
    """One address and one kind of mails, as a link names them."""

    address: MailAddress
    kind: str


def read_token(token: str) -> Subscription | None:
    """What a link is about; None where it is not ours, or its address is forgotten."""
    told, _tilde, mark = token.rpartition("~")
    number, _tilde, kind = told.partition("~")
    if not is_signed("unsubscribe", told, mark):
        return None
    address = get_address(parse_number(number) or 0)
    return Subscription(address, kind) if address is not None else None
