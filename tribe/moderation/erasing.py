"""What a member who is erased leaves in decisions: that they were made and why, not what they took.

The details of a decision are what its reversal needs; of some acts these are the words taken from
view.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from tribe.base.db import session
from tribe.moderation.models import ERASED, Decision
from tribe.privacy import Leaver


def erase(leaver: Leaver) -> None:
    """Let no decision about the member hold words or names; its reversal brings none back then."""
    about = select(Decision).where(Decision.member_id == leaver.id)
    for decision in session.scalars(about):
        if holds_words(decision.details):
            decision.details = dict(ERASED)
        decision.words_digest = None  # of short words it could be found out
    session.flush()


def holds_words(kept: Any) -> bool:
    """Whether what is kept has a text in it that is no moment: numbers and moments say nothing."""
    if isinstance(kept, dict):
        return any(holds_words(one) for one in kept.values())
    if isinstance(kept, list):
        return any(holds_words(one) for one in kept)
    return isinstance(kept, str) and bool(kept) and not _is_moment(kept)


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
