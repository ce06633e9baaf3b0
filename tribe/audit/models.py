"""The entries of the audit."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base, Id, Long, now


class AuditEntry(Base):
    """One thing that somebody changed or looked at; the subject's row may be gone since."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_at", "at", "id"),
        Index("ix_audit_entry_kind", "kind", "at", "id"),
        Index("ix_audit_entry_subject", "subject_type", "subject_id", "at", "id"),
        Index("ix_audit_entry_actor_id", "actor_id", "at", "id"),
    )

    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(default=now)
    actor_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id")
    )  # none: who runs the server
    kind: Mapped[str] = mapped_column(String(60))  # "setting.changed"
    subject_type: Mapped[str] = mapped_column(String(40))  # "setting", "member"
    subject_id: Mapped[str] = mapped_column(String(80))
    facts: Mapped[dict[str, Any]]
    why: Mapped[Long] = mapped_column(default="")


@event.listens_for(AuditEntry, "before_update")
@event.listens_for(AuditEntry, "before_delete")
def _refuse(*_arguments: object) -> None:
    raise RuntimeError("an audit entry is never changed and never removed")
