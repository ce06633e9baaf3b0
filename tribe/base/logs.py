"""Logs: one JSON object a line on stderr, with the request's number and nobody's words.

An error is told by its kind and the lines of code that it passed through, never by its own text:
what a form, a database or a parser complains about quotes what somebody typed. Only kinds that
speak of the machine keep their text. Requests are named by their route, for addresses hold titles.
"""

import logging
import re
import secrets
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import structlog
from flask import Flask, Response, g, request
from sqlalchemy.exc import OperationalError
from structlog.contextvars import bind_contextvars, clear_contextvars, merge_contextvars
from structlog.types import EventDict

from tribe.base.resources import PACKAGE

HEADER = "X-Request-ID"
OF_THE_MACHINE = (OSError, OperationalError, MemoryError)  # what these say, nobody typed
INFORMATIVE = ("tribe", "gunicorn.error")  # loggers whose information is kept; of others warnings
_NUMBER = re.compile(r"[A-Za-z0-9._-]{8,64}")
log = structlog.get_logger(__name__)


def configure(stream: IO[str] | None = None) -> logging.Handler:
    """Send what this process logs, and its libraries do, through one handler, which is answered."""
    shared: list[Any] = [
        merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(utc=True, key="at"),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _tell_error,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.root.handlers = [handler]
    logging.root.setLevel(logging.WARNING)
    for name in INFORMATIVE:
        logging.getLogger(name).setLevel(logging.INFO)
    return handler


def init_app(app: Flask) -> None:
    """Number each request, and log what broke one under its number and route.

    A number that comes with the request is taken where a proxy of ours stands before us, which
    TRIBE_PROXIES says; the answer bears it.
    """
    trusts_header = app.config["SETTINGS"].proxies > 0

    @app.before_request
    def number() -> None:
        given = request.headers.get(HEADER, "") if trusts_header else ""
        g.request_id = given if _NUMBER.fullmatch(given) else secrets.token_hex(8)
        bind_contextvars(request_id=g.request_id)

    @app.after_request
    def say(response: Response) -> Response:
        if "request_id" in g:
            response.headers[HEADER] = g.request_id
        return response

    @app.teardown_request
    def forget(_error: BaseException | None) -> None:
        clear_contextvars()

    def log_exception(exc_info: Any) -> None:
        route = request.url_rule.rule if request.url_rule else None
        log.error("request failed", method=request.method, route=route, exc_info=exc_info)

    app.log_exception = log_exception  # type: ignore[method-assign]


def cause(error: BaseException) -> str:
    """What went wrong, and the line of ours where: never the error's own text."""
    places = traceback.extract_tb(error.__traceback__)
    ours = [place for place in places if Path(place.filename).is_relative_to(PACKAGE)]
    name = type(error).__name__
    return f"{name} in {_short(ours[-1])}" if ours else name


def _tell_error(_logger: Any, _method: str, event: EventDict) -> EventDict:
    told = event.pop("exc_info", None)
    if told is True:
        told = sys.exc_info()
    error = told[1] if isinstance(told, tuple) else told
    if isinstance(error, BaseException):
        event["errors"] = [_told(one) for one in _chain(error)]
    return event


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and those that it came from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        yield error
        seen.add(id(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _told(error: BaseException) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": type(error).__name__}
    if isinstance(error, OF_THE_MACHINE):
        told["text"] = str(getattr(error, "orig", error))
    told["passed"] = [_short(place) for place in traceback.extract_tb(error.__traceback__)]
    return told


def _short(place: traceback.FrameSummary) -> str:
    path = place.filename.rpartition("site-packages/")[2]
    if Path(path).is_relative_to(PACKAGE):
        path = str(Path(path).relative_to(PACKAGE.parent))
    return f"{path}:{place.lineno} {place.name}"
