"""The act and the entry of the audit that each decision and each undoing leaves."""

from collections.abc import Mapping
from typing import Any

from tribe import audit
from tribe.access import Actor
from tribe.activity import ActivityKind, record
from tribe.moderation.models import (
    Decision,
)


def note_act(
    actor: Actor,
    decision: Decision,
    kind: ActivityKind,
    member_id: int | None,
    **facts: Any,
) -> None:
    """Record that a decision was made or undone, of whom it concerns."""
    if decision.is_no_action:  # whose thing it is, is told nothing
        member_id = None
    record(
        kind,
        decision.id,
        actor_id=actor.id,
        member_id=member_id,
        case=decision.case_id,
        **facts,
    )


def audit_act(
    kind: str, actor: Actor, decision: Decision, why: str, stake: Mapping[str, str] | None = None
) -> None:
    """Note in the audit that a decision was made or undone, and why."""
    facts = {"decision": decision.id, "act": decision.act, "rule": decision.rule, **(stake or {})}
    audit.record(
        kind,
        decision.subject_type,
        decision.subject_id,
        actor_id=actor.id,
        facts=facts,
        why=why,
    )
