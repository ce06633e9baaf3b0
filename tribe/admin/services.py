"""What admins decide about the place; the operator at a terminal acts as the system."""

from collections.abc import Mapping
from typing import Any

from tribe.access import Actor, require
from tribe.admin import policy
from tribe.audit import AuditEntry
from tribe.audit.queries import get_entry
from tribe.base.errors import NotFound
from tribe.jobs import Job
from tribe.jobs import services as queue
from tribe.settings import services


def change_settings(actor: Actor, values: Mapping[str, Any]) -> list[AuditEntry]:
    """Give settings new values; what differs. Raises Forbidden to all but admins, and NotFound."""
    require(actor, policy.CHANGE_SETTINGS)
    return services.change(values, actor.id)


def undo_change(actor: Actor, entry_id: int) -> AuditEntry:
    """Take a change of a setting back; which it was.

    Raises Forbidden to all but admins, NotFound, and RuleBroken when it was changed again since.
    """
    require(actor, policy.CHANGE_SETTINGS)
    entry = get_entry(entry_id)
    if entry is None:
        raise NotFound("settings.no_change")
    services.undo(entry, actor.id)
    return entry


def retry_job(actor: Actor, job_id: int) -> Job:
    """Let a failed job be tried afresh. Raises Forbidden to all but admins, and NotFound."""
    require(actor, policy.DECIDE_JOBS)
    return _decided(queue.retry(job_id))


def discard_job(actor: Actor, job_id: int) -> Job:
    """Give a failed job up. Raises Forbidden to all but admins, and NotFound."""
    require(actor, policy.DECIDE_JOBS)
    return _decided(queue.discard(job_id))


def _decided(job: Job | None) -> Job:
    if job is None:
        raise NotFound("admin.no_failed_job")
    return job
