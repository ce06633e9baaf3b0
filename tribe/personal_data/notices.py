"""Who is told that an export is ready: whoever asked for it, and was mailed."""

from sqlalchemy import Select, select

from tribe.activity.notices import Cause, NoticeGroup, NoticeKind, OfBrand, Rank, Sentence
from tribe.base.i18n import gettext as _
from tribe.personal_data import activities
from tribe.personal_data.models import DataExport


def asking(cause: Cause) -> Select[int]:
    """Who asked for an export that is there still."""
    return select(DataExport.member_id).where(DataExport.id == cause.subject_id)


READY = NoticeKind(
    "personal_data.export",
    Rank.CONCERNED,
    "who asked for it; the mail comes in any case",
    (activities.EXPORT_MADE,),
    asking,
    Sentence("The export of your data is ready"),
    in_digest=False,
    of_brand=OfBrand.NEVER,
)
NOTICES = (READY,)
GROUP = NoticeGroup(
    lambda: _("Your data"), {"personal_data.export": lambda: _("an export that is ready")}
)
