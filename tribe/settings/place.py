"""What every place has: its name, its looks, its languages and its clocks."""

from typing import Any

from flask_babel import gettext as _

from tribe.config import LOCALES
from tribe.settings.declared import Setting, SettingGroup
from tribe.settings.kinds import YES, YES_OR_NO, Choice, Choices, Colour, Text, Url, Zone
from tribe.web.design.accent import DEFAULT_ACCENT

UNNAMED = "Tribe"  # what a place is called while nobody has named it
NAME_LENGTH = 80
LANGUAGE_NAMES = ("English", "Français")  # of LOCALES, each in itself

PLACE = SettingGroup(
    "place",
    lambda: _("Name and looks"),
    lambda: _("What people read at the top and the foot of each page."),
)
LANGUAGES = SettingGroup(
    "languages",
    lambda: _("Languages and time"),
    lambda: _("In which languages this place speaks, and by which clocks."),
)
LIMITS = SettingGroup(
    "limits",
    lambda: _("Limits"),
    lambda: _("How much, how long and how many."),
)

NAME = Setting(
    "name",
    Text(NAME_LENGTH, required=True),
    UNNAMED,
    lambda: _("Name"),
    lambda: _("What this place is called, on each page and in feeds."),
    PLACE,
)
TAGLINE = Setting(
    "tagline",
    Text(200),
    "",
    lambda: _("In a few words"),
    lambda: _("Stands beside the name, and greets guests on the home page."),
    PLACE,
)
BRAND = Setting(
    "brand",
    Text(80),
    "",
    lambda: _("Name of the brand"),
    lambda: _("Whose customers meet here. Accounts of the brand carry its mark."),
    PLACE,
)
ACCENT = Setting(
    "accent",
    Colour(),
    DEFAULT_ACCENT,
    lambda: _("Colour"),
    lambda: _("Of links and buttons; it is made lighter or darker where it could not be read."),
    PLACE,
)
ATTRIBUTION = Setting(
    "attribution",
    Text(2000),
    "",
    lambda: _("Whom imported texts are owed to"),
    lambda: _("Stands at the foot of each page, as many licences ask. Imports add to it."),
    PLACE,
)
ATTRIBUTION_URL = Setting(
    "attribution_url",
    Url(),
    "",
    lambda: _("Address of that source"),
    lambda: _("Where that line at the foot leads."),
    PLACE,
)
OFFERED = Setting(
    "languages",
    Choices(LOCALES, LANGUAGE_NAMES),
    list(LOCALES),
    lambda: _("Languages offered"),
    lambda: _("Readers choose among these."),
    LANGUAGES,
)
LANGUAGE = Setting(
    "language",
    Choice(LOCALES, LANGUAGE_NAMES),
    "en",
    lambda: _("Language of the place"),
    lambda: _("For readers who chose none and whose browser asks for none of those offered."),
    LANGUAGES,
)
ZONE = Setting(
    "zone",
    Zone(),
    "UTC",
    lambda: _("Time zone"),
    lambda: _("By whose clocks times are written, such as Europe/Paris; gatherings keep theirs."),
    LANGUAGES,
)

FOUND = Setting(
    "found",
    YES_OR_NO,
    YES,
    lambda: _("Search engines may list this place"),
    lambda: _("Pages of members are never listed. It takes them days to notice a change."),
    PLACE,
)

SETTINGS: tuple[Setting[Any], ...] = (
    NAME,
    TAGLINE,
    BRAND,
    ACCENT,
    ATTRIBUTION,
    ATTRIBUTION_URL,
    FOUND,
    OFFERED,
    LANGUAGE,
    ZONE,
)
