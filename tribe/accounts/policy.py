"""Who may invite, and who lets people in."""

from tribe.access import Permission, is_moderator

INVITE = Permission("accounts:invitation:make", "accounts.members_invite")
DECIDE = Permission("accounts:application:decide", "accounts.not_moderator", is_moderator)
PERMISSIONS = (INVITE, DECIDE)
