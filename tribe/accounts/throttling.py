"""How often a sign-in may be tried, so that neither guessing pays nor an owner is locked out.

Guesses at one account count together whoever makes them, before the password is looked at, so that
many at one moment are no more than the limit; success begins afresh. A browser in which the member
was signed in before counts by itself, and a link by mail always leads in: asking for one counts by
what was typed, so that nobody keeps others of their network from theirs.
"""

from contextlib import suppress
from typing import NamedTuple

from flask import Response, g, request
from flask_login import current_user
from limits.errors import StorageError
from redis.exceptions import RedisError

from tribe.accounts.devices import device_of, known_browser
from tribe.base.text import clean
from tribe.members.names import name_key
from tribe.members.queries import find_by_login
from tribe.web.counted import doer, guest_network
from tribe.web.security import limiter

GUESSES = "20 per hour"


class Tried(NamedTuple):
    """Which account a sign-in is tried for, and whether in a browser that is known to be its."""

    key: str
    is_known: bool


def typed_account() -> str:
    """Under which key guesses at an account count, however its name or address was written."""
    return _tried().key


def typed_place() -> str:
    """Where a sign-in is tried: the known browser, or else the address."""
    tried = _tried()
    return tried.key if tried.is_known else guest_network()


def asked_by() -> str:
    """Who asks for a link, and for which account; what was typed is compared with no account."""
    login = request.form.get("email", request.form.get("login", ""))
    return f"{doer()} {_typed_key(login[:254])}"


def asking_place() -> str:
    """Where links are asked for: by a member, in a browser where one was signed in, in a network.

    Who was here before asks for theirs, whatever strangers behind the same address do.
    """
    known = known_browser() if not current_user.is_authenticated else None
    return f"browser {known}" if known is not None else doer()


def has_failed(response: Response) -> bool:
    """Whether a sign-in was refused; the others are not counted by their place."""
    return response.status_code == 422


def begin_afresh(key: str) -> None:
    """Forget the guesses that were counted under a key: the owner is here."""
    with suppress(StorageError, RedisError):
        for one in limiter.current_limits:
            if key in one.request_args:
                one.limiter.clear(one.limit, *one.request_args)


def _tried() -> Tried:
    if "tried" not in g:
        g.tried = _find(request.form.get("login", "")[:254])
    tried: Tried = g.tried
    return tried


def _find(login: str) -> Tried:
    """What was typed and is nobody's has keys of its own, which are no member's."""
    member = find_by_login(login)
    if member is None:
        return Tried(_typed_key(login), is_known=False)
    device = device_of(member.id)
    return Tried(f"member {member.id} {device or ''}", is_known=device is not None)


def _typed_key(login: str) -> str:
    return f"typed {name_key(' '.join(clean(login).split()))}"
