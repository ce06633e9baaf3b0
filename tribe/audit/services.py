"""Adding to the audit, and taking the words about a person out of it; there is no other verb."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from tribe.audit import kinds
from tribe.audit.models import AuditEntry
from tribe.base.db import now, session


def record(
    kind: str,
    subject_type: str,
    subject_id: int | str,
    *,
    actor_id: int | None,
    facts: dict[str, Any] | None = None,
    why: str = "",
    at: datetime | None = None,
) -> AuditEntry:
    """Note who did what to which subject, in the transaction of the deed itself.

    No actor means the operator, at a terminal of the server. `at` is now, unless it is told of
    what was done before. Raises LookupError for a kind that no feature declares.
    """
    kinds.check(kind)
    entry = AuditEntry(
        kind=kind,
        subject_type=subject_type,
        subject_id=str(subject_id),
        actor_id=actor_id,
        facts=facts or {},
        why=why,
        at=at or now(),
    )
    session.add(entry)
    session.flush()
    return entry


def forget_words_about(member_id: int, words: Collection[str]) -> None:
    """Of a member who is erased, keep what was decided about them by whom, and no word of why.

    `words` are their names and addresses, which go from the facts too. What they decided about
    others stays as it is, reasons included: those whom it concerns may ask for them.
    """
    table = AuditEntry.__table__
    theirs = (AuditEntry.subject_type == "member", AuditEntry.subject_id == str(member_id))
    for entry_id, facts in session.execute(select(AuditEntry.id, AuditEntry.facts).where(*theirs)):
        said = {"facts": _without(facts, words), "why": ""}
        session.execute(update(table).where(table.c.id == entry_id).values(said))  # type: ignore[arg-type]


def _without(fact: Any, words: Collection[str]) -> Any:
    """A fact, with nothing in place of each text that has one of the words."""
    if isinstance(fact, dict):
        return {name: _without(value, words) for name, value in fact.items()}
    if isinstance(fact, list):
        return [_without(value, words) for value in fact]
    folded = fact.casefold() if isinstance(fact, str) else ""
    return None if any(word.casefold() in folded for word in words if word) else fact
