"""What a moderator who is erased leaves of the quarrels that they talked over."""

from sqlalchemy import update

from tribe.aside.models import StepAside
from tribe.base.db import session
from tribe.privacy import Leaver


def erase(leaver: Leaver) -> None:
    """Their words of how one ended go, where they take their words along."""
    if leaver.takes_words:
        own = update(StepAside).where(StepAside.moderator_id == leaver.id)
        session.execute(own.values(words=""))
