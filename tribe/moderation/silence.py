"""What a silenced member is told wherever they would write: until when, and by which decision."""

from typing import NamedTuple

from flask_babel import gettext as _

from tribe.access import is_silenced
from tribe.members.identity import current_member
from tribe.moderation.queries import find_silencing
from tribe.web.design.labels import whole_moment

DECISIONS = "/moderation/decisions"


class Silence(NamedTuple):
    """That a moderator lets somebody write nothing for now."""

    words: str
    address: str  # where it stands why


def silence_told() -> Silence | None:
    """What whoever reads a page is told of their silence; None where they may write. One query."""
    member = current_member()
    if member is None or member.silenced_until is None or not is_silenced(member):
        return None
    number = find_silencing(member.id)
    address = f"{DECISIONS}/{number}" if number is not None else DECISIONS
    moment = whole_moment(member.silenced_until)
    said = _(
        "You are silenced: you can read here, and can write again from %(moment)s.", moment=moment
    )
    return Silence(str(said), address)
