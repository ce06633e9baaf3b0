"""Accounts for those who wrote or came elsewhere; nobody can sign in to them until they claim them.

docs/decisions/0007-imported-people.md says what they have agreed to, and what not.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import dropwhile

from sqlalchemy import select

from tribe import search
from tribe.base.db import now, session
from tribe.base.text import without_ignorable
from tribe.members import names
from tribe.members.models import HUES, ConsentDecision, Member, Purpose, State
from tribe.members.queries import brand_names

CONSENT_WORDING = "import"
UNKNOWN = "imported"  # whoever has no name that could stand here


@dataclass(frozen=True)
class Person:
    """Someone elsewhere, by their id there."""

    key: str
    name: str  # as it was there
    fallback: str  # what they are called when that is not fit, or taken
    joined_at: datetime
    is_gone: bool = False  # deleted their account there
    is_machine: bool = False


class Register:
    """Opens accounts under names that are fit and free here."""

    def __init__(self, *, is_measured: bool) -> None:
        self.is_measured = is_measured
        self._taken = set(session.scalars(select(Member.name_key)))
        self._brands = {names.outline(brand) for brand in brand_names()}

    def open_account(self, person: Person) -> Member:
        """A member without address and password; raises nothing."""
        name = self._free_name(person)
        is_measured = self.is_measured and not (person.is_machine or person.is_gone)
        member = Member(
            name=name,
            name_key=names.name_key(name),
            state=State.LEFT if person.is_gone else State.ACTIVE,
            is_measured=is_measured,
            hue=sha256(names.name_key(name).encode()).digest()[0] % HUES,
            joined_at=person.joined_at,
        )
        session.add(member)
        session.flush()
        if not (person.is_machine or person.is_gone):
            session.add(
                ConsentDecision(
                    member_id=member.id,
                    purpose=Purpose.MEASUREMENT,
                    is_granted=is_measured,
                    wording=CONSENT_WORDING,
                    decided_at=now(),
                )
            )
        self._taken.add(member.name_key)
        search.changed("member", [member.id])
        return member

    def _free_name(self, person: Person) -> str:
        wanted = fit_name(person.name)
        for name in (wanted, person.fallback):
            if name and self._is_free(name):
                return name
        base = person.fallback if names.fault_of(f"{person.fallback}-2") is None else UNKNOWN
        number = 2
        while not self._is_free(f"{base}-{number}"):
            number += 1
        return f"{base}-{number}"

    def _is_free(self, name: str) -> bool:
        is_fit = names.fault_of(name) is None and names.outline(name) not in self._brands
        return is_fit and names.name_key(name) not in self._taken


def fit_name(name: str) -> str:
    """A name of elsewhere with the signs that names have here; empty where nothing is left."""
    plain = unicodedata.normalize("NFC", " ".join(name.split())).replace(" ", "-")
    kept = "".join(
        c for c in without_ignorable(plain) if c in names.MARKS or _is_letter(c) or _is_mark(c)
    )
    begun = "".join(dropwhile(lambda c: not _is_letter(c), kept))
    return _cut(begun.rstrip(names.MARKS), names.MAX_LENGTH).rstrip(names.MARKS)


def _is_letter(c: str) -> bool:
    return c.isdecimal() or unicodedata.category(c)[0] == "L"


def _is_mark(c: str) -> bool:
    """A sign that stands on the letter before it, such as a vowel of Devanagari."""
    return unicodedata.category(c)[0] == "M"


def _cut(name: str, length: int) -> str:
    """Its beginning, never ending between a letter and the marks on it."""
    end = min(length, len(name))
    while 0 < end < len(name) and _is_mark(name[end]):
        end -= 1
    return name[:end]
