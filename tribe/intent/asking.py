"""Who is asked for the two statements, and the refusal of what lacks them."""

from typing import Protocol

from tribe.base.errors import RuleBroken
from tribe.intent.models import Stating, is_stated


class Speaker(Protocol):
    """Whoever begins something."""

    @property
    def is_brand(self) -> bool:
        """Whether they speak for the brand."""


def require_intent(author: Speaker | None, said: Stating) -> None:
    """Raises RuleBroken where an account of the brand does not say whom it serves and asks what."""
    if author is not None and author.is_brand and not is_stated(said):
        raise RuleBroken("intent.missing")
