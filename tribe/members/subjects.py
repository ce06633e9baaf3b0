"""Members as they are referred to from elsewhere."""

from urllib.parse import quote

from flask_babel import gettext as _

from tribe.access import Actor, may
from tribe.base.db import session
from tribe.members import policy
from tribe.members.models import Member
from tribe.members.queries import find_member
from tribe.web.subjects import Shown, Subject


def show_member(actor: Actor, member_id: int) -> Shown | None:
    """A member, to whoever may read their profile."""
    member = session.get(Member, member_id)
    if member is None or not may(actor, policy.READ_PROFILE, member):
        return None
    return Shown(member.name, f"/u/{quote(member.name)}", member.bio)


def member_named(*, name: str, **_parts: object) -> int | None:
    """The member whose profile or picture an address leads to."""
    found = find_member(name)
    return found.id if found is not None else None


SUBJECTS = (
    Subject(
        "member",
        lambda: _("member"),
        show_member,
        is_searchable=True,
        is_reportable=True,
        pages={"members.profile": member_named, "members.avatar": member_named},
    ),
)
