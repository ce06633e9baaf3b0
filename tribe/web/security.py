"""What guards every answer: cross-site checks, headers, and limits on how often."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import time

from flask import Flask, Response, current_app, g, request, session
from flask_limiter import Limiter
from flask_login import current_user
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf

from tribe.web import cache
from tribe.web.anew import do_once
from tribe.web.application import Cookies
from tribe.web.counted import doer
from tribe.web.origins import says_from_here


class FormProtection(CSRFProtect):
    """A token for the forms of members; for those of guests the browser says where they are from.

    A token is of use only with a cookie, and a page for guests sets none. A browser that says
    nothing gets a token with the refusal, and sends it from the page when that is loaded again.
    """

    def protect(self, apply_exemptions: bool = False) -> None:
        """Refuse a form that another site may have sent; raises CSRFError."""
        if request.method not in current_app.config["WTF_CSRF_METHODS"]:
            return
        if not current_user.is_authenticated and says_from_here():
            return
        try:
            super().protect(apply_exemptions)
        except CSRFError:
            generate_csrf()
            raise


class ViewLimits(Limiter):
    """Limits that stand at views, each of which asks for its own; there are none for all."""

    def _check_request_limit(
        self, callable_name: str | None = None, in_middleware: bool = True
    ) -> None:
        if not in_middleware:
            ask = super()._check_request_limit
            do_once(f"limit {callable_name}", lambda: ask(callable_name, in_middleware))


csrf = FormProtection()
limiter = ViewLimits(doer, headers_enabled=True)


def seconds_left() -> int:
    """After how many seconds what this request did too often can be done again; 1 at least."""
    limit = limiter.current_limit
    return max(1, int(limit.reset_at - time())) if limit is not None else 1


POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self' ws: wss:; manifest-src 'self'; form-action 'self'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
VARIES = ("Accept-Language", "Accept-Encoding")
CONDITIONS = {  # of an environment: what asks for a page on some condition
    "HTTP_IF_MATCH",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_IF_RANGE",
    "HTTP_RANGE",
}


def csrf_token() -> str:
    """The token of this request's forms; a page may have forty, and makes it once.

    Empty for a guest who has no cookie that one could belong to.
    """
    g.has_form = True
    if "csrf_token" not in g and not current_user.is_authenticated and "csrf_token" not in session:
        return ""
    token: str = g.get("csrf_token") or generate_csrf()
    return token


@contextmanager
def other_token(token: str) -> Iterator[None]:
    """Forms that are drawn meanwhile have this token; who hands them out puts in the reader's."""
    kept = g.pop("csrf_token", None)
    g.csrf_token = token
    try:
        yield
    finally:
        g.pop("csrf_token")
        if kept is not None:
            g.csrf_token = kept


def init_app(app: Flask) -> None:
    """Guard every route of the application."""
    csrf.init_app(app)
    app.jinja_env.globals["csrf_token"] = csrf_token
    limiter.init_app(app)
    app.session_interface = Cookies()

    @app.after_request
    def add_headers(response: Response) -> Response:
        said = {name.lower() for name, _value in response.headers}
        for name, value in HEADERS.items():
            if name.lower() not in said:
                response.headers.add(name, value)
        if request.is_secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if "is_page_of_another" in g:
            session.accessed = False  # as when it was made
        if request.endpoint != "static" and "Cache-Control" not in response.headers:
            if _is_for_every_guest(response):
                return _to_be_kept(response)
            response.headers["Cache-Control"] = "private, no-cache"
        return response


def _is_for_every_guest(response: Response) -> bool:
    """Whether a page holds nothing of one reader: no member, no form of theirs, no message."""
    reader = g.get("_login_user")  # absent where the page did not ask who reads
    return (
        request.method in ("GET", "HEAD")
        and response.status_code == 200
        and response.mimetype == "text/html"
        and not response.is_streamed
        and reader is not None
        and not reader.is_authenticated
        and "has_form" not in g
        and not session.modified
    )


def _to_be_kept(response: Response) -> Response:
    """With a tag, by which caches ask whether it is still right; without a word on cookies.

    Whoever keeps it asks each time, with the cookie if there is one, and a member's page has
    another tag.
    """
    session.accessed = False  # or Flask would say that the page depends on the cookie
    response.headers["Cache-Control"] = "public, no-cache"
    if "Vary" in response.headers:
        response.vary.update(VARIES)
    else:
        response.headers["Vary"] = ", ".join(VARIES)
    response.add_etag(weak=True)  # packed or not, it means the same
    response = cache.keep_page(response)
    if not CONDITIONS.isdisjoint(request.environ):
        response.make_conditional(request)
    return response
