"""A form whose transaction the database undid for another's sake is answered anew, unnoticed.

What a view does outside of its transaction is put back before: what it said (`flash`), what is in
the cookie and in `g`, what it would do with its answer, how far it read a file. The rest is of the
transaction (mails, jobs, activities, what open pages hear), or the same when it is done twice, such
as a file by its digest, or says that it is done once (`do_once`), such as what limits count.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import TypeVar

import structlog
from flask import g, request
from flask import session as cookie
from flask.globals import request_ctx

from tribe.base.again import do_again_where_undone

Made = TypeVar("Made")
SAFE = ("GET", "HEAD", "OPTIONS")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
LOOKED_UP = "_login_user"  # who asks: by then they may be somebody else
DONE = "tribe done once"  # in an environment
log = structlog.get_logger(__name__)


def answer_anew_where_undone(view: Callable[[], Made]) -> Made:
    """What a view answers, which may be called up to three times; one that only reads once."""
    if request.method in SAFE:
        return view()
    return do_again_where_undone(view, Before().put_back)


def do_once(what: str, work: Callable[[], Made]) -> Made:
    """What some work outside of the transaction answered, done once though it be asked for anew."""
    done: dict[str, Made] = request.environ.setdefault(DONE, {})
    if what not in done:
        done[what] = work()
    return done[what]


class Before:
    """What a request holds before its view is called."""

    def __init__(self) -> None:
        self._known = dict(vars(g._get_current_object()))
        self._cookie, self._is_changed = deepcopy(dict(cookie)), cookie.modified
        self._said = request_ctx.flashes
        self._afterwards = list(request_ctx._after_request_functions)

    def put_back(self) -> bool:
        """Make the request what it was; False where what was sent cannot be read again."""
        if not _is_kept():
            return False
        held = vars(g._get_current_object())
        held.clear()
        held.update(self._known)
        held.pop(LOOKED_UP, None)
        cookie.clear()
        cookie.update(deepcopy(self._cookie))
        cookie.modified = self._is_changed
        request_ctx.flashes = self._said
        request_ctx._after_request_functions[:] = self._afterwards
        for upload in vars(request_ctx.request).get("files", {}).values():
            upload.seek(0)
        log.info("a form was undone for another's sake, and is answered anew", path=request.path)
        return True


def _is_kept() -> bool:
    """Whether what was sent is held, or was not asked for yet: a stream is read once."""
    asked = vars(request_ctx.request)
    if "stream" not in asked or "_cached_data" in asked or not request.content_length:
        return True
    return "form" in asked and request.mimetype in FORMS
