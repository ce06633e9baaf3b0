"""Who keeps the place: its settings, its accounts, the audit of both, and its queue."""

from tribe.access import Permission, is_admin

CHANGE_SETTINGS = Permission("admin:settings:change", "admin.not_admin", is_admin)
READ_AUDIT = Permission("admin:audit:read", "admin.not_admin", is_admin)
DECIDE_JOBS = Permission("admin:jobs:decide", "admin.not_admin", is_admin)

PERMISSIONS = (CHANGE_SETTINGS, READ_AUDIT, DECIDE_JOBS)
