"""What an admin may set about posts."""

from flask_babel import gettext as _

from tribe.settings import Setting
from tribe.settings.kinds import Number
from tribe.settings.place import LIMITS

MAX_POST_LENGTH = Setting(
    "max_post_length",
    Number(500, 32_000),
    32_000,
    lambda: _("Characters of a post, at most"),
    lambda: _("What is written already stays as it is."),
    LIMITS,
)

SETTINGS = (MAX_POST_LENGTH,)
