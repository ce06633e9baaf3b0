"""What an admin decides about moderation."""

from flask_babel import gettext as _

from tribe.settings import Setting, SettingGroup
from tribe.settings.kinds import NO, YES_OR_NO, Number, Text

GROUP = SettingGroup(
    "moderation",
    lambda: _("Moderation"),
    lambda: _("How reports are decided and how decisions can be appealed."),
)
APPEAL_DAYS = Setting(
    "appeal_days",
    Number(1, 60),
    14,
    lambda: _("Days to answer an appeal"),
    lambda: _(
        "Somebody who did not make the decision answers by then; a late answer is marked late."
    ),
    GROUP,
)
COUNCIL_JUDGES = Setting(
    "council_judges",
    YES_OR_NO,
    NO,
    lambda: _("The council judges appeals too"),
    lambda: _(
        "In addition to moderators. If no moderator is allowed to, the council does in any case."
    ),
    GROUP,
)
DISPUTES_BODY = Setting(
    "disputes_body",
    Text(300),
    "",
    lambda: _("Out-of-court dispute settlement body"),
    lambda: _("Its name and address, shown in every statement of reasons (DSA art. 21)."),
    GROUP,
)
SETTINGS = (APPEAL_DAYS, COUNCIL_JUDGES, DISPUTES_BODY)
