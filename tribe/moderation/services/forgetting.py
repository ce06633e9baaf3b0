"""What guests gave with their notices goes some time after the outcome; the case stays."""

from datetime import datetime

from sqlalchemy import exists, or_, select, update

from tribe.base.db import now, session
from tribe.moderation.models import (
    ANSWER_KEPT,
    GUEST_KEPT,
    Appeal,
    CaseState,
    ModerationCase,
    Report,
    Source,
)

NOTHING = {"name": "", "email": None, "locale": None, "words": "", "follow_digest": None}


def forget_guests(at: datetime | None = None) -> int:
    """Delete who guests are, what they wrote and their links; of how many reports.

    Six months after the outcome, and while an objection waits not before it is answered. What was
    reported, as what, when, and what came of it stays.
    """
    moment = at or now()
    over = select(ModerationCase.id).where(
        ModerationCase.state == CaseState.DECIDED,
        ModerationCase.decided_at < moment - GUEST_KEPT,
    )
    objecting = exists().where(
        Appeal.report_id == Report.id,
        or_(Appeal.decided_at.is_(None), Appeal.decided_at > moment - ANSWER_KEPT),
    )
    known = or_(Report.follow_digest.is_not(None), Report.email.is_not(None), Report.name != "")
    chosen = select(Report.id).where(
        Report.source == Source.GUEST, known, Report.case_id.in_(over), ~objecting
    )
    gone = session.scalars(chosen).all()
    session.execute(update(Report).where(Report.id.in_(gone)).values(NOTHING))
    session.execute(update(Appeal).where(Appeal.report_id.in_(gone)).values(words=""))
    session.flush()
    return len(gone)
