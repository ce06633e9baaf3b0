"""What the council lacks without a member."""

from flask_babel import gettext as _

from tribe.base.db import now
from tribe.members.models import Member
from tribe.privacy import Lack
from tribe.voice.queries import is_seated_from


def without(member: Member) -> list[Lack]:
    """Their seat; one query."""
    is_seated = is_seated_from(member.id, now().date())
    return [Lack(_("your seat on the members' council stays empty"), "/council")] * is_seated
