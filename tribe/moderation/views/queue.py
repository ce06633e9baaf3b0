"""The queue of cases, and deciding on several of them at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from urllib.parse import urlencode

from flask import Response, jsonify, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from tribe.access import is_moderator, require
from tribe.base.db import session
from tribe.base.errors import TribeError
from tribe.base.paging import Span
from tribe.base.text import clean
from tribe.members.identity import signed_in_member
from tribe.members.models import Member
from tribe.moderation import policy, queries, queue, services
from tribe.moderation.confirming import (
    Weighty,
    list_people,
    list_weighty,
    require_confirmed,
    sign_of,
)
from tribe.moderation.forms import RulingForm, numbers_of, wanted_of
from tribe.moderation.labels import act_words, is_undoable, subject_label, waiting_label
from tribe.moderation.live import count_waiting, waiting_for
from tribe.moderation.models import NO_ACTION, CaseState, Decision, Finding, ReportKind, SavedReason
from tribe.moderation.reasons import filled_beside, filled_in, offered
from tribe.moderation.services import Ruling
from tribe.moderation.views import blueprint
from tribe.web import moderated, subjects
from tribe.web.errors import words
from tribe.web.moderated import ModerationAct
from tribe.web.once import counts_once, go_to, let_send_again
from tribe.web.pages import Page, form_page
from tribe.web.security import limiter

UNSEEN = "unseen"  # in place of the version of a thing that the page did not show
# What is refused since the act does not go for the thing as it is now.
NOT_SO = ("moderation.no_such_act", "moderation.waits_for_act")
NARROWING = ("kind", "thing", "category", "who")
FILTERS = ("state", *NARROWING)
WEIGHTS = {restriction: weight for weight, restriction in enumerate(moderated.Restriction)}
DECIDING = limiter.limit("120 per minute", methods=["POST"])


@blueprint.get("/moderation")
def cases() -> Page:
    """What was reported, what is illegal first and then the longest wait."""
    member = _moderator()
    form = RulingForm()
    form.values = filled_in(request.args, "")
    return _page(member, form)


@blueprint.post("/moderation")
@DECIDING
@counts_once
def decide_several() -> Page:
    """Decide on each of the marked cases; those that could not be decided are named with why."""
    member = _moderator()
    marked = numbers_of(request.form.getlist("case"))
    if request.form.get("fill"):
        return _page(member, filled_form(""), marked)
    form = RulingForm(request.form, _plain_acts())
    if not marked:
        form.fail("case", _("Select at least one case."))
    weighty = _weighty(member, form, marked)
    require_confirmed(form, weighty)
    if not form.is_accepted:
        return _page(member, form, marked, weighty=weighty)
    rulings = {number: _as_seen(form.ruling, number) for number in marked}
    found = services.decide_each(member, rulings)
    refused = {
        number: (title, _with_what_can_be_done(number, refusal))
        for number, (title, refusal) in found.items()
    }
    said = _told_of_several(len(marked) - len(refused), form.ruling.act)
    if not refused:
        return go_to(_these(FILTERS), said)
    let_send_again()
    session.commit()
    others = _("The others are listed below, each with the reason.")
    form.fail("", Markup("%s %s") % (said, others))
    return _page(member, form, list(refused), refused, 409)


def _told_of_several(count: int, act: str) -> str:
    """How many cases were decided, with the way to undo that where it can be."""
    said = ngettext("%(num)s case decided.", "%(num)s cases decided.", count)
    if not count or not is_undoable(act):
        return str(said)
    address = url_for(".cases", state=CaseState.DECIDED.value)
    return Markup('%s <a href="%s">%s</a>') % (said, address, _("Review or undo"))


def _with_what_can_be_done(case_id: int, refusal: TribeError) -> str:
    """Why a case could not be decided so, and what goes in its place where the act does not go."""
    said, case = words(refusal), queries.find_case(case_id)
    if refusal.code not in NOT_SO or case is None:
        return said
    thing = (case.subject_type, case.subject_id)
    acts = [act_words(act.name) for act in moderated.acts_on(*thing)]
    matter = moderated.read(*thing)
    if matter is None or not matter.is_waiting:
        acts.append(act_words(NO_ACTION))
    possible = _("What can be done: %(acts)s.", acts=", ".join(acts))
    return f"{said} {possible}"


@blueprint.get("/moderation/waiting")
def waiting() -> Response:
    """How many cases wait, for pages that are open."""
    _moderator()
    count = count_waiting()
    response = jsonify(number=count, label=waiting_label(count))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def filled_form(locale: str | None) -> RulingForm:
    """The form as it was sent, with the saved reason that was chosen in it."""
    form = RulingForm()
    form.values = {name: clean(said) for name, said in request.form.items()}
    filled = filled_beside(form.values, locale)
    form.values |= filled
    if "why" not in filled:
        form.fail("reason", _("Nothing was filled in: this reason is no longer saved."))
    return form


def _reasons(
    kinds: Mapping[int, Sequence[ReportKind]], marked: Collection[int], wanted: ReportKind | None
) -> Sequence[SavedReason]:
    """The saved reasons, first those for what was reported in the marked cases, or in all."""
    of_marked = [kinds[number] for number in marked if number in kinds]
    asked_for = [wanted] if wanted is not None else []
    return offered(chain(asked_for, *(of_marked or kinds.values())))


def told_of(reader: Member, decision: Decision) -> str:
    """What is said once a case is decided, with the way back where its reader may undo it."""
    if decision.is_no_action:
        return _told_who_reported(decision.case_id)
    other = queries.find_together(decision)
    said = (
        _("Both decided. The person concerned is told.")
        if other is not None
        else _("Decided. The person concerned is told.")
    )
    if not is_undoable(decision.act) or not services.may_undo(reader, decision):
        return str(said)
    address = url_for(".decision", decision_id=decision.id, _anchor="undo")
    undo = _("Undo one, or both") if other is not None else _("Undo")
    return Markup('%s <a href="%s">%s</a>') % (said, address, undo)


def _told_who_reported(case_id: int) -> str:
    """What is said where nothing is done: only who reported hears of it."""
    reports = queries.list_reports(case_id)
    if any(one.finding is Finding.MOOT for one in reports):
        return str(_("Decided: it was already gone. Whoever reported it is told."))
    if any(one.reporter_id or one.email for one in reports):
        return str(_("Decided: it stays. Whoever reported it is told."))
    if any(one.follow_digest for one in reports):
        return str(_("Decided: it stays. Whoever reported it can see that through their link."))
    return str(_("Decided: it stays. Nobody is told."))


def _as_seen(ruling: Ruling, case_id: int) -> Ruling:
    """A ruling about a thing as the page showed it; what the page did not show is no version."""
    seen = clean(request.form.get(f"seen-{case_id}", "")) or UNSEEN
    return replace(ruling, choices={**ruling.choices, "seen": seen})


def _moderator() -> Member:
    member = signed_in_member()
    require(member, policy.SEE_QUEUE)
    return member


def _these(names: Collection[str]) -> str:
    """The address of the queue with what was asked of it, so that a form does not lose it."""
    asked = {name: request.args[name] for name in names if name in request.args}
    return f"/moderation?{urlencode(asked)}" if asked else "/moderation"


def asked_along() -> str:
    """What narrows the queue from which a page of a case was reached, for the addresses in it.

    Empty where nothing does. What was decided is not gone through one after the other.
    """
    asked = {name: chosen for name in NARROWING if (chosen := request.args.get(name))}
    return f"?{urlencode(asked)}" if asked else ""


def _is_filtered(wanted: queue.Wanted) -> bool:
    """Whether some of the cases that wait are asked for, and not all."""
    return wanted.state is CaseState.OPEN and wanted != queue.WAITING


def _weighty(member: Member, form: RulingForm, marked: list[int]) -> list[Weighty]:
    """The accounts of marked cases of which the act would take so much that it is confirmed."""
    act = moderated.register().acts.get(form.ruling.act) if form.is_valid else None
    return list_weighty(member, act, list_people(member, marked)) if act is not None else []


def _plain_acts() -> list[ModerationAct]:
    """What can be done to several things at once: the lightest first."""
    declared = moderated.register().acts.values()
    acts = (act for act in declared if act.is_offered and act.in_bulk and not _needs_more(act))
    return sorted(acts, key=lambda act: (WEIGHTS[act.restriction], act.order, act.name))


def _needs_more(act: ModerationAct) -> bool:
    return any(ask.is_required for ask in act.asks)


def _undoable(member: Member, rows: Collection[queue.CaseRow]) -> set[int]:
    """The last decisions of some cases that stand and are the reader's to undo."""
    standing = (row for row in rows if row.act and is_undoable(row.act) and not row.undone_at)
    last = [row.decision_id for row in standing if row.state is CaseState.DECIDED]
    return services.list_undoable(member, [number for number in last if number])


def _page(
    member: Member,
    form: RulingForm,
    marked: list[int] | None = None,
    refused: Mapping[int, tuple[str, str]] | None = None,
    status: int = 422,
    *,
    weighty: Sequence[Weighty] = (),
) -> Page:
    wanted = wanted_of(request.args, member.id)
    is_open = wanted.state is CaseState.OPEN
    handled = waiting_for(member) if is_open else queue.handled_by(member)
    page = queue.list_cases(wanted, Span.parse(wanted.order, request.args), handled)
    categories = queue.list_categories(handled)
    whole = {**request.args.to_dict(), "marked": "all"}
    own = {key: request.args[key] for key in FILTERS if key in request.args}
    types = {row.subject_type for row in page.rows}
    things = sorted((name, subject_label(name)) for name in moderated.register().things)
    as_now = {
        (kind, number): matter
        for kind in sorted(types)
        for number, matter in moderated.read_all(
            kind, {row.subject_id for row in page.rows if row.subject_type == kind}
        ).items()
    }
    kinds = queue.list_kinds([row.id for row in page.rows])
    waiting = {thing for thing, matter in as_now.items() if matter.is_waiting}
    return form_page(
        "moderation/queue.html",
        form,
        status=status,
        page=page,
        wanted=wanted,
        asked=own,
        asked_along=asked_along(),
        kinds=kinds,
        findings=queue.list_findings([row.id for row in page.rows]),
        categories={
            number: shown.title
            for number, shown in subjects.show_all(member, "category", categories).items()
        },
        acts=[act for act in _plain_acts() if act.subject_type in types],
        things=things,
        reasons=_reasons(kinds, marked or (), wanted.kind),
        as_now=as_now,
        waiting=waiting,
        may_dismiss=any((row.subject_type, row.subject_id) not in waiting for row in page.rows),
        marked=marked or [],
        weighty=weighty,
        confirming=sign_of(weighty),
        is_all_marked=request.args.get("marked") == "all" and not form.is_submitted and not marked,
        these=_these((*FILTERS, "before", "after")),
        all_marked=f"/moderation?{urlencode(whole)}",
        refused=refused or {},
        count=count_waiting(),
        count_shown=queue.count_cases(wanted, handled) if _is_filtered(wanted) else None,
        is_of_place=is_moderator(member),
        undoable=_undoable(member, page.rows),
    )
