"""Single-use tokens: secrets that open one thing once, of which the database knows digests only."""

from tribe.tokens.models import SingleUseToken
from tribe.tokens.services import (
    TokenRefused,
    count_since,
    has_open,
    issue,
    look,
    prune,
    use,
    withdraw,
)

__all__ = [
    "SingleUseToken",
    "TokenRefused",
    "count_since",
    "has_open",
    "issue",
    "look",
    "prune",
    "use",
    "withdraw",
]
