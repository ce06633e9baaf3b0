"""A thing whose reports weigh enough is taken from view until a moderator has looked."""

from contextlib import suppress

from tribe.activity import Happened
from tribe.base.db import session
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.base.i18n import gettext as _
from tribe.base.i18n import read_by
from tribe.members.models import Member
from tribe.moderation import services as moderation
from tribe.moderation.models import ModerationCase
from tribe.settings import value_of
from tribe.settings.kinds import YES
from tribe.spam import queries, settings
from tribe.spam.reporters import weigh_reports
from tribe.web.moderated import digest_of, holding_back


def hear_report(happened: Happened) -> None:
    """Weigh the reports of a case with the one that came; whatever follows, that one stays."""
    case = session.get_one(ModerationCase, happened.subject_id)
    if happened.actor_id is None or holding_back(case.subject_type) is None:
        return
    if value_of(settings.REPORTS_HIDE) != YES:
        return
    digest = digest_of(case.subject_type, case.subject_id)
    weight = weigh_reports(queries.list_reporters(case.id, digest))
    if weight.may_hide(value_of(settings.REPORTS_WEIGHT)):
        rule, why = _reasons(case)
        with suppress(Forbidden, NotFound, RuleBroken), session.begin_nested():
            moderation.hold_back(case, rule, why)


def _reasons(case: ModerationCase) -> tuple[str, str]:
    """The rule, which is public, as the place speaks; and why, as its author does."""
    author = session.get(Member, case.author_id) if case.author_id is not None else None
    with read_by(None, None):
        rule = _("What several reliable members report waits for a moderator")
    with read_by(author.locale if author is not None else None, None):
        why = _(
            "Several members whose earlier reports were confirmed reported it. A program weighed "
            "this and hid it until a moderator reviews it. Nobody has judged it yet: if nothing "
            "is wrong with it, it comes back as it was."
        )
    return rule, why
