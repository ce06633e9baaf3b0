"""Who may ask for reports, and read them."""

from tribe.access import Permission, is_analyst

READ = Permission("reports:report:read", "reports.not_analyst", is_analyst)  # each look is recorded
REQUEST = Permission("reports:report:request", "reports.not_analyst", is_analyst)

PERMISSIONS = (READ, REQUEST)
