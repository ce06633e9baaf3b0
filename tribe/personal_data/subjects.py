"""Exports as their own member's notices refer to them."""

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists

from tribe.access import Actor
from tribe.base.db import session
from tribe.personal_data.models import DataExport
from tribe.web.subjects import READER, Shown, Sight, Subject


def show_export(actor: Actor, export_id: int) -> Shown | None:
    """An export, to whoever asked for it."""
    export = session.get(DataExport, export_id)
    if export is None or export.member_id != actor.id:
        return None
    return Shown(str(_("Your data")), "/me/data")


def _is_own(number: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(DataExport.id == number, DataExport.member_id == READER)


SUBJECTS = (Subject("data_export", lambda: _("export"), show_export, sight=Sight(_is_own)),)
