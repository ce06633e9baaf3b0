"""What members choose of promises: the words of their kinds of notices."""

from tribe.activity.notices import NoticeGroup
from tribe.base.i18n import gettext as _

GROUP = NoticeGroup(
    lambda: _("Promises"),
    {"voice.judged": lambda: _("what became of a promise that you made")},
)
