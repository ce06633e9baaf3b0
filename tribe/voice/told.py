"""What members choose of the council and of promises: the words of their kinds of notices."""

from tribe.activity.notices import NoticeGroup
from tribe.base.i18n import gettext as _

GROUP = NoticeGroup(
    lambda: _("Council and promises"),
    {
        "voice.judged": lambda: _("what became of a promise that you made"),
        "voice.seated": lambda: _("a seat on the council for you"),
        "voice.unseated": lambda: _("that your seat on the council has ended"),
    },
)
