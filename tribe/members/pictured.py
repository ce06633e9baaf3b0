"""The picture of an account, for whoever judges it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tribe.base.db import session
from tribe.members.models import Avatar, Member, State
from tribe.storage import StoredFile
from tribe.web.slots import Part


@dataclass(frozen=True, slots=True)
class JudgedPicture:
    """Whose picture it is, whether there is one, and whether its file was given since a report."""

    member: Member
    has_one: bool
    is_of_case: bool
    is_given_since: bool
    is_kept: bool  # as it was then


def picture_of_judged(
    subject_type: str, number: int, since: datetime | None, is_kept: bool
) -> Part | None:
    """The picture of an account that is judged, as it is now; None of anything else.

    `since` is when its case was opened; None where nobody reported it. `is_kept` says that the case
    has the picture of then. When a picture was chosen
    is known by its file, which is kept anew when somebody gives it.
    """
    member = session.get(Member, number) if subject_type == "member" else None
    if member is None or member.state is State.LEFT:
        return None
    of_it = select(StoredFile.kept_at).join(Avatar, Avatar.digest == StoredFile.digest)
    given_at = session.scalar(of_it.where(Avatar.member_id == number))
    is_since = since is not None and given_at is not None and given_at > since
    judged = JudgedPicture(member, given_at is not None, since is not None, is_since, is_kept)
    return Part("members/_judged_picture.html", judged)
