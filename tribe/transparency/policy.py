"""Who writes down what came from outside; the account itself is open to everybody."""

from tribe.access import Permission, is_admin

KEEP = Permission("transparency:outside:keep", "transparency.not_admin", is_admin)
PERMISSIONS = (KEEP,)
