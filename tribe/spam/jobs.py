"""What is forgotten in time: texts that were declined, and sketches of texts."""

from datetime import time
from typing import Any

from sqlalchemy import delete

from tribe.base.db import now, session
from tribe.jobs import Daily, JobKind, Recurring
from tribe.spam import services
from tribe.spam.models import TextSketch
from tribe.spam.services.judging import REMEMBERED


def forget(_payload: dict[str, Any]) -> None:
    """Delete what serves nobody any more."""
    services.prune()
    session.execute(delete(TextSketch).where(TextSketch.at < now() - REMEMBERED))


JOBS = (JobKind("spam.forget", forget),)
SCHEDULE = (Recurring("spam.forget", Daily(time(4, 25))),)
