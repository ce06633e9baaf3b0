"""The log of moderation, its feed, the yearly report, and the record of what came from outside."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import escape

from tribe.access import may, require
from tribe.base.db import now
from tribe.base.errors import NotFound
from tribe.base.i18n import reader_language
from tribe.base.paging import START, Span
from tribe.members.identity import current_actor, signed_in_member
from tribe.moderation.models import Ground
from tribe.transparency import labels, policy, queries, services
from tribe.transparency.forms import MatterForm
from tribe.transparency.queries import LogRow
from tribe.transparency.report import make_report
from tribe.web.cache import answer_kept
from tribe.web.closed import open_to_suspended
from tribe.web.feeds import Entry, Feed, base_url, latest, render_atom
from tribe.web.once import go_to, lead_on
from tribe.web.pages import Page, form_page, submitted
from tribe.web.security import limiter

blueprint = Blueprint("transparency", __name__)


@blueprint.get("/moderation/log")
@open_to_suspended
def log() -> str:
    """What was decided, the latest first, of whoever it concerns only a sign."""
    acts, types = queries.list_acts()
    chosen = _chosen(acts, types)
    span = Span.parse(queries.LATEST_FIRST, request.args)
    page = queries.list_log(**chosen, span=span)
    return render_template(
        "transparency/log.html",
        page=page,
        acts=acts,
        types=types,
        grounds=list(Ground),
        chosen_act=chosen["act"],  # base.html has a macro called act
        subject_type=chosen["subject_type"],
        ground=chosen["ground"],
        feed_address=url_for(".feed", **_asked(chosen)),
    )


@blueprint.get("/moderation/log/<int:decision_id>")
@open_to_suspended
def entry(decision_id: int) -> str:
    """One decision as everybody may read it."""
    row = queries.find_log_row(decision_id)
    if row is None:
        raise NotFound("transparency.no_entry")
    return render_template("transparency/entry.html", row=row)


@blueprint.get("/moderation/log.atom")
@open_to_suspended
def feed() -> Response:
    """The latest decisions, of those that are asked for."""
    chosen = _chosen(*queries.list_acts())
    rows = queries.list_log(**chosen, span=START).rows
    asked = _asked(chosen)
    made = Feed(url_for(".log", **asked), url_for(".feed", **asked), _("Log of moderation"))
    return _answer(made, [_entry(row) for row in rows])


@blueprint.get("/transparency")
@open_to_suspended
def report() -> str:
    """What moderation did this year, and where other years are."""
    return _report_page(now().year)


@blueprint.get("/transparency/<int:year>")
@open_to_suspended
def report_of_year(year: int) -> str:
    """What moderation did in a year."""
    return _report_page(year)


@blueprint.get("/transparency/<int:year>.json")
@open_to_suspended
def report_for_programs(year: int) -> Response:
    """The same for programs."""
    _check(year)
    return jsonify(make_report(year, now()).as_json())


@blueprint.route("/transparency/record", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def record() -> Page:
    """Orders of authorities and disputes, written down by whoever keeps the place."""
    member = signed_in_member()
    require(member, policy.KEEP)
    form = MatterForm(submitted())
    if form.is_accepted:
        services.note_matter(member, form.matter)
        return lead_on(member.id, url_for(".record"))
    return form_page("transparency/record.html", form, matters=queries.list_matters())


@blueprint.post("/transparency/record/<int:matter_id>/strike")
def strike(matter_id: int) -> Page:
    """Take what was written down wrongly out of the record."""
    member = signed_in_member()
    services.strike_matter(member, matter_id)
    return go_to(url_for(".record"), _("It is struck from the record."))


def _report_page(year: int) -> str:
    years = _check(year)
    return render_template(
        "transparency/report.html",
        report=make_report(year, now()),
        years=years,
        may_keep=bool(may(current_actor(), policy.KEEP)),
    )


def _check(year: int) -> list[int]:
    years = queries.list_years()
    if year not in years:
        raise NotFound("transparency.no_year")
    return years


def _chosen(acts: Iterable[str], types: Iterable[str]) -> dict[str, str]:
    """What an address asks for of the log; what makes no sense asks for nothing."""
    return {
        "act": _one_of(acts, request.args.get("act", "")),
        "subject_type": _one_of(types, request.args.get("thing", "")),
        "ground": _one_of(list(Ground), request.args.get("ground", "")),
    }


def _asked(chosen: Mapping[str, str]) -> dict[str, Any]:
    """The same for an address, without what asks for nothing."""
    names = {"act": "act", "subject_type": "thing", "ground": "ground"}
    return {names[name]: str(value) for name, value in chosen.items() if value}


def _one_of(offered: Iterable[str], given: str) -> str:
    return given if given in set(offered) else ""


def _entry(row: LogRow) -> Entry:
    said = [labels.ground_label(row.ground), labels.rule_label(row), labels.led_label(row)]
    if row.has_ended:
        said.append(str(_("over")))
    elif row.replaced_by_id is not None:
        said.append(str(_("a moderator decided in its place")))
    elif row.undone_at is not None:
        said.append(str(_("undone since")))
    return Entry(
        path=f"/moderation/log/{row.id}",
        title=labels.log_label(row),
        author=str(_("the moderators")),
        published=row.made_at,
        updated=row.changed_at,
        html=f"<p>{escape(', '.join(one for one in said if one))}</p>",
    )


def _answer(made: Feed, entries: list[Entry]) -> Response:
    base, spoken = base_url(), made.in_language(reader_language())
    response = answer_kept(
        (base, spoken, entries),
        lambda: render_atom(spoken, entries, base),
        content_type="application/atom+xml; charset=utf-8",
        last_modified=latest(entries),
    )
    response.vary.add("Accept-Language")
    return response
