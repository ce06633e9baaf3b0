"""Declared interests: on the account, and beside what is written."""

from tribe.feature import Feature
from tribe.interests import activities, labels, policy, views
from tribe.interests.forms import CHOSEN
from tribe.interests.personal import PERSONAL
from tribe.interests.refusals import REFUSALS

FEATURE = Feature(
    "interests",
    blueprint=views.blueprint,
    permissions=policy.PERMISSIONS,
    refusals=REFUSALS,
    activities=activities.KINDS,
    personal=PERSONAL,
    labels=labels.FILTERS,
    globals={"interest_kinds": lambda: CHOSEN},
    slots={"member.page": views.on_page},
)
