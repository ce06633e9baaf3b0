"""Addresses of our own that say what comes in at them: the inbound address with a detail."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from flask import current_app

from tribe.base.db import now
from tribe.mail.settings import MAIL_FROM
from tribe.mail.signing import is_signed, sign
from tribe.settings import value_of

BOUNCE = re.compile(r"b([0-9]{1,10})-([a-z2-7]{16})")
REPLY = re.compile(r"r([a-z]{1,8})-([0-9]{1,10})-([0-9]{1,10})-([0-9]{1,5})-([a-z2-7]{16})")
ANSWERABLE_FOR = timedelta(days=60)  # after a mail was sent
EPOCH = date(2026, 1, 1)  # from which the days in addresses are counted
MAX_LOCAL = 64  # characters before the @ of an address (RFC 5321, 4.5.3.1.1)


@dataclass(frozen=True)
class ReplyAddress:
    """What an address of ours says that is answered to: a thing, and whose address was written."""

    thing: str
    thing_id: int
    address_id: int
    last_day: date

    @property
    def has_ended(self) -> bool:
        """Whether it is too late to answer there."""
        return self.last_day < now().date()


def return_path(mail_id: int) -> str:
    """Where a mail comes back to: an address of its own, where the operator has set one up."""
    inbound: str | None = current_app.config["SETTINGS"].inbound_address
    if not inbound:
        return value_of(MAIL_FROM) or "tribe@localhost"
    return _with_detail(inbound, f"b{mail_id}-{sign('bounce', str(mail_id))}")


def read_bounce(recipient: str) -> int | None:
    """The number of the mail that came back to an address of ours; None where it is not signed."""
    found = BOUNCE.fullmatch(_detail(recipient))
    if found is None or not is_signed("bounce", found[1], found[2]):
        return None
    return int(found[1])


def reply_address(thing: str, thing_id: int, address_id: int) -> str | None:
    """Where one address answers about a thing; None where no inbound address is set up.

    None as well where that would be longer than an address may be.
    """
    inbound: str | None = current_app.config["SETTINGS"].inbound_address
    if not inbound:
        return None
    days = (now().date() + ANSWERABLE_FOR - EPOCH).days
    told = f"{thing}-{thing_id}-{address_id}-{days}"
    made = _with_detail(inbound, f"r{told}-{sign('reply', told)}")
    return made if len(made.rpartition("@")[0]) <= MAX_LOCAL else None


def read_reply(recipient: str) -> ReplyAddress | None:
    """What an address of ours is about, ended or not; None where it is not signed."""
    found = REPLY.fullmatch(_detail(recipient))
    if found is None or not is_signed("reply", "-".join(found.groups()[:-1]), found[5]):
        return None
    last_day = EPOCH + timedelta(int(found[4]))
    return ReplyAddress(found[1], int(found[2]), int(found[3]), last_day)


def is_reply(recipient: str) -> bool:
    """Whether an address of ours claims to be one that is answered to."""
    return _detail(recipient).startswith("r")


def is_ours(recipient: str) -> bool:
    """Whether an address is the inbound one, with a detail or without, or where mails are from."""
    local, _at, domain = recipient.strip().lower().rpartition("@")
    bare = f"{local.partition('+')[0]}@{domain}"
    inbound: str | None = current_app.config["SETTINGS"].inbound_address
    return bare in {one.lower() for one in (inbound, value_of(MAIL_FROM)) if one}


def _with_detail(address: str, detail: str) -> str:
    local, _at, domain = address.rpartition("@")
    return f"{local}+{detail}@{domain}"


def _detail(address: str) -> str:
    return address.rpartition("@")[0].partition("+")[2].lower()
