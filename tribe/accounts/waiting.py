"""Who asks to come in, on the desk of whoever answers them."""

from tribe.access import Actor, may
from tribe.accounts import policy, queries
from tribe.web.slots import Part


def on_the_desk(reader: Actor) -> Part | None:
    """How many ask, and since when; None where nobody does, or another answers. Two queries."""
    if not may(reader, policy.DECIDE):
        return None
    since = queries.find_longest_wait()
    if since is None:
        return None
    about = {"count": queries.count_applications(), "since": since}
    return Part("accounts/_waiting.html", about)
