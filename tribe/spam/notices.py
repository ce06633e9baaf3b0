"""The author of a text that waited is told that it is not published."""

from tribe.activity.notices import NoticeGroup, NoticeKind, OfBrand, Rank, Sentence, concerned
from tribe.base.i18n import gettext as _
from tribe.spam import activities

NOT_PUBLISHED = NoticeKind(
    "spam.declined",
    Rank.CONCERNED,
    "who wrote it",
    (activities.TEXT_DECLINED,),
    concerned,
    Sentence("A moderator did not publish your text, and says why: “%(title)s”"),
    of_brand=OfBrand.NEVER,
)
NOTICES = (NOT_PUBLISHED,)
GROUP = NoticeGroup(
    lambda: _("Texts that wait for a moderator"),
    {"spam.declined": lambda: _("texts of yours that are not published, and why")},
)
