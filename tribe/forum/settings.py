"""What an admin may set about posts."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tribe.access import TrustLevel
from tribe.forum.models import MOST_TAGS
from tribe.settings import Setting
from tribe.settings.kinds import Choice, Number
from tribe.settings.place import LIMITS

MAX_POST_LENGTH = Setting(
    "max_post_length",
    Number(500, 32_000),
    32_000,
    lambda: _("Characters of a post, at most"),
    lambda: _("What is written already stays as it is."),
    LIMITS,
)

MAX_FILES = Setting(
    "max_files",
    Number(0, 20),
    6,
    lambda: _("Files of a post, at most"),
    lambda: _("Pictures, PDF and plain text, from the page or by mail. 0 lets nobody post any."),
    LIMITS,
)
MAX_FILE_SIZE = Setting(
    "max_file_size",
    Number(1, 7),
    6,
    lambda: _("Megabytes of a file, at most"),
    lambda: _("Pictures are made smaller when they are kept."),
    LIMITS,
)
SLOWER_ASKED_BY = Setting(
    "slower_asked_by",
    Number(0, 50),
    4,
    lambda: _("How many ask for a topic to slow down"),
    lambda: _(
        "When so many of those who wrote in a topic ask for it within a day, each member writes "
        "in it once in ten minutes, for an hour. 0 leaves it to moderators."
    ),
    LIMITS,
)

MAX_TAGS = Setting(
    "max_tags",
    Number(0, MOST_TAGS),
    5,
    lambda: _("Tags of a topic, at most"),
    lambda: _("0 lets nobody tag topics; those that have tags keep them."),
    LIMITS,
)
MODERATORS = "moderators"
TAGS_MADE_BY = Setting(
    "tags_made_by",
    Choice(
        (*TrustLevel, MODERATORS),
        (_l("all members"), _l("members, not newcomers"), _l("trusted members"), _l("moderators")),
    ),
    TrustLevel.KNOWN.value,
    lambda: _("Who makes new tags"),
    lambda: _("Everybody who begins a topic may give it tags that are there already."),
    LIMITS,
)

SETTINGS = (
    MAX_POST_LENGTH,
    MAX_FILES,
    MAX_FILE_SIZE,
    SLOWER_ASKED_BY,
    MAX_TAGS,
    TAGS_MADE_BY,
)
