"""The pages of this room: reports, their log, the support desk, what is measured about me.

What reads a report is loaded by who opens one: until then a server of pages holds no numpy.
"""

from collections.abc import Callable

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from tribe.access import may, require
from tribe.audit.queries import NEWEST_FIRST
from tribe.base import db
from tribe.base.db import now, session
from tribe.base.errors import NotFound, RuleBroken
from tribe.base.i18n import reader_language
from tribe.base.paging import Span
from tribe.ledger.queries import LAST_WRITTEN
from tribe.members.identity import signed_in_member
from tribe.members.models import Member
from tribe.notices.seen import see
from tribe.reports import policy
from tribe.reports.figures.charts import tribe_map
from tribe.reports.figures.place import Place
from tribe.reports.models import Snapshot, SnapshotState
from tribe.reports.requests import looks, places, queries, services
from tribe.reports.requests.forms import ReportForm
from tribe.web.errors import words as said_of
from tribe.web.limits import form_limit
from tribe.web.pages import Page, form_page, is_opened, is_submitted, submitted
from tribe.web.security import limiter

blueprint = Blueprint("reports", __name__)
EVERY = 5  # seconds between looks at a report in the making


def analyst() -> Member:
    """The signed-in reader of reports; raises Forbidden for everyone else."""
    member = signed_in_member()
    require(member, policy.READ)
    return member


@blueprint.route("/reports", methods=["GET", "POST"])
@form_limit("30 per hour")
def reports() -> Page:
    """The reports there are, and the form that asks for another."""
    member = analyst()
    form = ReportForm(submitted())
    if not form.is_accepted:
        return _list(form)
    try:
        snapshot = services.request_report(member, form.purpose, form.since, form.until)
    except RuleBroken as refusal:
        session.rollback()
        form.fail("", said_of(refusal))
        return _list(form, refusal.status)
    is_new = snapshot.state is SnapshotState.QUEUED
    session.commit()
    if not is_new:
        flash(_("A report of these weeks was there already: this one. It stays as it was made."))
    return redirect(url_for("reports.report", snapshot_id=snapshot.id), 303)


def _list(form: ReportForm, status: int = 422) -> Page:
    page = queries.list_snapshots(Span.parse(queries.LAST_ASKED, request.args))
    return form_page("reports/reports.html", form, status=status, page=page)


def _looked_at(snapshot_id: int) -> Snapshot:
    """A report that the reader may look at; raises NotFound, Forbidden."""
    analyst()
    snapshot = queries.get_snapshot(snapshot_id)
    if snapshot is None:
        raise NotFound("reports.no_report")
    return snapshot


def _note(snapshot: Snapshot, note: Callable[[Member, int], None] = looks.note_look) -> None:
    """Keep on record that the reader looked, each time, after the page is made."""
    if is_opened() and snapshot.state is SnapshotState.DONE:
        with db.writing():
            note(signed_in_member(), snapshot.id)


def _finished(snapshot_id: int) -> Snapshot:
    """The same, made; raises NotFound while it is not."""
    snapshot = _looked_at(snapshot_id)
    if snapshot.state is not SnapshotState.DONE:
        raise NotFound("reports.not_ready")
    return snapshot


@blueprint.get("/reports/<int:snapshot_id>")
def report(snapshot_id: int) -> Page:
    """A report: how is the tribe, how sure are we, and what could help?"""
    snapshot = _looked_at(snapshot_id)
    if snapshot.state in (SnapshotState.DONE, SnapshotState.FAILED):
        see("report", snapshot.id)
    if snapshot.instead_id is not None:
        flash(_("You are reading an earlier report. Too little tells the one that you asked for "
                "from it: the acts that differ touch fewer than ten members, or fewer than ten "
                "pairs that have nobody in common, and the two together would tell of those few. "
                "In a small tribe it can take several weeks until there is enough for another "
                "report. The weeks after this one can be asked for at any time."))  # fmt: skip
        return redirect(url_for("reports.report", snapshot_id=snapshot.instead_id), 303)
    if snapshot.state is not SnapshotState.DONE:
        is_lost = snapshot.state is SnapshotState.FAILED or queries.is_abandoned(snapshot)
        page = render_template("reports/making.html", snapshot=snapshot, is_lost=is_lost)
        return page if is_lost else Response(page, headers={"Refresh": str(EVERY)})
    from tribe.reports.show import present

    before = queries.snapshot_before(snapshot)
    drawing = (snapshot.drawing or {}).get("map")
    page = render_template(
        "reports/report.html",
        snapshot=snapshot,
        before=before,
        sections=present.read(snapshot, before),
        drawing=drawing,
        map_svg=tribe_map.draw(tribe_map.title_of(drawing), drawing) if drawing else "",
    )
    _note(snapshot)
    return page


@blueprint.get("/reports/<int:snapshot_id>.json")
def report_json(snapshot_id: int) -> Answer:
    """The same report for programs."""
    from tribe.reports.show.text import as_json

    snapshot = _finished(snapshot_id)
    answer = jsonify(as_json(snapshot.document or {}, snapshot.drawing or {}))
    _note(snapshot)
    return answer


@blueprint.get("/reports/<int:snapshot_id>.txt")
def report_text(snapshot_id: int) -> Answer:
    """The same report as plain text."""
    from tribe.reports.show.text import as_text

    snapshot = _finished(snapshot_id)
    answer = Response(as_text(snapshot.document or {}), mimetype="text/plain")
    _note(snapshot)
    return answer


@blueprint.get("/reports/<int:snapshot_id>/map.json")
def map_json(snapshot_id: int) -> Answer:
    """The map's places and hues; no names, no numbers of persons, no ties."""
    snapshot = _finished(snapshot_id)
    drawing = (snapshot.drawing or {}).get("map")
    if not drawing:
        raise NotFound("reports.no_map")
    answer = jsonify({part: drawing[part] for part in ("circles", "dots", "bundles")})
    _note(snapshot, looks.note_map)
    return answer


@blueprint.get("/reports/log")
def log() -> str:
    """Who looked at which report, and to what end; open to every member."""
    reader = signed_in_member()
    page = looks.list_looks(Span.parse(NEWEST_FIRST, request.args))
    return render_template("reports/log.html", page=page, may_read=may(reader, policy.READ))


@blueprint.get("/me/measured")
def measured() -> str:
    """What is measured about me, from what, by which formula, and who looked."""
    from tribe.reports.declared.ties import TIE_WEIGHT
    from tribe.reports.show import measured as own

    member = signed_in_member()
    span = Span.parse(LAST_WRITTEN, request.args)
    return render_template(
        "reports/measured.html",
        member=member,
        measured=own.measure_own(member, now(), span),
        formula=TIE_WEIGHT.measure.formula_in(reader_language()),
        half_life=own.HALF_LIFE_DAYS,
        weights=own.weights_of_kinds(),
        looks=looks.list_looks(size=5).rows,
        is_first_page=span.is_first,
        may_read_reports=may(member, policy.READ),
    )


@blueprint.route("/me/measured/place", methods=["GET", "POST"])
@limiter.limit("20 per hour", methods=["POST"])
def place() -> Page:
    """My own place among those who agreed to be measured, for me alone."""
    member = signed_in_member()
    if not member.is_measured:
        return redirect(url_for("reports.measured"), 303)
    if is_submitted():
        places.ask_for_place(member)
        session.commit()
        return redirect(url_for("reports.place"), 303)
    row = places.find_place(member)
    found = Place.of_json(row.found) if row and row.found else None
    parts = []
    if found is not None:
        from tribe.reports.show.measured import place_parts

        parts = place_parts(found)
    page = render_template(
        "reports/place.html",
        row=row,
        place=found,
        parts=parts,
        may_ask=places.may_ask(row),
    )
    is_making = row is not None and row.made_at is None and not places.may_ask(row)
    refresh = {"Refresh": str(EVERY)} if is_making else {}
    return Response(page, headers={"Cache-Control": "no-store", **refresh})
