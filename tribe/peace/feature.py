"""Peace among members: blocking one, and ignoring one for a while; known to who does it alone."""

from tribe.feature import Feature
from tribe.peace import policy, views
from tribe.peace.personal import PERSONAL
from tribe.peace.refusals import REFUSALS

FEATURE = Feature(
    "peace",
    blueprint=views.blueprint,
    permissions=policy.PERMISSIONS,
    refusals=REFUSALS,
    personal=PERSONAL,
    slots={"member.acts": views.act_on_page, "account.lines": views.among_account},
)
