"""Following a member: being told of the topics that they begin, and of nothing else they do."""

from tribe.feature import Feature
from tribe.following import policy, views
from tribe.following.personal import PERSONAL
from tribe.following.refusals import REFUSALS

FEATURE = Feature(
    "following",
    blueprint=views.blueprint,
    permissions=policy.PERMISSIONS,
    refusals=REFUSALS,
    personal=PERSONAL,
    slots={"member.acts": views.act_on_page, "notices.choices": views.among_choices},
)
