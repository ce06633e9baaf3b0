"""What is new to a member since they were here, of all features on one page."""

from tribe.access import Actor
from tribe.base.i18n import gettext as _
from tribe.feature import Feature
from tribe.reading import views
from tribe.reading.personal import PERSONAL
from tribe.web.navigation import NavigationItem


def _is_member(reader: Actor) -> bool:
    return reader.id is not None


FEATURE = Feature(
    "reading",
    blueprint=views.blueprint,
    personal=PERSONAL,
    navigation=[NavigationItem("/new", lambda: _("New for you"), order=15, is_shown=_is_member)],
)
