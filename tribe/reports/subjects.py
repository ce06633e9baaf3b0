"""Reports as the notices of whoever asked for one refer to them."""

from flask_babel import gettext as _
from sqlalchemy import Boolean, ColumnElement, and_, bindparam, exists

from tribe.access import Actor, may
from tribe.base.db import session
from tribe.reports import policy
from tribe.reports.models import Snapshot
from tribe.web.subjects import Shown, Sight, Subject


def show_report(actor: Actor, snapshot_id: int) -> Shown | None:
    """A report by its purpose, to whoever may read reports."""
    snapshot = session.get(Snapshot, snapshot_id)
    if snapshot is None or not may(actor, policy.READ):
        return None
    return Shown(snapshot.purpose, f"/reports/{snapshot.id}")


def _is_seen(number: ColumnElement[int]) -> ColumnElement[bool]:
    return and_(bindparam("reads_reports", type_=Boolean), exists().where(Snapshot.id == number))


SIGHT = Sight(_is_seen, lambda actor: {"reads_reports": bool(may(actor, policy.READ))})
SUBJECTS = (Subject("report", lambda: _("report"), show_report, sight=SIGHT),)
