"""Who keeps the mail."""

from tribe.access import Permission, is_admin

KEEP = Permission("postmaster:mail:keep", "postmaster.not_admin", is_admin)
PERMISSIONS = (KEEP,)
