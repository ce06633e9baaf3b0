"""What members choose of the brand: the words of its kinds of notices."""

from tribe.activity.notices import NoticeGroup
from tribe.base.i18n import gettext as _

GROUP = NoticeGroup(
    lambda: _("The brand"), {"acts.published": lambda: _("what the brand says to all")}
)
