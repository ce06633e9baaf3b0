"""One case: what was reported, what stands there, and what is decided."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import structlog
from flask import Response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError

from tribe import storage
from tribe.access import is_moderator, may, require
from tribe.base import db
from tribe.base.db import session
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.base.paging import parse_number
from tribe.base.text import clean
from tribe.members import policy as members
from tribe.members.identity import signed_in_member
from tribe.members.models import Member, State
from tribe.moderation import policy, queries, queue, ruling, services
from tribe.moderation.confirming import list_weighty, require_confirmed
from tribe.moderation.forms import NoteForm, PassOnForm, RulingForm, wanted_of
from tribe.moderation.labels import dismissal_words, reads_words, said
from tribe.moderation.live import waiting_for
from tribe.moderation.models import NO_ACTION, CaseState, Decision, ModerationCase, Source
from tribe.moderation.reasons import filled_in, offered
from tribe.moderation.services.announcing import room_of
from tribe.moderation.services.impartial import standing_of
from tribe.moderation.services.judges import reads_appeals
from tribe.moderation.services.moving import container_of
from tribe.moderation.services.unbound import find_lost_acts
from tribe.moderation.views import blueprint
from tribe.moderation.views.queue import DECIDING, asked_along, filled_form, told_of
from tribe.web import moderated, subjects
from tribe.web.again import is_drawn_again
from tribe.web.errors import words
from tribe.web.moderated import ModerationAct
from tribe.web.once import counts_once, go_to, is_first_sent
from tribe.web.pages import Page, done_with, form_page, is_opened

log = structlog.get_logger(__name__)


@blueprint.get("/moderation/cases/<int:case_id>")
def case(case_id: int) -> Page:
    """What was reported, what stands there now, and what can be done."""
    member = signed_in_member()
    found = services.case_of(member, case_id)
    _note_look(member, found)
    form = RulingForm()
    form.values = filled_in(request.args, _locale_of(found))
    return _page(member, found, form)


@blueprint.get("/moderation/cases/<int:case_id>/pieces")
def pieces(case_id: int) -> str:
    """What may change while the page is open."""
    member = signed_in_member()
    found = services.case_of(member, case_id)
    _note_look(member, found)
    return render_template("moderation/case_pieces.html", **_changing(member, found))


@blueprint.get("/moderation/cases/<int:case_id>/pictures/<int:position>")
def picture(case_id: int, position: int) -> Response:
    """A picture as it was when its case was opened, to whoever reads the case."""
    found = services.case_of(signed_in_member(), case_id)
    kept = next((one for one in queries.list_pictures(found.id) if one.position == position), None)
    if kept is None:
        raise NotFound("moderation.no_picture")
    try:
        content = storage.read(kept.digest)
    except FileNotFoundError as error:  # a copy was put back without its files
        raise NotFound("moderation.no_picture") from error
    file = session.get_one(storage.StoredFile, kept.digest)
    response = Response(content, mimetype=file.media_type)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.post("/moderation/cases/<int:case_id>")
@DECIDING
@counts_once
def decide(case_id: int) -> Page:
    """Decide; where another did so first that is said, and the words stay."""
    member = signed_in_member()
    found = services.case_of(member, case_id)
    noted = _noted_beside()
    if request.form.get("fill"):
        return _page(member, found, filled_form(_locale_of_reader(found)), noted=noted)
    if not found.is_open:  # such as by the same press, sent twice
        form = _typed()
        form.fail("", words(RuleBroken("moderation.is_decided")))
        return _page(member, found, form, RuleBroken.status, noted)
    acts, on_author = _acts(found, queries.find_held_back(found)), _on_author(member, found)
    on_all = services.acts_on_all(member, found)
    form = RulingForm(request.form, [*acts, *on_all], on_author=on_author)
    _require_confirmed(member, found, form)
    status = 409 if ruling.is_stale(form, ruling.state_of_case(found)) else 422
    if not form.is_accepted or not (noted is None or noted.is_accepted):
        return _page(member, found, form, status, noted)
    try:
        is_on_all = any(act.name == form.ruling.act for act in on_all)
        decision = _decide(member, found, form, noted, is_on_all=is_on_all)
    except (Forbidden, NotFound, RuleBroken) as refusal:
        session.rollback()
        form.fail("", words(refusal))
        found = services.case_of(member, case_id)
        return _page(member, found, form, refusal.status, noted)
    if request.form.get("then") != "next":
        return go_to(_address(".cases"), told_of(member, decision))
    wanted = replace(wanted_of(request.args, member.id), state=CaseState.OPEN)
    following = queue.find_next(case_id, waiting_for(member), wanted)
    after = ".cases" if following is None else ".case"
    return go_to(_address(after, following), told_of(member, decision))


def _require_confirmed(member: Member, found: ModerationCase, form: RulingForm) -> None:
    if form.is_valid and found.author_id is not None:
        act = moderated.register().acts.get(form.ruling.act)
        weighty = list_weighty(member, act, [found.author_id]) if act is not None else []
        require_confirmed(form, weighty)


def _decide(
    member: Member,
    found: ModerationCase,
    form: RulingForm,
    noted: NoteForm | None,
    *,
    is_on_all: bool,
) -> Decision:
    if noted is not None:
        services.note(member, found, noted.words)
    if is_on_all:
        return services.decide_on_all(member, found, form.ruling)
    last = parse_number(request.form.get("appeal", ""))
    if form.of_author is not None:
        return services.decide_together(member, found, form.ruling, form.of_author, last)[0]
    return services.decide(member, found, form.ruling, last)


@blueprint.post("/moderation/cases/<int:case_id>/notes")
@DECIDING
def note(case_id: int) -> Page:
    """Note something for the other moderators; what was typed of a decision stays."""
    member = signed_in_member()
    found = services.case_of(member, case_id)
    noted, form = NoteForm(request.form), _typed()
    if is_drawn_again():
        return _page(member, found, form, noted=_noted_beside())
    if not noted.is_accepted:
        return _page(member, found, form, noted=noted)
    address = _address(".case", case_id)
    if is_first_sent(member.id, address):
        services.note(member, found, noted.words)
    if _is_begun(form):
        session.commit()
        done_with("words")
        return _page(member, services.case_of(member, case_id), form)
    return go_to(address, _("Noted."))


@blueprint.post("/moderation/cases/<int:case_id>/pass-on")
@DECIDING
def pass_on(case_id: int) -> Page:
    """Leave it to the moderators of the place, with words to them."""
    member = signed_in_member()
    found = services.case_of(member, case_id)
    require(member, policy.PASS_ON, found, is_local=queue.is_local(member, found))
    said, form, noted = PassOnForm(request.form), _typed(), _noted_beside()
    if not said.is_accepted:
        return _page(member, found, form, noted=noted, passed=said)
    try:
        services.pass_on(member, found, said.words)
    except RuleBroken as refusal:
        session.rollback()
        said.fail("", words(refusal))
        found = services.case_of(member, case_id)
        return _page(member, found, form, refusal.status, noted, said)
    return go_to(_address(".cases"), _("The moderators of the whole place decide this one."))


@blueprint.post("/moderation/cases/<int:case_id>/<any(take, leave):assignment>")
@DECIDING
def assign(case_id: int, assignment: str) -> Page:
    """Deal with a case, with what was typed already; or leave it to others."""
    member = signed_in_member()
    found = services.case_of(member, case_id)
    address = _address(".case", case_id)
    form, noted = _typed(), _noted_beside()
    if is_drawn_again():
        return _page(member, found, form, noted=noted)
    is_taken = assignment == "take"
    (services.take if is_taken else services.leave)(member, found)
    if noted is not None or _is_begun(form):
        session.commit()
        return _page(member, services.case_of(member, case_id), form, noted=noted)
    said = _("You are handling this.") if is_taken else _("Anyone can take this case now.")
    return go_to(address, said)


def _address(endpoint: str, case_id: int | None = None) -> str:
    """The address of a case, or of the queue, with what was asked of the queue."""
    return f"{url_for(endpoint, case_id=case_id)}{asked_along()}"


def _typed() -> RulingForm:
    """The form of a decision with what was sent of it, where it is not to be made yet."""
    form = RulingForm()
    form.values = {name: clean(said) for name, said in request.form.items()}
    return form


def _is_begun(form: RulingForm) -> bool:
    return any(form.values.get(name) for name in ("act", "rule", "why", "days", "to_place"))


def _noted_beside() -> NoteForm | None:
    """The note that was typed beside a decision, which goes with each of its buttons."""
    return NoteForm(request.form) if clean(request.form.get("words", "")).strip() else None


def _passed_beside() -> PassOnForm:
    """The words to the moderators of the place that were typed beside, as the page has them."""
    passed = PassOnForm()
    passed.values = {"to_place": clean(request.form.get("to_place", ""))}
    return passed


def _acts(found: ModerationCase, held: Decision | None) -> list[ModerationAct]:
    thing = (found.subject_type, found.subject_id)
    return moderated.acts_on(*thing, is_held_back=held is not None)


def _not_lost(
    member: Member, found: ModerationCase, acts: list[ModerationAct]
) -> list[ModerationAct]:
    """Of acts on the author those that no appeal bars from being done for the thing of a case."""
    names = [act.name for act in acts]
    lost = find_lost_acts(member, found.author_id or 0, names, words=found)
    return [act for act in acts if act.name not in lost]


def _offered(member: Member, found: ModerationCase, held: Decision | None) -> dict[str, Any]:
    """What can be done about the thing of a case that waits, and what an appeal bars, with why."""
    acts = _acts(found, held) if found.is_open else []
    lost = (
        find_lost_acts(member, found.subject_id, [act.name for act in acts], case=found)
        if moderated.is_person(found.subject_type)
        else {}
    )
    return {
        "acts": [act for act in acts if act.name not in lost],
        "lost": [(act, words(lost[act.name])) for act in acts if act.name in lost],
    }


def _on_author(member: Member, found: ModerationCase) -> list[ModerationAct]:
    """What can be done to its author in one act with it, where the case waits."""
    return services.acts_on_author(member, found) if found.is_open else []


def _locale_of(found: ModerationCase) -> str | None:
    """The language of whom a case concerns, if they chose one."""
    author = session.get(Member, found.author_id) if found.author_id is not None else None
    return author.locale if author is not None else None


def _locale_of_reader(found: ModerationCase) -> str | None:
    """The language of who reads why, by what is chosen: whom it concerns, or who reported it."""
    if request.form.get("act") != NO_ACTION:
        return _locale_of(found)
    locales = set(queries.list_reporting_locales(found.id))
    return locales.pop() if len(locales) == 1 else None


def _dismissed(
    found: ModerationCase, author: Member | None, held: Decision | None, *, are_named: bool
) -> str:
    """Who reads why nothing is done; in which language those alone are told who may know who."""
    locales = queries.list_reporting_locales(found.id) if found.is_open else []
    is_author_told = held is not None and author is not None
    known = locales if are_named else [None for _locale in locales]
    return dismissal_words(known, is_author_told=is_author_told)


def _note_look(member: Member, found: ModerationCase) -> None:
    """Let the others see who has it open; where others write for too long it is noted later."""
    if not is_opened():
        return
    case_id = found.id
    try:
        with db.writing():
            services.look(member, services.case_of(member, case_id))
    except OperationalError:
        log.warning("a look at a case could not be noted", case_id=case_id)


def _changing(member: Member, found: ModerationCase) -> dict[str, Any]:
    """What may change while the page is open; four queries, and those of `standing_of`."""
    standing = standing_of(member, found)
    is_out, own = standing.is_kept_out, member.id if standing.has_stake else None
    assignee = session.get(Member, found.assignee_id) if found.assignee_id is not None else None
    is_of_place = is_moderator(member)
    are_named = is_of_place and not standing.has_stake
    may_decide = may(member, policy.DECIDE, found, is_local=not is_of_place)
    reports = queue.list_reports(found.id, are_named=are_named, are_worded=not is_out)
    return {
        "case": found,
        "asked_along": asked_along(),
        "assignee": assignee,
        "is_mine": found.assignee_id == member.id,
        "is_of_place": is_of_place,
        "may_decide": may_decide,
        "bar": words(standing.bar) if standing.bar is not None else "",
        "are_named": are_named,
        "is_kept_out": is_out,
        "unnamed": _unnamed(found),
        "moving": _moving(found, reports) if may_decide and standing.bar is None else "",
        "looking": queue.list_looking(found.id, member.id),
        "reports": reports,
        "notes": [] if is_out else queue.list_notes(found.id, own),
    }


def _unnamed(found: ModerationCase) -> str:
    """What is said of a case of what holds others, where a report named none of these."""
    declared = subjects.subjects().get(found.subject_type)
    container = declared.container if declared is not None else None
    return said(container.unnamed) if container is not None else ""


def _moving(found: ModerationCase, reports: Sequence[queue.ReportRow]) -> str:
    """What a guest's report is moved by to what stands beside; empty where there is nothing."""
    if not found.is_open or all(one.source is not Source.GUEST for one in reports):
        return ""
    around = container_of(found)
    return said(around.container.moving) if around is not None else ""


def _about(member: Member, found: ModerationCase, author: Member | None) -> str:
    """Where an account can be acted on, beside something that its member wrote."""
    is_itself = found.subject_type == "member"
    if author is None or is_itself or not may(member, members.RESTRAIN, author):
        return ""
    return url_for(".member", member_id=author.id) if author.state is not State.LEFT else ""


def _objected(member: Member, held: Decision | None) -> dict[str, Any]:
    """The appeals of what the program did that wait, and what a member may do about them."""
    made = queries.list_appeals_of(held.id) if held is not None else []
    waiting = [one for one in made if one.decided_at is None]
    if held is None or not waiting:
        return {"appeals": (), "answers": False, "reads_appeals": False}
    return {
        "appeals": waiting,
        "answers": services.may_judge(member, held),
        "reads_appeals": reads_appeals(member, held),
    }


def _page(
    member: Member,
    found: ModerationCase,
    form: RulingForm,
    status: int = 422,
    noted: NoteForm | None = None,
    passed: PassOnForm | None = None,
) -> Page:
    thing = (found.subject_type, found.subject_id)
    author = session.get(Member, found.author_id) if found.author_id is not None else None
    held = queries.find_held_back(found)
    shown = next((one for one in (noted, passed) if one is not None and one.errors), form)
    changing = _changing(member, found)
    kinds = {one.kind for one in changing["reports"] if one.source is not Source.STAFF}
    return form_page(
        "moderation/case.html",
        shown,
        status=status,
        ruling=form,
        state=ruling.state_of_case(found),
        noted=noted or NoteForm(),
        passed=passed or _passed_beside(),
        author=author,
        reads=reads_words(author.name, author.locale) if author is not None else "",
        dismissed=_dismissed(found, author, held, are_named=changing["are_named"]),
        language=(author.locale if author is not None else None) or "",
        about_author=_about(member, found, author),
        matter=moderated.read(*thing),
        pictures=queries.list_pictures(found.id),
        held=held,
        **_objected(member, held),
        **_offered(member, found, held),
        on_all=_not_lost(member, found, services.acts_on_all(member, found)),
        on_author=_not_lost(member, found, _on_author(member, found)),
        asked_of=member,
        of_thing=queue.list_of_thing(member, *thing),
        others=queue.list_others_of(member, found),
        decided_with=queue.find_decided_with(member, found.id) if not found.is_open else None,
        of_member=queue.list_of_member(member, found.author_id, thing) if found.author_id else [],
        room=f"moderation_case:{found.id}" if is_moderator(member) else room_of(member),
        reasons=offered(kinds),
        **changing,
    )
