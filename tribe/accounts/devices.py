"""Browsers in which a member was signed in before, known by a signed cookie.

Guesses from a known browser are counted by themselves, so that a stranger who guesses at an
account does not lock its owner out; and no mail tells of a sign-in from there. The cookie holds the
numbers of up to four members, each with a random word, and nothing of it is kept here.
"""

import secrets
from collections.abc import Mapping

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

MAX_MEMBERS = 4  # who share a browser
LIFETIME = 400 * 86_400  # seconds; browsers keep no cookie for longer


def cookie_name() -> str:
    """What the cookie is called, after the one of the session."""
    return f"{current_app.config['SESSION_COOKIE_NAME']}-known"


def device_of(member_id: int) -> str | None:
    """The random word of this browser for a member; None where they were never signed in here."""
    return _known().get(str(member_id))


def known_browser() -> str | None:
    """The random words of this browser; None where no member was ever signed in here."""
    return " ".join(word for _member, word in sorted(_known().items())) or None


def remember(member_id: int) -> None:
    """Let the answer to this request say that the member is known in this browser."""
    known = {key: word for key, word in _known().items() if key != str(member_id)}
    word = _known().get(str(member_id)) or secrets.token_urlsafe(12)
    kept = dict([*known.items(), (str(member_id), word)][-MAX_MEMBERS:])
    value = _serializer().dumps(kept)

    @after_this_request
    def set_cookie(response: Response) -> Response:
        response.set_cookie(
            cookie_name(),
            value,
            max_age=LIFETIME,
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
            httponly=True,
            samesite="Lax",
        )
        return response


def _known() -> Mapping[str, str]:
    try:
        known = _serializer().loads(request.cookies.get(cookie_name(), ""))
    except BadSignature:
        return {}
    return known if isinstance(known, dict) else {}


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="tribe known browser")
