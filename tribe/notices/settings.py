"""How many messages of the brand members take who chose nothing; a place may lower it."""

from flask_babel import gettext as _

from tribe.activity.notices import Channel
from tribe.settings import Setting
from tribe.settings.kinds import Number
from tribe.settings.place import LIMITS

MOST_ON_PAGE, MOST_BY_MAIL = 8, 2

BRAND_ON_PAGE = Setting(
    "brand_messages_on_page",
    Number(0, MOST_ON_PAGE),
    MOST_ON_PAGE,
    lambda: _("Messages of the brand a month, among the notices"),
    lambda: _("For members who chose nothing. What a member chose counts in any case."),
    LIMITS,
)
BRAND_BY_MAIL = Setting(
    "brand_messages_by_mail",
    Number(0, MOST_BY_MAIL),
    MOST_BY_MAIL,
    lambda: _("Messages of the brand a month, by mail"),
    lambda: _("For members who chose nothing. What a member chose counts in any case."),
    LIMITS,
)
SETTINGS = (BRAND_ON_PAGE, BRAND_BY_MAIL)
FIRST = {Channel.WEB: BRAND_ON_PAGE, Channel.MAIL: BRAND_BY_MAIL}  # by others none comes at first
