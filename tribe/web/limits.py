"""How often a form is taken: what is refused does not count, and keeps all that was typed.

A limit that keeps floods or guesses out is asked of `tribe.web.security` alone.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, make_response
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException

from tribe.base.db import session
from tribe.base.errors import TribeError
from tribe.web.again import draw_again_saying
from tribe.web.counted import doer
from tribe.web.errors import too_often
from tribe.web.pages import Page, is_submitted
from tribe.web.programs import is_for_programs
from tribe.web.security import limiter, seconds_left

TRIED = "60 per minute"  # also what is refused, so that drawing its page is no way to tire us
Asked = ParamSpec("Asked")
View = Callable[Asked, Page]


def was_taken(response: Response) -> bool:
    """Whether what was sent was done: it was answered with no refusal."""
    return response.status_code < 400


def form_limit(
    often: str, key_func: Callable[[], str] = doer
) -> Callable[[View[Asked]], View[Asked]]:
    """Let a form be taken so often by one who sends it, such as "10 per hour; 30 per day".

    It is counted by who sends it, or as `key_func` says. Sent more often it is drawn again as it
    was typed, and says when it can be sent.
    """

    def decorate(view: View[Asked]) -> View[Asked]:
        tried = limiter.limit(TRIED, methods=["POST"], key_func=key_func)
        taken = limiter.limit(often, methods=["POST"], key_func=key_func, deduct_when=was_taken)
        guarded = tried(taken(view))

        @wraps(view)
        def answer(*args: Asked.args, **parts: Asked.kwargs) -> Page:
            try:
                return guarded(*args, **parts)
            except RateLimitExceeded as breach:
                page = _as_typed(lambda: view(*args, **parts))
                if page is None:
                    raise
                page.status_code = breach.code
                return page

        return answer

    return decorate


def _as_typed(view: Callable[[], Page]) -> Response | None:
    """The page of a form with what was typed, and when it can be sent; None where it has none."""
    if not is_submitted() or is_for_programs():
        return None
    seconds = seconds_left()
    try:
        with draw_again_saying(too_often(seconds)):
            page = make_response(view())
    except (HTTPException, TribeError):
        session.rollback()
        return None
    if was_taken(page):
        return None
    page.headers["Retry-After"] = str(seconds)
    return page
