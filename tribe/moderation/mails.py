"""What is told by mail: to whom a decision concerns, and to guests who reported something."""

from flask_babel import gettext as _

from tribe.base.db import session
from tribe.mail import Button, Facts, Letter, MailKind, Quote, Words
from tribe.moderation.labels import outcome_words
from tribe.moderation.models import Report
from tribe.moderation.queries import find_outcome
from tribe.notices.mailing import notices_by_mail
from tribe.settings import place, value_of


def received(facts: Facts) -> Letter | None:
    """We have your report, and this is where you follow it."""
    report = session.get(Report, facts["report"])
    if report is None:
        return None
    name = value_of(place.NAME)
    return Letter(
        _("Your report to %(place)s", place=name),
        [
            Words(_("We have what you reported. A moderator looks at it.")),
            Quote(report.address),
            Words(_("You hear by mail what was decided. Until then you can follow it here.")),
            Button(_("Follow your report"), f"/report/{facts['secret']}"),
            Words(_("Keep this mail: whoever has its link can read what you wrote.")),
        ],
    )


def decided(facts: Facts) -> Letter | None:
    """What became of it, and how one can object."""
    report = session.get(Report, facts["report"])
    if report is None:
        return None
    outcome = find_outcome(report)
    return Letter(
        _("Your report to %(place)s was decided on", place=value_of(place.NAME)),
        [
            Quote(report.address),
            Words(outcome_words(outcome)),
            Words(
                _(
                    "If you do not agree, report it again within six months, and say what was "
                    "overlooked. You are also free to go to a body that settles such disputes "
                    "out of court, or to a court."
                )
            ),
            Button(_("Report it again"), "/report"),
        ],
    )


DECIDED = notices_by_mail("moderation.decided", lambda: _("decisions of moderation"))
RECEIVED = MailKind(
    "moderation.received", received, lambda: _("a guest's report that came"), is_transactional=True
)
OUTCOME = MailKind(
    "moderation.outcome",
    decided,
    lambda: _("what became of a guest's report"),
    is_transactional=True,
)
MAILS = (DECIDED, RECEIVED, OUTCOME)
