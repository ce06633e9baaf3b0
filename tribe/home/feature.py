"""Home: what is alive now, across all the other features."""

from tribe.base.i18n import gettext as _
from tribe.feature import Feature
from tribe.home import context, profile, views
from tribe.web.discovery import fixed
from tribe.web.navigation import NavigationItem

FEATURE = Feature(
    "home",
    listed=("home.home", "home.how_it_works"),
    mapped=[fixed("place", "/", "/topics", "/events", "/rituals", "/how-it-works")],
    blueprint=views.blueprint,
    navigation=[NavigationItem("/", lambda: _("Home"), order=10)],
    context=context.place,
    slots={"member.page": profile.recent_activity},
)
