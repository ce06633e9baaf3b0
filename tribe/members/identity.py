"""Who is signed in: flask-login over our own table, so that signing out ends it for good.

Views for members ask `signed_in_member()`; there is no other guard.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any, cast

from flask import Flask, Response, flash, g, redirect, request
from flask import session as cookie
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_login.mixins import AnonymousUserMixin
from sqlalchemy import and_, bindparam, select, update

from tribe.access import GUEST, SIGN_IN, Actor
from tribe.base.db import columns_of, list_rows, made_of, now, session
from tribe.base.errors import Fault, Forbidden, SignInFirst
from tribe.blocking import begin, known_of
from tribe.live import end_sockets
from tribe.members import settings
from tribe.members.models import Member, Restraint, SignIn, State
from tribe.members.restraints import CLOSING
from tribe.settings import value_of
from tribe.settings.cache import heed
from tribe.settings.queries import VERSION
from tribe.web.closed import is_open_here
from tribe.web.errors import words

SAFE = ("GET", "HEAD", "OPTIONS")  # what changes nothing
STATEMENTS = "/moderation/decisions"  # what was decided about whoever reads it
MAX_LIFETIME = timedelta(days=365)  # of the cookie; the table says when a sign-in ends
login_manager = LoginManager()


class SignedIn:
    """What flask-login holds: a member and the sign-in they came by."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, member: Member, sign_in: SignIn, token: str) -> None:
        self.member = member
        self.sign_in = sign_in
        self.sign_in_id = sign_in.id
        self._token = token

    def get_id(self) -> str:
        """The token in the cookie; the table knows only its hash."""
        return self._token

    def __getattr__(self, name: str) -> Any:
        """Templates read the member through `current_user`."""
        return getattr(self.member, name)


def hash_token(token: str) -> str:
    """How a token is kept in the table."""
    return hashlib.sha256(token.encode()).hexdigest()


_LIVE = (
    select(
        *columns_of(Member).values(),
        *columns_of(SignIn).values(),
        VERSION,
        *known_of(Member.id),
    )
    .join(SignIn, SignIn.member_id == Member.id)
    .where(
        SignIn.token_hash == bindparam("token"),
        SignIn.revoked_at.is_(None),
        SignIn.expires_at > bindparam("moment"),
        Member.state != State.LEFT,
    )
)


@login_manager.user_loader
def load(token: str) -> SignedIn | None:
    """The member of a live sign-in, or None; one query."""
    rows = list_rows(_LIVE, {"token": hash_token(token), "moment": now()})
    if not rows:
        return None
    *columns, version, apart, ignored = rows[0]
    size = len(columns_of(Member))
    member, sign_in = made_of(Member, columns[:size]), made_of(SignIn, columns[size:])
    heed(version)
    begin(member, apart, ignored)
    return SignedIn(member, sign_in, token)


def _keep_closed() -> Response | None:
    """Lead who signs in to a closed account to what was decided, from all that is not open to them.

    What a guest may read they read signed out. Of what is posted `signed_in_member` asks: a look at
    the member here would take the write lock before the view has read what was sent.
    """
    if "_user_id" not in cookie or request.endpoint in (None, "static") or is_open_here():
        return None
    if request.method not in SAFE:
        return None
    member = _signed_in()
    if member is None and _is_looked_at() and _was_closed_since():
        cookie.pop("_user_id")  # what a guest may read, they read from now on
        flash(words(Fault("members.closed_since")))
        return cast(Response, redirect(f"/sign-in?next={STATEMENTS}", 303))
    if member is None or member.state is not State.SUSPENDED:
        return None
    return cast(Response, redirect(STATEMENTS, 303))


def _is_looked_at() -> bool:
    """Whether somebody sees what is answered, and not a script of a page."""
    return request.headers.get("Sec-Fetch-Dest", "document") == "document"


def _was_closed_since() -> bool:
    """Whether the sign-in of this request was ended by closing its account; one query."""
    closing = (Restraint.member_id == Member.id, Restraint.kind.in_(CLOSING))
    ended = (
        select(SignIn.id)
        .join(Member, Member.id == SignIn.member_id)
        .join(Restraint, and_(*closing))
        .where(SignIn.token_hash == hash_token(str(cookie.get("_user_id", ""))))
        .where(Member.state == State.SUSPENDED, SignIn.revoked_at >= Restraint.made_at)
    )
    return session.scalar(ended.limit(1)) is not None


def _signed_in() -> Member | None:
    user = g.get("_login_user") or current_user._get_current_object()
    return None if isinstance(user, AnonymousUserMixin) else user.member


def current_member() -> Member | None:
    """The signed-in member themself, never a proxy; None for a guest.

    Whose account is closed is a guest in all views but those that are open to them.
    """
    member = _signed_in()
    if member is not None and member.state is State.SUSPENDED and not is_open_here():
        return None
    return member


def current_actor() -> Actor:
    """Whoever asks: the signed-in member, or a guest."""
    return current_member() or GUEST


def signed_in_member() -> Member:
    """The signed-in member; raises SignInFirst for a guest, Forbidden for who is suspended."""
    member = current_member()
    if member is None:
        if _signed_in() is not None:
            raise Forbidden("members.closed_here")
        if "_user_id" in cookie and _was_closed_since():
            raise Forbidden("members.closed_since")
        raise SignInFirst(SIGN_IN)
    return member


def current_sign_in() -> SignIn:
    """The sign-in by which the member is here; raises SignInFirst for a guest."""
    signed_in_member()
    return cast(SignIn, current_user.sign_in)


def open_sign_in(member: Member, agent: str, *, is_strong: bool = False) -> None:
    """Sign a member in here, with a fresh cookie; the caller commits.

    It is strong where they showed two things: what they know, and what they have.
    """
    token = secrets.token_urlsafe(32)
    moment = now()
    entry = SignIn(
        member_id=member.id,
        token_hash=hash_token(token),
        agent=agent,
        created_at=moment,
        proved_at=moment,
        is_strong=is_strong,
        last_seen_on=moment.date(),
        expires_at=moment + timedelta(days=value_of(settings.SIGN_IN_DAYS)),
    )
    session.add(entry)
    session.flush()
    kept = {key: cookie[key] for key in ("locale", "_flashes") if key in cookie}
    cookie.clear()  # rotated at sign-in
    cookie.update(kept)
    cookie.permanent = True
    login_user(SignedIn(member, entry, token))


def close_sign_in() -> None:
    """End the sign-in of this request, for whoever holds its cookie; the caller commits."""
    user = current_user._get_current_object()
    if not isinstance(user, AnonymousUserMixin):
        session.execute(update(SignIn).where(SignIn.id == user.sign_in_id).values(revoked_at=now()))
        end_sockets(user.member.id)
    logout_user()
    cookie.clear()
    g.pop("_login_user", None)


def init_app(app: Flask) -> None:
    """Wire flask-login; its own remember cookie is not used."""
    app.config["REMEMBER_COOKIE_DURATION"] = MAX_LIFETIME
    app.config["PERMANENT_SESSION_LIFETIME"] = MAX_LIFETIME
    login_manager.session_protection = None  # the table decides, not a fingerprint
    login_manager.init_app(app)
    app.before_request(_know_the_reader)
    app.before_request(_keep_closed)


def _know_the_reader() -> None:
    """Find out who is signed in before anything is read for them.

    Where a form is posted the view asks, once it has read what was sent: it takes the write lock.
    """
    if "_user_id" in cookie and request.endpoint != "static" and request.method in SAFE:
        current_member()
