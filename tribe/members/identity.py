"""Who is signed in: flask-login over our own table, so that signing out ends it for good."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ParamSpec, TypeVar

import flask_login
from flask import Flask, Response, g, redirect, request, url_for
from flask import session as cookie
from flask_babel import gettext as _
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_login.mixins import AnonymousUserMixin
from sqlalchemy import bindparam, select, update

from tribe.db import now, session
from tribe.errors import Forbidden
from tribe.members.models import Member, Role, SignIn, State

LIFETIME = timedelta(days=60)
P = ParamSpec("P")
R = TypeVar("R")
login_manager = LoginManager()


class SignedIn:
    """What flask-login holds: a member and the sign-in they came by."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, member: Member, sign_in_id: int, token: str) -> None:
        self.member = member
        self.sign_in_id = sign_in_id
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
    select(Member, SignIn.id)
    .join(SignIn, SignIn.member_id == Member.id)
    .where(
        SignIn.token_hash == bindparam("token"),
        SignIn.revoked_at.is_(None),
        SignIn.expires_at > bindparam("moment"),
        Member.state == State.ACTIVE,
    )
)


@login_manager.user_loader
def load(token: str) -> SignedIn | None:
    """The member of a live sign-in, or None; one query."""
    row = session.execute(_LIVE, {"token": hash_token(token), "moment": now()}).first()
    return SignedIn(row[0], row[1], token) if row is not None else None


def current_member() -> Member | None:
    """The signed-in member themself, never a proxy; None for a guest."""
    user = current_user._get_current_object()
    return None if isinstance(user, AnonymousUserMixin) else user.member


def signed_in_member() -> Member:
    """The signed-in member; raises Forbidden for a guest."""
    member = current_member()
    if member is None:
        raise Forbidden(_("Please sign in first."))
    return member


def login_required(view: Callable[P, R]) -> Callable[P, R]:
    """A page for members: a guest is sent to sign in, and then back."""
    guarded: Callable[P, R] = flask_login.login_required(view)
    return guarded


def open_sign_in(member: Member, agent: str) -> None:
    """Sign a member in here, with a fresh cookie; the caller commits."""
    token = secrets.token_urlsafe(32)
    moment = now()
    entry = SignIn(
        member_id=member.id,
        token_hash=hash_token(token),
        agent=agent,
        created_at=moment,
        expires_at=moment + LIFETIME,
    )
    session.add(entry)
    session.flush()
    locale = cookie.get("locale")
    cookie.clear()  # rotated at sign-in
    if locale:
        cookie["locale"] = locale
    cookie.permanent = True
    login_user(SignedIn(member, entry.id, token))


def close_sign_in() -> None:
    """End the sign-in of this request, for whoever holds its cookie; the caller commits."""
    user = current_user._get_current_object()
    if not isinstance(user, AnonymousUserMixin):
        session.execute(update(SignIn).where(SignIn.id == user.sign_in_id).values(revoked_at=now()))
    logout_user()
    cookie.clear()
    g.pop("_login_user", None)


def is_analyst(member: Member | None) -> bool:
    """Whether they read network reports."""
    return member is not None and member.role in (Role.ANALYST, Role.ADMIN)


def is_moderator(member: Member | None) -> bool:
    """Whether they serve the tribe as a moderator."""
    return member is not None and member.role in (Role.MODERATOR, Role.ADMIN)


@login_manager.unauthorized_handler
def ask_to_sign_in() -> Response:
    """Send a guest to the sign-in page and back again."""
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    response = redirect(url_for("members.sign_in", next=target), 303)
    assert isinstance(response, Response)
    return response


def init_app(app: Flask) -> None:
    """Wire flask-login; its own remember cookie is not used."""
    app.config["REMEMBER_COOKIE_DURATION"] = LIFETIME
    app.config["PERMANENT_SESSION_LIFETIME"] = LIFETIME
    login_manager.session_protection = None  # the table decides, not a fingerprint
    login_manager.init_app(app)
