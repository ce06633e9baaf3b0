"""What members choose of rites: the words of their kinds of notices."""

from tribe.activity.notices import NoticeGroup
from tribe.base.i18n import gettext as _

GROUP = NoticeGroup(
    lambda: _("Rites"),
    {
        "rituals.asked": lambda: _("whether you will keep a rite"),
        "rituals.offered": lambda: _("who would like to keep a rite with you"),
        "rituals.admitted": lambda: _("that you keep a rite which you asked for"),
        "rituals.joined": lambda: _("who keeps a rite with you"),
        "rituals.refused": lambda: _("that you do not keep a rite which you asked for"),
        "rituals.declined": lambda: _("who will not keep a rite with you"),
        "rituals.removed": lambda: _("that you do not keep a rite any more"),
        "rituals.orphaned": lambda: _("a rite that nobody keeps any more"),
    },
)
