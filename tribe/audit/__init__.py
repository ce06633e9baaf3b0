"""Who changed or looked at what, and why: entries are added, and never changed or removed."""

from tribe.audit.models import AuditEntry
from tribe.audit.services import record

__all__ = ["AuditEntry", "record"]
