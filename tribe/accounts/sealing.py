"""Secrets that must be read again are sealed with the server's own key, which no database has."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


def seal(secret: str) -> str:
    """A secret that only this server can read."""
    return _fernet().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str | None:
    """The secret again; None where it was sealed with another key."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _fernet() -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"tribe second step")
    key = derived.derive(str(current_app.secret_key).encode())
    return Fernet(base64.urlsafe_b64encode(key))
