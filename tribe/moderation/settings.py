"""What an admin decides about moderation."""

from flask_babel import gettext as _

from tribe.settings import Setting, SettingGroup
from tribe.settings.kinds import NO, YES_OR_NO, Number, Text

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
COUNCIL_JUDGES = Setting(
    "council_judges",
    YES_OR_NO,
    NO,
    lambda: _("The council judges appeals too"),
    lambda: _("Beside moderators. Where no moderator may judge, it does so in any case."),
    GROUP,
)
DISPUTES_BODY = Setting(
    "disputes_body",
    Text(300),
    "",
    lambda: _("Body that settles disputes out of court"),
    lambda: _("Its name and address, which each statement of reasons gives; DSA art. 21."),
    GROUP,
)
SETTINGS = (APPEAL_DAYS, COUNCIL_JUDGES, DISPUTES_BODY)
