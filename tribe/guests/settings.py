"""What an admin decides about people without an account."""

from flask_babel import gettext as _

from tribe.settings import Setting, SettingGroup
from tribe.settings.kinds import YES, YES_OR_NO

GROUP = SettingGroup(
    "guests",
    lambda: _("People without an account"),
    lambda: _("What somebody may do here who does not want to join, or not yet."),
)
FOLLOWING = Setting(
    "guests_follow",
    YES_OR_NO,
    YES,
    lambda: _("They may follow by mail"),
    lambda: _("Once a week, after having confirmed their address; one click ends it."),
    GROUP,
)
ASKING = Setting(
    "guests_ask",
    YES_OR_NO,
    YES,
    lambda: _("They may ask a question"),
    lambda: _("A moderator publishes it, answers by mail, or puts it aside."),
    GROUP,
)
SETTINGS = (FOLLOWING, ASKING)
