"""The pages of this room: reports, their log, the support desk, what is measured about me."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from tribe import db
from tribe.db import now, session
from tribe.errors import Forbidden, NotFound, RuleBroken
from tribe.forms import LARGEST
from tribe.graph import MEASURES
from tribe.members.identity import ask_to_sign_in, current_member, signed_in_member
from tribe.members.models import Member
from tribe.reports import jobs as _jobs  # noqa: F401 (its handler)
from tribe.reports import measured as own
from tribe.reports import place as own_place
from tribe.reports import policy, queries, reading, services, support, words
from tribe.reports.charts import tribe_map
from tribe.reports.forms import ReportForm
from tribe.reports.models import Snapshot, SnapshotState
from tribe.reports.tables import kind_words
from tribe.reports.text import as_text
from tribe.security import limiter

blueprint = Blueprint("reports", __name__)
Page = str | tuple[str, int] | Answer
EVERY = 5  # seconds between looks at a report in the making

FILTERS: dict[str, Callable[..., str]] = {
    "nearest_five": words.nearest_five,
    "measured": words.shown,
    "counted": words.counted,
    "kind_words": kind_words,
    "uncertainty_words": words.uncertainty_words,
}
for name, said in FILTERS.items():
    blueprint.add_app_template_filter(said, name)
for spoken in (
    words.period,
    words.joint_title,
    words.rhythm_words,
    words.act_words,
    words.counts_sentence,
):
    blueprint.add_app_template_global(spoken)


@blueprint.before_request
def sign_in_first() -> Response | None:
    """Every page of this room is for members."""
    return None if current_member() is not None else ask_to_sign_in()


@blueprint.app_template_global()
def autonomy_reading() -> str | None:
    """F4 of the last report as a sentence, for the page of the brand's fidelity; one query."""
    snapshot = queries.last_snapshot()
    found = ((snapshot.document if snapshot else None) or {}).get("measures", {}).get("F4")
    return str(found["reading"][words.language()]) if found and found["enough"] else None


def analyst() -> Member:
    """The signed-in reader of reports; raises Forbidden for everyone else."""
    member = signed_in_member()
    if not policy.may_read_reports(member):
        raise Forbidden(_("Reports are for analysts. What is measured is open to everyone."))
    return member


@blueprint.route("/reports", methods=["GET", "POST"])
@limiter.limit("30 per hour", methods=["POST"])
def reports() -> Page:
    """The reports there are, and the form that asks for another."""
    member = analyst()
    if request.method == "GET":
        return _list(ReportForm())
    form = ReportForm(request.form)
    if not form.is_valid:
        return _list(form), 422
    try:
        snapshot = services.request_report(member, form.purpose, form.since, form.until)
    except RuleBroken as refusal:
        session.rollback()
        form.fail("", refusal.message)
        return _list(form), 409
    is_new = snapshot.state is SnapshotState.QUEUED
    session.commit()
    if not is_new:
        flash(_("A report of nearly the same period was there already: this one. Two that differ "
                "by a few days could be subtracted to tell of a few persons."))  # fmt: skip
    return redirect(url_for("reports.report", snapshot_id=snapshot.id), 303)


def _list(form: ReportForm) -> str:
    before = _before()
    snapshots = queries.list_snapshots(before, queries.PAGE + 1)
    older = snapshots[queries.PAGE - 1].id if len(snapshots) > queries.PAGE else None
    return render_template(
        "reports/reports.html", snapshots=snapshots[: queries.PAGE], older=older, form=form
    )


def _before() -> int | None:
    """The row that the page begins below; beyond what a database holds it is the first page."""
    before = request.args.get("before", type=int)
    return before if before is not None and 0 <= before <= LARGEST else None


def _looked_at(snapshot_id: int) -> Snapshot:
    """A report that the reader may look at; raises NotFound, Forbidden."""
    analyst()
    snapshot = queries.get_snapshot(snapshot_id)
    if snapshot is None:
        raise NotFound(_("There is no such report."))
    return snapshot


def _note(snapshot: Snapshot) -> None:
    """Keep on record that the reader looked; once a day, after the page is made."""
    member = signed_in_member()
    if snapshot.state is SnapshotState.DONE and not queries.has_looked_today(
        snapshot.id, member.id, ""
    ):
        with db.writing():
            services.note_look(member, snapshot)


def _finished(snapshot_id: int) -> Snapshot:
    """The same, made; raises NotFound while it is not."""
    snapshot = _looked_at(snapshot_id)
    if snapshot.state is not SnapshotState.DONE:
        raise NotFound(_("This report is not ready."))
    return snapshot


@blueprint.get("/reports/<int:snapshot_id>")
def report(snapshot_id: int) -> Page:
    """A report: how is the tribe, how sure are we, and what could help?"""
    snapshot = _looked_at(snapshot_id)
    if snapshot.state is not SnapshotState.DONE:
        is_lost = snapshot.state is SnapshotState.FAILED or queries.is_abandoned(snapshot)
        page = render_template("reports/making.html", snapshot=snapshot, is_lost=is_lost)
        return page if is_lost else Response(page, headers={"Refresh": str(EVERY)})
    before = queries.snapshot_before(snapshot)
    drawing = (snapshot.drawing or {}).get("map")
    page = render_template(
        "reports/report.html",
        snapshot=snapshot,
        before=before,
        sections=reading.read(snapshot, before),
        drawing=drawing,
        map_svg=tribe_map.draw(tribe_map.title_of(drawing), drawing) if drawing else "",
    )
    _note(snapshot)
    return page


@blueprint.get("/reports/<int:snapshot_id>.json")
def report_json(snapshot_id: int) -> Answer:
    """The same report for programs."""
    snapshot = _finished(snapshot_id)
    answer = jsonify(snapshot.document)
    _note(snapshot)
    return answer


@blueprint.get("/reports/<int:snapshot_id>.txt")
def report_text(snapshot_id: int) -> Answer:
    """The same report as plain text."""
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
        raise NotFound(_("There are too few members for a map."))
    shown_parts = {part: drawing[part] for part in ("circles", "dots", "bundles")}
    return jsonify(shown_parts)


@blueprint.get("/reports/log")
def log() -> str:
    """Who looked at which report, and to what end; open to every member."""
    reader = signed_in_member()
    before = _before()
    looks = queries.list_looks(before, 51)
    older = looks[49].id if len(looks) > 50 else None
    return render_template(
        "reports/log.html",
        looks=looks[:50],
        older=older,
        may_read=policy.may_read_reports(reader),
    )


@blueprint.get("/support")
def support_desk() -> str:
    """What can I do for the tribe today?"""
    member = signed_in_member()
    if not policy.may_support(member):
        raise Forbidden(_("The support desk is for moderators."))
    snapshot = queries.last_snapshot()
    return render_template(
        "reports/support.html",
        waiting=support.list_waiting(member, now()),
        keeperless=support.list_keeperless(),
        apart=support.pairs_apart(snapshot),
        undeclared=((snapshot.drawing if snapshot else None) or {}).get("undeclared", []),
        promises=support.list_promises_due(now().date()),
        snapshot=snapshot,
        today=now().date(),
    )


@blueprint.get("/me/measured")
def measured() -> str:
    """What is measured about me, from what, by which formula, and who looked."""
    member = signed_in_member()
    before = _before()
    return render_template(
        "reports/measured.html",
        member=member,
        measured=own.measure_own(member, now(), before),
        formula=MEASURES["T1"].formula,
        half_life=own.HALF_LIFE_DAYS,
        weights=own.weights_of_kinds(),
        looks=queries.list_looks(limit=5),
        is_first_page=before is None,
        may_read_reports=policy.may_read_reports(current_member()),
    )


@blueprint.get("/me/measured/place")
@limiter.limit("20 per hour")
def place() -> Page:
    """My own place among those who agreed to be measured: R1, R3 and I1, for me alone."""
    member = signed_in_member()
    if not member.is_measured:
        return redirect(url_for("reports.measured"), 303)
    is_too_large = own_place.is_too_large()
    found = None if is_too_large else own_place.own_place(member, now())
    page = render_template(
        "reports/place.html", place=found, is_too_large=is_too_large, measures=MEASURES
    )
    return Response(page, headers={"Cache-Control": "no-store"})
