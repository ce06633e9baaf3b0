"""Every refusal is said in the reader's language: as a page, or as a problem (RFC 9457).

Refusals are raised as codes; the features declare the words of each, and this is where they meet.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from urllib.parse import quote

import structlog
from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_limiter import RateLimitExceeded
from flask_login import AnonymousUserMixin
from sqlalchemy.exc import (
    DatabaseError,
    IntegrityError,
    OperationalError,
    PendingRollbackError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as WerkzeugResponse

from tribe.base import db
from tribe.base.errors import Fault, TooOften, TribeError
from tribe.web.once import SentBefore, lead_again
from tribe.web.programs import is_for_programs, problem
from tribe.web.redirects import HOME, PATH_CHARACTERS, is_page_here, page_above
from tribe.web.security import seconds_left
from tribe.web.typed import typed_here

Words = str | Callable[..., str]  # a text, mostly of lazy_gettext, or what makes one
KEPT_HEADERS = ("retry-after", "allow")
RETRY_AFTER = "10"  # seconds
UNAVAILABLE = (OperationalError, DatabaseError)  # and not their kinds for wrong statements
CUT = "8s2b"  # SQLAlchemy: asked again on a connection that was lost a question ago
OVERTAKEN = ("23503", "23505")  # PostgreSQL: what is referred to went, or its like came, meanwhile
OVERTAKEN_WORDS = _l(
    "Somebody else changed at this moment what yours stands on. Look how it is now, and try again."
)
HOUR = 3600
log = structlog.get_logger(__name__)
TITLES: Mapping[int, Words] = {
    400: _l("This request could not be understood"),
    403: _l("This is not open to you"),
    404: _l("There is nothing here"),
    405: _l("This cannot be done here"),
    409: _l("Not possible just now"),
    413: _l("This is too large"),
    429: _l("A little slower, please"),
    500: _l("Something broke on our side"),
    503: _l("This place cannot answer just now"),
}
EXPLANATIONS: Mapping[int, Words] = {
    400: _l("Go back, reload the page and send it again: nothing you typed should be lost."),
    403: _l("You may need to sign in, or to ask a moderator."),
    404: _l("It may have moved, or never been, or it is not for everyone."),
    405: _l("Go back and try from the page itself."),
    409: _l("A rule of the house stands against it at this moment."),
    413: _l("Please send something smaller."),
    429: _l("You did this many times in a short while. Please try again in a moment."),
    500: _l("It is not your fault. Please try again; if it stays, tell a moderator."),
    503: _l(
        "Too much is going on, or a part of it is away. Nothing of yours was changed: "
        "please try again in a few seconds."
    ),
}


def too_often(seconds: int) -> str:
    """When it may be done again."""
    if seconds > 2 * HOUR:
        hours = -(-seconds // HOUR)
        in_hours: str = ngettext(
            "You have reached the limit for this action. You can try again in %(num)s hour; what "
            "you typed is still here.",
            "You have reached the limit for this action. You can try again in %(num)s hours; "
            "what you typed is still here.",
            hours,
        )
        return in_hours
    minutes = max(1, -(-seconds // 60))
    in_minutes: str = ngettext(
        "You have reached the limit for this action. You can try again in %(num)s minute; "
        "what you typed is still here.",
        "You have reached the limit for this action. You can try again in %(num)s minutes; "
        "what you typed is still here.",
        minutes,
    )
    return in_minutes


def again_in(seconds: int) -> str | None:
    """When something that was done too often can be done again; None where that is in a moment."""
    if seconds <= 60:
        return None
    said: str = ngettext(
        "You have reached the limit for this action. You can try again in %(num)s minute.",
        "You have reached the limit for this action. You can try again in %(num)s minutes.",
        -(-seconds // 60),
    )
    return said


def words(error: TribeError | Fault) -> str:
    """What a refusal, or a fault of one value, says to the reader, in their language."""
    said: Words = current_app.extensions["refusals"].get(error.code, error.code)
    if callable(said):
        return said(**error.parameters)
    return str(said) % error.parameters if error.parameters else str(said)


def refuse(status: int, message: str | None = None, code: str | None = None) -> Response:
    """The answer to what cannot be; what was begun in the database is undone.

    Its page only reads, so that it is drawn also where others write for longer than one waits.
    """
    _undo()
    db.read_only_request()
    title = str(TITLES.get(status, TITLES[400]))
    detail = message or str(EXPLANATIONS.get(status, EXPLANATIONS[400]))
    if is_for_programs():
        response = problem(status, title, detail, code=code)
    else:
        typed = typed_here()
        page = render_template(
            "error.html",
            status=status,
            title=title,
            detail=detail,
            code=code,
            typed=typed and typed.texts,
        )
        response = make_response(page, status)
    response.vary.add("Accept")
    return response


def _undo() -> None:
    with suppress(SQLAlchemyError):  # it may be why we are here
        db.session.rollback()


def _is_overtaken(error: SQLAlchemyError) -> bool:
    """Whether what a change stands on was changed since it was looked at.

    On SQLite who writes looks while nobody else can write, so that there it is a fault of ours.
    """
    if not isinstance(error, IntegrityError):
        return False
    return str(getattr(error.orig, "sqlstate", "")) in OVERTAKEN


def _page_to_open() -> str | None:
    """The page that a form stands on, for who opens the address that it is sent to; None at none.

    So it is with an address that the browser shows after a form, opened or reloaded in its bar.
    """
    if request.method not in ("GET", "HEAD") or is_for_programs():
        return None
    above = page_above(request.path)
    return quote(above, safe=PATH_CHARACTERS) if above != HOME and is_page_here(above) else None


def refuse_by(error: TribeError) -> Response:
    """The answer to a refusal, in its words."""
    response = refuse(error.status, words(error), error.code)
    if error.status == 503:
        response.headers["Retry-After"] = RETRY_AFTER
    if isinstance(error, TooOften):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def init_app(app: Flask, refusals: Mapping[str, Words]) -> None:
    """Answer every refusal and failure, with the words that the features declare."""
    app.extensions["refusals"] = dict(refusals)
    app.register_error_handler(TribeError, refuse_by)
    app.register_error_handler(SentBefore, lead_again)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> WerkzeugResponse | HTTPException:
        if error.code is None or error.code < 400:
            return error
        if error.code == 405 and (above := _page_to_open()) is not None:
            return redirect(above, 303)
        message = again_in(seconds_left()) if isinstance(error, RateLimitExceeded) else None
        response = refuse(error.code, message)
        for name, value in error.get_headers():
            if name.lower() in KEPT_HEADERS:
                response.headers[name] = value
        return response

    @app.errorhandler(DatabaseError)
    @app.errorhandler(PendingRollbackError)
    @app.errorhandler(PoolTimeout)
    def unavailable(error: SQLAlchemyError) -> Response:
        """The database is locked, full, damaged or away: say so, and when to come back."""
        if _is_overtaken(error):
            log.warning("a change was overtaken by another")
            _undo()  # in whose language it is said may have to be asked
            return refuse(409, str(OVERTAKEN_WORDS))
        if isinstance(error, DatabaseError) and type(error) not in UNAVAILABLE:
            raise error
        if isinstance(error, PendingRollbackError) and error.code != CUT:
            raise error
        log.error("the database does not answer", reason=str(getattr(error, "orig", error)))
        g._login_user = AnonymousUserMixin()  # who asks cannot be looked up for this page
        db.read_only_request()  # what it reads must not wait for the lock once more
        response = refuse(503)
        response.headers["Retry-After"] = RETRY_AFTER
        return response

    @app.errorhandler(500)
    def broken(_error: Exception) -> Response:
        return refuse(500)
