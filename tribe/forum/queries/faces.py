"""The little that a list or a post shows of a member, read as columns."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import InstrumentedAttribute

from tribe.members.models import Member, initials_of


@dataclass(frozen=True, slots=True)
class Face:
    """Enough for an avatar and a link."""

    name: str
    hue: int
    is_brand: bool
    avatar_key: str | None

    @classmethod
    def of(cls, row: Row[*tuple[Any, ...]]) -> "Face":
        """From a row that ends in `face_columns()`."""
        return cls(*row[-4:])

    @property
    def initials(self) -> str:
        """Up to two letters that stand for the name."""
        return initials_of(self.name)


def face_columns(member: type[Member] = Member) -> tuple[InstrumentedAttribute[Any], ...]:
    """The columns of a face, in the order of its fields."""
    return member.name, member.hue, member.is_brand, member.avatar_key
