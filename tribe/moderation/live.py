"""Who may watch the queue and the cases in it: those who handle them; and their number."""

from flask import request
from sqlalchemy.exc import SQLAlchemyError

from tribe.access import Actor, is_moderator, may
from tribe.members.identity import current_actor
from tribe.moderation import policy, queries, queue
from tribe.moderation.services.announcing import ALL, QUEUE, room_of
from tribe.moderation.services.unbound import open_to
from tribe.web.slots import Part

KEPT = "tribe.cases_that_wait"  # in the environment of a request


def may_watch_queue(number: int) -> bool:
    """Whether it is the queue of whoever asks: that of the place, or what they handle of it."""
    actor = current_actor()
    return room_of(actor) == f"{QUEUE}:{number}" and bool(may(actor, policy.SEE_QUEUE))


def may_watch_all(number: int) -> bool:
    """Whether whoever asks handles all that waits, also where moderators may not look."""
    actor = current_actor()
    return room_of(actor) == f"{ALL}:{number}" and bool(may(actor, policy.SEE_QUEUE))


def may_watch_case(case_id: int) -> bool:
    """Whether whoever asks handles it for the place; others hear of a case in their queue."""
    case, actor = queries.find_case(case_id), current_actor()
    if case is None or not is_moderator(actor):
        return False
    return bool(may(actor, policy.HANDLE, case, **queue.handling(actor, case)))


def waiting_for(actor: Actor) -> queue.Conditions:
    """Which of the cases that wait can be for an actor to decide; the queries of the features."""
    return (*queue.handled_by(actor), open_to(actor))


def count_waiting() -> int:
    """How many cases wait for the reader; one query, once a request, and those of features."""
    if KEPT not in request.environ:
        request.environ[KEPT] = queries.count_open(waiting_for(current_actor()))
    count: int = request.environ[KEPT]
    return count


def queue_mark() -> Part | None:
    """The number of cases that wait, to those who handle them; nothing is asked for others."""
    actor = current_actor()
    if not may(actor, policy.SEE_QUEUE):
        return None
    try:
        return Part("moderation/mark.html", {"count": count_waiting(), "room": room_of(actor)})
    except SQLAlchemyError:
        return None
