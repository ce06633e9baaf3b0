"""Wordings of the will as they are referred to from elsewhere; all of them are public."""

from flask_babel import gettext as _

from tribe.access import Actor
from tribe.base.db import session
from tribe.web.subjects import Shown, Subject
from tribe.will.models import Wording


def show_wording(_actor: Actor, wording_id: int) -> Shown | None:
    """What the tribe willed once, or does now."""
    wording = session.get(Wording, wording_id)
    if wording is None:
        return None
    return Shown(_("The tribe's will"), "/will", f"{wording.heirs}\n\n{wording.wishes}")


SUBJECTS = (Subject("will_wording", lambda: _("the tribe's will"), show_wording),)
