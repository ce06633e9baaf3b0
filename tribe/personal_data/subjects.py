"""Exports as their own member's notices refer to them."""

from flask_babel import gettext as _

from tribe.access import Actor
from tribe.base.db import session
from tribe.personal_data.models import DataExport
from tribe.web.subjects import Shown, Subject


def show_export(actor: Actor, export_id: int) -> Shown | None:
    """An export, to whoever asked for it."""
    export = session.get(DataExport, export_id)
    if export is None or export.member_id != actor.id:
        return None
    return Shown(str(_("Your data")), "/me/data")


SUBJECTS = (Subject("data_export", lambda: _("export"), show_export),)
