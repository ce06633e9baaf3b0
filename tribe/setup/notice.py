"""That this place is being set up: on home with the way to go on, and to whoever would join.

To those who keep it, which steps are open, before and after the doors are.
"""

from flask import current_app

from tribe.access import GUEST, may
from tribe.admin.policy import CHANGE_SETTINGS
from tribe.members.models import Member
from tribe.setup import queries
from tribe.setup.gaps import list_gaps
from tribe.web.slots import Part

EXTENSION = "tribe_setup_finished"  # no process makes this false again


def on_home(reader: Member | None) -> Part | None:
    """The notice; None where no setting up is under way."""
    if not is_under_way():
        return None
    about = {"may_go_on": bool(may(reader or GUEST, CHANGE_SETTINGS)), "is_guest": reader is None}
    return Part("setup/notice.html", about)


def on_keeping() -> Part | None:
    """Which steps are open, to those who keep the place; None where none is."""
    setup = queries.find_begun()
    left = list_gaps(setup) if setup is not None else []
    return Part("setup/left.html", left) if left else None


def not_yet() -> bool | None:
    """True where nobody joins uninvited, for the doors are not open; None where they are."""
    return is_under_way() or None


def is_under_way() -> bool:
    """Whether this place is being set up.

    One query until this process has seen the end of it, and none after. Where nothing was begun it
    may still begin, in another process: that is asked each time.
    """
    if current_app.extensions.get(EXTENSION):
        return False
    is_over = queries.is_over()
    current_app.extensions[EXTENSION] = bool(is_over)
    return is_over is False
