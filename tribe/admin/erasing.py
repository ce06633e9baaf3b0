"""What the mechanisms keep of a member who is erased: decisions, and no word about them."""

from tribe.activity import services as activity
from tribe.audit import services as audit
from tribe.jobs import services as jobs
from tribe.privacy import Leaver


def erase(leaver: Leaver) -> None:
    """Take a member out of what happened, of the audit's words, and of the queue."""
    activity.erase(leaver.id)
    audit.forget_words_about(leaver.id, [*leaver.names, leaver.email or ""])
    jobs.forget_member(leaver.id)
