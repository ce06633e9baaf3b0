"""Passwords: how they are kept, and what a good enough one is."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tribe.base.errors import Fault

MIN_LENGTH, MAX_LENGTH = 10, 200
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP, about 26 ms


def hash_password(password: str) -> str:
    """Hash a password for keeping; slow on purpose, so call it outside of a transaction."""
    return _hasher.hash(_normal(password))


def is_password(password: str, password_hash: str | None) -> bool:
    """Whether it is the one; takes as long when there is none to compare with."""
    if len(password) > MAX_LENGTH:  # nobody's, and bringing it into its normal form may take long
        password, password_hash = "", None
    try:
        is_right = _hasher.verify(password_hash or _nobodys(), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return is_right and password_hash is not None


def fault_of(password: str, name: str, email: str) -> Fault | None:
    """What is wrong with a new password, or None."""
    if len(password) < MIN_LENGTH:
        return Fault("members.password_short", {"count": MIN_LENGTH})
    if len(password) > MAX_LENGTH:
        return Fault("members.password_long", {"count": MAX_LENGTH})
    folded = password.casefold()
    own = {name.casefold(), email.casefold(), email.split("@")[0].casefold()} - {""}
    if folded in own or any(folded == word * (len(folded) // len(word)) for word in own):
        return Fault("members.password_is_name")
    if len(set(folded)) < 4:
        return Fault("members.password_plain")
    return None


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody has this one")
