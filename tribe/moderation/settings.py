"""What an admin decides about moderation."""

from flask_babel import gettext as _

from tribe.settings import Setting, SettingGroup
from tribe.settings.kinds import Number

GROUP = SettingGroup(
    "moderation",
    lambda: _("Moderation"),
    lambda: _("How what is reported is decided, and how one can object."),
)
APPEAL_DAYS = Setting(
    "appeal_days",
    Number(1, 60),
    14,
    lambda: _("Days to answer an appeal"),
    lambda: _("Somebody other than who decided answers by then; a late answer is shown as late."),
    GROUP,
)
SETTINGS = (APPEAL_DAYS,)
