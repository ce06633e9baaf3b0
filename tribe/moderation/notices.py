"""Who hears of moderation: whom a decision concerns, who appealed, and who reported."""

from tribe.activity.notices import NoticeGroup, NoticeKind, OfBrand, Rank, Sentence, concerned
from tribe.base.i18n import gettext as _
from tribe.moderation import activities
from tribe.moderation.mails import DECIDED
from tribe.notices.mailing import writer

ABOUT_YOURS = NoticeKind(
    "moderation.decided",
    Rank.CONCERNED,
    "whom it concerns, with the reasons",
    (activities.DECIDED,),
    concerned,
    Sentence("A moderator decided about “%(title)s”, and says why."),
    mail=writer(DECIDED),
    of_brand=OfBrand.NEVER,
    is_told_all=True,
)
UNDONE = NoticeKind(
    "moderation.undone",
    Rank.CONCERNED,
    "whom it concerned",
    (activities.UNDONE, activities.ENDED),
    concerned,
    Sentence("What was decided about “%(title)s” is over."),
    mail=writer(DECIDED),
    of_brand=OfBrand.NEVER,
    is_told_all=True,
)
APPEAL_ANSWERED = NoticeKind(
    "moderation.appeal_answered",
    Rank.CONCERNED,
    "who appealed",
    (activities.APPEAL_DECIDED,),
    concerned,
    Sentence("Your appeal about “%(title)s” is answered."),
    mail=writer(DECIDED),
    of_brand=OfBrand.NEVER,
    is_told_all=True,
)
REPORT_ANSWERED = NoticeKind(
    "moderation.report_answered",
    Rank.REPLY,
    "who reported it",
    (activities.REPORT_ANSWERED,),
    concerned,
    Sentence("What you reported was looked at: “%(title)s”."),
    of_brand=OfBrand.NEVER,
)
NOTICES = (ABOUT_YOURS, UNDONE, APPEAL_ANSWERED, REPORT_ANSWERED)
GROUP = NoticeGroup(
    lambda: _("Moderation"),
    {
        "moderation.decided": lambda: _("decisions about what is yours"),
        "moderation.undone": lambda: _("decisions that were undone"),
        "moderation.appeal_answered": lambda: _("answers to your appeals"),
        "moderation.report_answered": lambda: _("what became of your reports"),
    },
)
