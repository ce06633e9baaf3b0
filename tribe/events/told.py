"""What members choose of gatherings: the words of their kinds of notices."""

from tribe.activity.notices import NoticeGroup
from tribe.base.i18n import gettext as _

GROUP = NoticeGroup(
    lambda: _("Gatherings"),
    {
        "events.near": lambda: _("a gathering of yours that comes near"),
        "events.seat": lambda: _("a seat for you"),
        "events.cancelled": lambda: _("a gathering of yours that is cancelled"),
        "events.reinstated": lambda: _("a cancelled one that takes place after all"),
        "events.moved": lambda: _("another time of a gathering of yours"),
        "events.changed": lambda: _("another place of a gathering of yours"),
        "events.asked": lambda: _("whether you will host"),
        "events.named": lambda: _("that you host"),
        "events.removed": lambda: _("that you do not host any more"),
        "events.hosts": lambda: _("who hosts with you"),
        "events.declined": lambda: _("who will not host with you"),
    },
)
