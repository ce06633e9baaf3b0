"""Issuing tokens, looking at them without using them, and using each exactly once."""

import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import delete, exists, func, select, update

from tribe.base.db import now, session
from tribe.base.errors import TribeError
from tribe.tokens.models import SingleUseToken

SECRET_BYTES = 32
FORM = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)  # what token_urlsafe makes of them
REMEMBERED = timedelta(days=30)  # after its end, so that an old link is told from a forged one
FORGED, FOREIGN = "tokens.forged", "tokens.foreign"
USED, EXPIRED, WITHDRAWN = "tokens.used", "tokens.expired", "tokens.withdrawn"


class TokenRefused(TribeError):
    """A token that opens nothing; the code says why, and `purpose` what it was brought for."""

    status: ClassVar[int] = 410

    def __init__(self, code: str, purpose: str) -> None:
        super().__init__(code)
        self.purpose = purpose


def issue(purpose: str, lifetime: timedelta, member_id: int | None = None, **about: Any) -> str:
    """A new secret for one purpose; its digest is kept in the caller's transaction.

    `about` are words and numbers that whoever uses it acts on. The secret is told only here.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    moment = now()
    row = SingleUseToken(
        digest=_digest(secret),
        purpose=purpose,
        member_id=member_id,
        about=about,
        created_at=moment,
        expires_at=moment + lifetime,
    )
    session.add(row)
    session.flush()
    return secret


def look(purpose: str, secret: str, reader_id: int | None = None) -> SingleUseToken:
    """The token of a secret, which is not used by that.

    Raises TokenRefused for one that is forged, used, withdrawn or expired, and for a foreign one:
    of another purpose, or of another member than the reader who is named.
    """
    digest = _digest(secret) if FORM.fullmatch(secret) else ""
    chosen = select(SingleUseToken).where(SingleUseToken.digest == digest)
    row = session.scalar(chosen.execution_options(populate_existing=True))
    if row is None or not hmac.compare_digest(row.digest, digest):
        raise TokenRefused(FORGED, purpose)
    is_anothers = None not in (reader_id, row.member_id) and row.member_id != reader_id
    if row.purpose != purpose or is_anothers:
        raise TokenRefused(FOREIGN, purpose)
    if row.used_at is not None:
        raise TokenRefused(USED, purpose)
    if row.withdrawn_at is not None:
        raise TokenRefused(WITHDRAWN, purpose)
    if row.expires_at <= now():
        raise TokenRefused(EXPIRED, purpose)
    return row


def use(purpose: str, secret: str, reader_id: int | None = None) -> SingleUseToken:
    """Use a token, in the caller's transaction; of several at one moment one succeeds.

    Raises TokenRefused as `look` does.
    """
    row = look(purpose, secret, reader_id)
    unused = (SingleUseToken.used_at.is_(None), SingleUseToken.withdrawn_at.is_(None))
    chosen = update(SingleUseToken).where(SingleUseToken.id == row.id, *unused)
    if session.scalar(chosen.values(used_at=now()).returning(SingleUseToken.id)) is None:
        raise TokenRefused(USED, purpose)
    session.refresh(row)
    return row


def withdraw(purpose: str, member_id: int) -> None:
    """Let no token of a member for one purpose open anything any more."""
    own = (SingleUseToken.purpose == purpose, SingleUseToken.member_id == member_id)
    is_open = (SingleUseToken.used_at.is_(None), SingleUseToken.withdrawn_at.is_(None))
    session.execute(update(SingleUseToken).where(*own, *is_open).values(withdrawn_at=now()))


def count_since(purpose: str, member_id: int, since: datetime) -> int:
    """How many tokens a member was handed for one purpose since a moment."""
    own = (SingleUseToken.purpose == purpose, SingleUseToken.member_id == member_id)
    chosen = select(func.count()).where(*own, SingleUseToken.created_at >= since)
    return session.scalar(chosen) or 0


def has_open(purpose: str, member_id: int) -> bool:
    """Whether a member holds a token for one purpose that opens something still."""
    own = (SingleUseToken.purpose == purpose, SingleUseToken.member_id == member_id)
    unused = (SingleUseToken.used_at.is_(None), SingleUseToken.withdrawn_at.is_(None))
    chosen = select(exists().where(*own, *unused, SingleUseToken.expires_at > now()))
    return bool(session.scalar(chosen))


def prune() -> None:
    """Forget what tokens were about when they are over, and the tokens after a month."""
    moment = now()
    session.execute(delete(SingleUseToken).where(SingleUseToken.expires_at < moment - REMEMBERED))
    is_over = SingleUseToken.expires_at < moment
    session.execute(update(SingleUseToken).where(is_over).values(about={}))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
