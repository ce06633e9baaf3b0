"""Reading the audit, newest first."""

from collections.abc import Collection

from sqlalchemy import select

from tribe.audit.models import AuditEntry
from tribe.base.db import session
from tribe.base.paging import START, Order, Page, Span, read_page

SIZE = 30
NEWEST_FIRST = Order((AuditEntry.at, AuditEntry.id), is_falling=True)


def get_entry(entry_id: int) -> AuditEntry | None:
    """One entry."""
    return session.get(AuditEntry, entry_id)


def list_entries(
    *,
    kinds: Collection[str] = (),
    actor_id: int | None = None,
    subject_type: str = "",
    subject_ids: Collection[str] | None = None,
    span: Span = START,
    size: int = SIZE,
) -> Page[AuditEntry]:
    """Entries, newest first; each filter may be empty. One query."""
    wanted = select(AuditEntry)
    if kinds:
        wanted = wanted.where(AuditEntry.kind.in_(kinds))
    if actor_id is not None:
        wanted = wanted.where(AuditEntry.actor_id == actor_id)
    if subject_type:
        wanted = wanted.where(AuditEntry.subject_type == subject_type)
    if subject_ids is not None:
        wanted = wanted.where(AuditEntry.subject_id.in_(subject_ids))
    return read_page(wanted, NEWEST_FIRST, span, size=size)
