"""Who decides on what guests ask."""

from tribe.access import Permission, is_moderator

DECIDE = Permission("guests:question:decide", "guests.not_moderator", is_moderator)
PERMISSIONS = (DECIDE,)
