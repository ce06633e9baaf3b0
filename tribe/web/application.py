"""Flask, without what it does at each request that has no effect here."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from itsdangerous import URLSafeTimedSerializer

from tribe.web.anew import answer_anew_where_undone


class Cookies(SecureCookieSessionInterface):
    """Sessions in signed cookies; what signs is made once, and not for who brings no session."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie holds; an empty session where there is none, or a forged one."""
        if app.secret_key and not request.cookies.get(self.get_cookie_name(app)):
            return self.session_class()
        return super().open_session(app, request)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """What signs by the keys that the application has now."""
        if not app.secret_key:
            return None
        fallbacks = app.config["SECRET_KEY_FALLBACKS"] or ()
        return self._signing((*fallbacks, app.secret_key))  # the newest last, as it is expected

    @lru_cache(maxsize=8)  # noqa: B019 (there is one of these in a process)
    def _signing(self, keys: tuple[Any, ...]) -> URLSafeTimedSerializer:
        how = {"key_derivation": self.key_derivation, "digest_method": self.digest_method}
        return URLSafeTimedSerializer(
            keys, salt=self.salt, serializer=self.serializer, signer_kwargs=how
        )


class Application(Flask):
    """An application none of whose views is a coroutine: Flask would look at each function."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself."""
        return func

    def dispatch_request(self) -> ResponseReturnValue:
        """What the view answers."""
        return answer_anew_where_undone(super().dispatch_request)
