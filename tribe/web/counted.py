"""Under which key a limit counts what somebody does: their account, or a guest's network."""

import hashlib
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from flask import request
from flask_limiter.util import get_remote_address
from flask_login import current_user


def doer() -> str:
    """Who does something: a member wherever they are, a guest as the network that they come from.

    Many members behind one address are many, and a member with many addresses is one.
    """
    if current_user.is_authenticated:
        return f"account {current_user.id}"
    return guest_network()


def link_followed() -> str:
    """Who follows a link with a secret: a member, or a guest as that very link.

    No stranger knows it, so that nobody who shares their network keeps them from it.
    """
    if current_user.is_authenticated:
        return doer()
    secret = str((request.view_args or {}).get("token", ""))
    return f"link {hashlib.sha256(secret.encode()).hexdigest()[:32]}"


def guest_network() -> str:
    """The network that a request comes from, for what nobody is signed in for."""
    return network_of(get_remote_address())


@lru_cache(1000)
def network_of(address: str) -> str:
    """An address, or of one of IPv6 the network that one household has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)
