"""Who may leave, take their data along, and read why others left."""

from tribe.access import Actor, Permission, is_admin, standing_role
from tribe.members.policy import is_leaving, is_suspended


def _has_account(actor: Actor) -> bool:
    """Whose account is in use, leaving or suspended: what is theirs stays theirs."""
    return standing_role(actor) is not None or is_leaving(actor) or is_suspended(actor)


def _leaves(actor: Actor) -> bool:
    """Whose account is in use, or suspended."""
    return standing_role(actor) is not None or is_suspended(actor)


LEAVE = Permission("personal_data:account:leave", "personal_data.not_own", _leaves, is_open=True)
TAKE_ALONG = Permission(
    "personal_data:export:ask", "personal_data.not_own", _has_account, is_open=True
)
READ_WORDS = Permission("personal_data:words:read", "personal_data.not_own")
READ_REASONS = Permission("personal_data:reason:read", "personal_data.not_admin", is_admin)

ASK_FOR_ACCOUNT = Permission("personal_data:claim:ask", "personal_data.not_own", is_open=True)
DECIDE_CLAIMS = Permission("personal_data:claim:decide", "personal_data.not_admin", is_admin)

PERMISSIONS = (ASK_FOR_ACCOUNT, DECIDE_CLAIMS, LEAVE, TAKE_ALONG, READ_WORDS, READ_REASONS)
