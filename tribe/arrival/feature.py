"""Arriving: first steps that lead to people, and those who greet whoever comes."""

from tribe.access import Actor, may
from tribe.arrival import policy, views
from tribe.arrival.personal import PERSONAL
from tribe.arrival.refusals import REFUSALS
from tribe.base.i18n import gettext as _
from tribe.feature import Feature
from tribe.web.navigation import Menu, NavigationItem


def _may_greet(reader: Actor) -> bool:
    return bool(may(reader, policy.GREET))


FEATURE = Feature(
    "arrival",
    blueprint=views.blueprint,
    permissions=policy.PERMISSIONS,
    refusals=REFUSALS,
    personal=PERSONAL,
    slots={"home.asked": views.lead_newcomer, "accounts.confirmed": views.lead_on_from_mail},
    navigation=[
        NavigationItem("/greeting", lambda: _("Greeting newcomers"), 60, Menu.TENDING, _may_greet)
    ],
)
