"""The way to report a thing on its own page, wherever a page has a slot for it."""

from tribe.access import Actor, may
from tribe.members import policy as members
from tribe.members.identity import current_actor
from tribe.members.models import Member
from tribe.moderation import policy, queries
from tribe.web import moderated
from tribe.web.slots import Part


def report_on(subject_type: str, subject_id: int) -> Part | None:
    """A form in which a member reports a thing that another made; to guests the way to the page."""
    return _part(current_actor(), subject_type, subject_id)


def report_member(member: Member, reader: Actor | None) -> Part | None:
    """The same of a profile and its picture."""
    actor = reader or current_actor()
    part = _part(actor, "member", member.id)
    if part is not None:
        part.about["may_moderate"] = bool(may(actor, members.RESTRAIN, member))
        if part.about["is_member"] and actor.id is not None:
            part.about["waits"] = queries.has_reported(actor.id, "member", member.id)
    return part


def _part(reader: Actor, subject_type: str, subject_id: int) -> Part | None:
    matter = moderated.read(subject_type, subject_id)
    if matter is None or (reader.id is not None and matter.author_id == reader.id):
        return None
    about = {"kind": subject_type, "number": subject_id, "is_member": may(reader, policy.REPORT)}
    if reader.id is not None and not about["is_member"]:
        return None
    return Part("moderation/act.html", about | {"address": matter.address})
