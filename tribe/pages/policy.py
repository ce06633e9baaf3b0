"""Who may write the pages of the place and agree to them; everybody reads them."""

from tribe.access import Permission, is_admin

PUBLISH = Permission("pages:version:publish", "pages.not_admin", is_admin)
AGREE = Permission("pages:version:agree", "pages.members_only")
PERMISSIONS = (PUBLISH, AGREE)
