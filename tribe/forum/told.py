"""What members choose of the forum: the words of its kinds of notices."""

from tribe.activity.notices import NoticeGroup
from tribe.base.i18n import gettext as _

GROUP = NoticeGroup(
    lambda: _("Topics"),
    {
        "forum.appointed": lambda: _("categories that you moderate from now on"),
        "forum.dismissed": lambda: _("categories that you moderate no more"),
        "forum.let_through": lambda: _("texts of yours that a moderator let through"),
        "forum.mention": lambda: _("posts that name you"),
        "forum.reply": lambda: _("answers to you"),
        "forum.quote": lambda: _("posts that quote you"),
        "forum.thanks": lambda: _("thanks for your posts"),
        "forum.sign": lambda: _("other signs for your posts"),
        "forum.watched_topic": lambda: _("posts in topics that you watch"),
        "forum.watched_category": lambda: _("topics in categories that you watch"),
        "forum.watched_tag": lambda: _("topics with tags that you watch"),
        "forum.tagged": lambda: _("topics that are given a tag you watch"),
        "forum.followed_member": lambda: _("topics that members you follow begin"),
    },
)
