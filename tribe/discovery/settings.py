"""What an admin may set about programs that read the place."""

from flask_babel import gettext as _

from tribe.settings import Setting, SettingGroup
from tribe.settings.kinds import Number

GROUP = SettingGroup(
    "discovery",
    lambda: _("Guests and programs"),
    lambda: _("At what pace this place is read without an account."),
)
GUEST_PAGES = Setting(
    "guest_pages",
    Number(0, 100_000),
    600,
    lambda: _("Pages a minute for all guests at one address of the internet"),
    lambda: _("A school or a firm may have one address for all its people. 0 is no limit."),
    GROUP,
)
CRAWLER_PAGES = Setting(
    "crawler_pages",
    Number(0, 100_000),
    60,
    lambda: _("Pages a minute for a program that says it is a crawler"),
    lambda: _("It is told to wait when it asks for more. 0 is no limit."),
    GROUP,
)
SETTINGS = (GUEST_PAGES, CRAWLER_PAGES)
