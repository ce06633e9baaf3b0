"""What members are called in the public log."""

import base64
import hmac
from datetime import datetime
from hashlib import sha256

from flask import current_app

LENGTH = 6  # signs of thirty-two: two members of a month meet in one of a thousand million pairs


def pseudonym(member_id: int, moment: datetime) -> str:
    """A sign for a member, the same within a month and another in the next.

    That several decisions concern one person can be seen while it matters; a life of years cannot.
    """
    key = str(current_app.secret_key).encode()
    told = f"moderation log {moment:%Y-%m} {member_id}".encode()
    return base64.b32encode(hmac.digest(key, told, sha256)).decode()[:LENGTH]
