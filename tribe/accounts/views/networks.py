"""How many accounts came from one network lately; no address is written down for it."""

from contextlib import suppress
from ipaddress import ip_address, ip_network

from flask_limiter.util import get_remote_address
from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from redis.exceptions import RedisError

from tribe.accounts.settings import RUSH
from tribe.settings import value_of
from tribe.web.security import limiter

MINUTES = 10
LENGTHS = {4: 24, 6: 48}  # bits of a prefix that one household or server farm has


def network_of(address: str) -> str:
    """The network that an address lies in."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    return str(ip_network((parsed, LENGTHS[parsed.version]), strict=False))


def is_rush_of_network() -> bool:
    """Count an account; whether half as many as are a rush came from its network by now.

    It is counted where all limits are, for ten minutes, and forgotten then.
    """
    most = value_of(RUSH)
    if not most or not limiter.enabled:
        return False
    item = RateLimitItemPerMinute(max(0, most // 2 - 1), MINUTES)  # what is one more is a rush
    with suppress(StorageError, RedisError):
        return not limiter.limiter.hit(item, "joined", network_of(get_remote_address()))
    return False
