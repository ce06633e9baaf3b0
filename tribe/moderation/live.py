"""Who may watch the queue and the cases in it: those who handle them; and their number."""

from flask import request
from sqlalchemy.exc import SQLAlchemyError

from tribe.access import may
from tribe.members.identity import current_actor
from tribe.moderation import policy, queries
from tribe.web.slots import Part

KEPT = "tribe.cases_that_wait"  # in the environment of a request


def may_watch_queue(_number: int) -> bool:
    """Whether whoever asks handles cases."""
    return bool(may(current_actor(), policy.HANDLE, None))


def may_watch_case(case_id: int) -> bool:
    """Whether whoever asks handles a case."""
    case = queries.find_case(case_id)
    return case is not None and bool(may(current_actor(), policy.HANDLE, case))


def count_waiting() -> int:
    """How many cases wait; one query, once a request."""
    if KEPT not in request.environ:
        request.environ[KEPT] = queries.count_open()
    count: int = request.environ[KEPT]
    return count


def queue_mark() -> Part | None:
    """The number of cases that wait, to those who handle them; nothing is asked for others."""
    if not may(current_actor(), policy.HANDLE, None):
        return None
    try:
        return Part("moderation/mark.html", {"count": count_waiting()})
    except SQLAlchemyError:
        return None
