"""The jobs of the forum: cooking anew, forgetting files, and following again what was muted."""

from datetime import timedelta
from typing import Any

from tribe.forum.services import (
    close_due,
    forget_asked,
    forget_waiting,
    prune_files,
    take_up_again,
)
from tribe.forum.services.arranging import CLOSE
from tribe.forum.services.cooking import BATCH, cook_again
from tribe.jobs import Every, JobKind, Lane, Recurring, enqueue

COOK = "forum.cook"
FORGET = "forum.forget_files"
UNMUTE = "forum.take_up_again"


def cook_stale_posts(_payload: dict[str, Any]) -> None:
    """Cook a batch, and ask for the next one while there are more."""
    if cook_again() == BATCH:
        enqueue(COOK)


def forget_files(_payload: dict[str, Any]) -> None:
    """Take away files whose form was never accepted, and of posts that were removed for good."""
    forget_waiting()
    prune_files()
    forget_asked()


def close_topic(payload: dict[str, Any]) -> None:
    """Close a topic at the moment that was chosen for it."""
    close_due(payload["topic_id"])


def unmute(_payload: dict[str, Any]) -> None:
    """Follow topics again that were muted for a while."""
    take_up_again()


JOBS = (
    JobKind(UNMUTE, unmute, Lane.SLOW),
    JobKind(COOK, cook_stale_posts, Lane.SLOW),
    JobKind(FORGET, forget_files, Lane.SLOW),
    JobKind(CLOSE, close_topic),
)
SCHEDULE = (
    Recurring(COOK, Every(timedelta(hours=6))),
    Recurring(FORGET, Every(timedelta(hours=1))),
    Recurring(UNMUTE, Every(timedelta(minutes=5))),
)
