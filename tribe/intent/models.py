"""The two statements of acts, topics and gatherings of the brand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.text import visible

MAX_STATEMENT_LENGTH, MIN_STATEMENT_LENGTH = 500, 3


class Stating(Protocol):
    """What has the two statements, or room for them."""

    @property
    def serves(self) -> str:
        """Whom it serves."""

    @property
    def asks(self) -> str:
        """What it asks of members."""


@dataclass(frozen=True, slots=True)
class Intent:
    """Whom something serves and what it asks of members; both are empty where nobody said."""

    serves: str = ""
    asks: str = ""

    @property
    def is_stated(self) -> bool:
        """Whether it says both, in words."""
        return is_stated(self)


UNSTATED = Intent()


class Stated:
    """The columns of what says whom it serves and what it asks."""

    serves: Mapped[str] = mapped_column(
        String(MAX_STATEMENT_LENGTH), default="", server_default="", sort_order=900
    )
    asks: Mapped[str] = mapped_column(
        String(MAX_STATEMENT_LENGTH), default="", server_default="", sort_order=901
    )


def says_something(statement: str) -> bool:
    """Whether a statement has a word: some letters, and not one of them alone, as in “xxx”."""
    letters = [sign for sign in visible(statement).casefold() if sign.isalpha()]
    return len(letters) >= MIN_STATEMENT_LENGTH and len(set(letters)) > 1


def is_stated(said: Stating) -> bool:
    """Whether something says whom it serves and what it asks, each in words."""
    return says_something(said.serves) and says_something(said.asks)


def read_intent(facts: Mapping[str, Any]) -> Intent:
    """The statements of what waits, as they were kept with it."""
    return Intent(facts.get("serves", ""), facts.get("asks", ""))
