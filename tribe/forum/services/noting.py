"""What moderators did to others' words, in the audit, where no decision says so."""

from typing import Any

from tribe import audit
from tribe.access import Actor


def note(
    actor: Actor,
    kind: str,
    subject_type: str,
    subject_id: int,
    why: str,
    *,
    is_own: bool = False,
    facts: dict[str, Any] | None = None,
) -> None:
    """Note in the audit what a moderator did to others' words, and why; nothing where none says."""
    if why and not is_own:
        audit.record(kind, subject_type, subject_id, actor_id=actor.id, why=why, facts=facts)
