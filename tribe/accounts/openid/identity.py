"""Who came back from a provider, and what they were sent there with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tribe.base.text import clean

MAX_MOMENT = 2**33  # seconds; the year 2242
NAMES = ("preferred_username", "nickname", "given_name")


@dataclass(frozen=True)
class Asked:
    """What a browser was sent to the provider with, and must come back with."""

    state: str
    nonce: str
    verifier: str  # of PKCE; a code is of no use without it
    is_proof: bool = False  # the provider asks for the secret anew


@dataclass(frozen=True)
class Identity:
    """Whom a provider has shown us: issuer and subject say who it is, the rest is a claim."""

    issuer: str
    subject: str
    email: str = ""
    is_email_verified: bool = False
    name: str = ""  # which could be theirs here; they choose
    shown_as: str = ""  # what they will know the account by
    proved_at: float | None = None  # seconds since 1970: when they last showed a secret there

    @classmethod
    def of(cls, claims: Mapping[str, Any]) -> "Identity":
        """Read from claims that were verified."""
        email = _word(claims, "email").lower()
        return cls(
            issuer=str(claims["iss"]),
            subject=str(claims["sub"]),
            email=email,
            is_email_verified=bool(email) and claims.get("email_verified") is True,
            name=next((name for key in NAMES if (name := _name_of(_word(claims, key)))), ""),
            shown_as=email or _word(claims, "preferred_username") or _word(claims, "name"),
            proved_at=_moment(claims.get("auth_time")),
        )


def _word(claims: Mapping[str, Any], key: str) -> str:
    value = claims.get(key)
    return " ".join(clean(value).split())[:254] if isinstance(value, str) else ""


def _moment(claimed: object) -> float | None:
    """Seconds since 1970 that can be a moment; neither NaN nor infinity is one."""
    if isinstance(claimed, int | float) and 0 <= claimed <= MAX_MOMENT:
        return float(claimed)
    return None


def _name_of(claimed: str) -> str:
    """A claimed name as it could be one here; nothing of what looks like an address."""
    if "@" in claimed:
        return ""
    return re.sub(r"[^\w.-]+", "-", claimed)[:30].strip("-._")
