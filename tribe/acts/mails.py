"""What a member reads who wants to hear of acts of the brand at once by mail."""

from flask_babel import gettext as _

from tribe.activity import Activity
from tribe.acts.models import BrandAct
from tribe.base.db import session
from tribe.intent.labels import intent_lines
from tribe.mail import Button, Facts, Letter, MailKind, Quote, Words
from tribe.markup import cook
from tribe.notices.mailing import WAITS
from tribe.notices.mails import budget_words
from tribe.notices.queries import find_told
from tribe.settings import place, value_of

MOST = 1_500  # characters of the act; all of it is on its page


def spoken(facts: Facts) -> Letter | None:
    """An act of the brand with its two statements, unless it was read, taken back, or is beyond."""
    told = find_told(facts["member"], facts["activity"])
    cause = session.get(Activity, facts["activity"])
    if cause is None or cause.subject_type != "brand_act":
        return None
    act = session.get(BrandAct, cause.subject_id)
    if told is None or act is None or act.withdrawn_at is not None or act.is_covered:
        return None
    text = cook(act.source).text
    said = text if len(text) <= MOST else text[:MOST] + " …"
    return Letter(
        act.title,
        [
            *map(Words, intent_lines(act)),
            Quote(said, value_of(place.BRAND) or _("the brand")),
            Button(_("Read it, and answer") if act.gathers_answers else _("Read it"), told.address),
            Words(budget_words(facts["member"])),
        ],
    )


SPOKEN = MailKind(
    "acts.announcement", spoken, lambda: _("what the brand says to all"), waits=WAITS, of_brand=True
)
MAILS = (SPOKEN,)
