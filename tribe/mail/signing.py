"""Marks that only this place can make, for what comes back to it without a sign-in."""

import base64
import hmac
from hashlib import sha256

from flask import current_app

LENGTH = 16  # characters of five bits each
WHOLE = 51  # of them: as long as the digest, for what is a secret by itself


def sign(purpose: str, text: str, length: int = LENGTH) -> str:
    """The mark of a text for one purpose: lower-case letters and digits."""
    key = str(current_app.secret_key).encode()
    digest = hmac.new(key, f"mail {purpose}\0{text}".encode(), sha256).digest()
    return base64.b32encode(digest).decode().lower()[:length]


def is_signed(purpose: str, text: str, mark: str) -> bool:
    """Whether a mark is the one of a text for that purpose."""
    return hmac.compare_digest(sign(purpose, text).encode(), mark.encode())
