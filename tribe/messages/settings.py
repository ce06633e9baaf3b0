"""What an admin may set about private conversations."""

from flask_babel import gettext as _

from tribe.settings import Setting
from tribe.settings.kinds import Number
from tribe.settings.place import LIMITS

FIRST_MESSAGES = Setting(
    "first_messages",
    Number(0, 30),
    3,
    lambda: _("Members to whom a new account may begin to write in a day"),
    lambda: _("Privately, in its first week; later it is ten times as many."),
    LIMITS,
)
CONVERSATION_DAYS = Setting(
    "conversation_days",
    Number(0, 3650),
    0,
    lambda: _("Days that a private conversation is kept"),
    lambda: _("After its last message. 0 keeps it as long as somebody is in it."),
    LIMITS,
)
SETTINGS = (FIRST_MESSAGES, CONVERSATION_DAYS)
