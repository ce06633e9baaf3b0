"""Who may ask for reports, read them, and see what can be done for the tribe."""

from tribe.access import Permission, is_analyst, is_moderator

READ = Permission("reports:report:read", "reports.not_analyst", is_analyst)  # each look is recorded
REQUEST = Permission("reports:report:request", "reports.not_analyst", is_analyst)
SUPPORT = Permission("reports:support:read", "reports.not_moderator", is_moderator)

PERMISSIONS = (READ, REQUEST, SUPPORT)
