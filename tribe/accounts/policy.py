"""Who may invite, and who lets people in."""

from tribe.access import Permission, is_moderator

INVITE = Permission("accounts:invitation:make", "accounts.members_invite", is_speech=True)
DECIDE = Permission("accounts:application:decide", "accounts.not_moderator", is_moderator)
PERMISSIONS = (INVITE, DECIDE)
