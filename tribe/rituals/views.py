"""The pages of rites: the list, one of them with its chronicle, and its forms."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tribe.db import session
from tribe.errors import Forbidden, NotFound, RuleBroken
from tribe.events.paging import Cursor
from tribe.events.queries import get_event
from tribe.forms import clean
from tribe.forum.queries import visible_category_ids
from tribe.members.identity import current_member, login_manager, signed_in_member
from tribe.members.models import Member
from tribe.rituals import following, notes, policy, queries, services, words  # noqa: F401
from tribe.rituals.forms import EnactForm, RecapForm, RitualForm
from tribe.rituals.models import Cadence, Enactment, Ritual, RitualStatus
from tribe.security import limiter

blueprint = Blueprint("rituals", __name__)
for name, words_of in words.FILTERS.items():
    blueprint.add_app_template_filter(words_of, name)
blueprint.record_once(lambda state: notes.init_app(state.app))
Page = str | BaseResponse | tuple[str, int]
FORMS = tuple(f"rituals.{form}" for form in ("new", "choose", "edit", "enact", "recap"))
LAID_DOWN = (RitualStatus.RETIRED,)


@blueprint.before_request
def ask_guests_to_sign_in() -> BaseResponse | None:
    """A guest who opens a form signs in first, and comes back to it."""
    if request.method == "GET" and request.endpoint in FORMS and current_member() is None:
        response: BaseResponse = login_manager.unauthorized()
        return response
    return None


def find(slug: str) -> Ritual:
    """The rite of an address; raises NotFound."""
    ritual = queries.get_ritual(clean(slug))
    if ritual is None:
        raise NotFound(_("There is no such rite."))
    return ritual


def to_page(ritual: Ritual, anchor: str | None = None) -> BaseResponse:
    """Go to the rite's own page."""
    return redirect(url_for("rituals.ritual", slug=ritual.slug, _anchor=anchor), 303)


@blueprint.get("/rituals")
def rituals() -> str:
    """What we do together, alive or at rest; with ?retired=1 what was laid down."""
    is_retired = request.args.get("retired", "") not in ("", "0")
    after = clean(request.args.get("after", "")) or None
    rows, onward = queries.list_rituals(LAID_DOWN if is_retired else queries.LIVING, after)
    member, ids = current_member(), [row.id for row in rows]
    return render_template(
        "rituals/rituals.html",
        rows=rows,
        onward=onward,
        is_retired=is_retired,
        keepers=queries.list_keepers(ids),
        beats=queries.list_beats(ids, visible_category_ids(member)),
        may_declare=policy.may_declare(member),
    )


@blueprint.get("/rituals/<slug>")
def ritual(slug: str) -> str:
    """What we do together here, when next, and how it was."""
    ritual, member = find(slug), current_member()
    after, before = (Cursor.parse(request.args.get(end)) for end in ("after", "before"))
    rooms = visible_category_ids(member)
    chronicle = queries.read_chronicle(ritual.id, rooms, after=after, before=before)
    shared = queries.list_shared(member.id, chronicle.rows) if member else set()
    return render_template(
        "rituals/ritual.html",
        ritual=ritual,
        chronicle=chronicle,
        is_first=after is None and before is None,
        coming=queries.list_coming(ritual.id, rooms),
        tellable={
            one.id
            for one in chronicle.rows
            if _may_tell(member, ritual, one, took_part=one.id in shared)
        },
        is_keeper=policy.is_keeper(member, ritual),
        may_keep=policy.may_keep(member, ritual),
        may_tend=policy.may_tend(member, ritual),
    )


def _may_tell(
    member: Member | None, ritual: Ritual, one: queries.Occasion, *, took_part: bool
) -> bool:
    teller = one.recap_by_id if one.recap_html else None
    return policy.may_recap(member, ritual, recap_by_id=teller, took_part=took_part)


@blueprint.route("/rituals/new", methods=["GET", "POST"])
@limiter.limit("20 per minute", methods=["POST"])
def new() -> Page:
    """Declare a rite."""
    member = signed_in_member()
    form = RitualForm(request.form if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid:
        return _page("rituals/form.html", form, ritual=None, cadences=list(Cadence))
    ritual = services.declare(member, form.draft())
    session.commit()
    flash(_("The rite is declared, and you are its keeper."), "good")
    return to_page(ritual)


@blueprint.route("/rituals/<slug>/edit", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def edit(slug: str) -> Page:
    """Change what is said of a rite."""
    member, ritual = signed_in_member(), find(slug)
    if not policy.may_tend(member, ritual):
        raise Forbidden(_("Only its keepers and the moderators can change a rite."))
    is_sent = request.method == "POST"
    form = RitualForm(request.form) if is_sent else RitualForm.of(ritual)
    if not is_sent or not form.is_valid:
        return _page("rituals/form.html", form, ritual=ritual, cadences=list(Cadence))
    services.edit_ritual(member, ritual, form.draft())
    session.commit()
    flash(_("The rite is as you wrote it."), "good")
    return to_page(ritual)


@blueprint.post("/rituals/<slug>/keep")
@limiter.limit("60 per minute")
def keep(slug: str) -> Page:
    """Become a keeper."""
    ritual = services.become_keeper(signed_in_member(), find(slug))
    session.commit()
    flash(_("Thank you: you keep this rite now."), "good")
    return to_page(ritual)


@blueprint.post("/rituals/<slug>/release")
@limiter.limit("60 per minute")
def release(slug: str) -> Page:
    """Lay the keeping down."""
    ritual = services.release(signed_in_member(), find(slug))
    session.commit()
    flash(_("You have laid it down. Thank you for having kept it."), "good")
    return to_page(ritual)


@blueprint.post("/rituals/<slug>/<any(rest, wake, retire):turn>")
@limiter.limit("60 per minute")
def turn(slug: str, turn: str) -> Page:
    """Let a rite rest, wake it, or lay it down."""
    verb = {"rest": services.rest, "wake": services.wake, "retire": services.retire}[turn]
    ritual = verb(signed_in_member(), find(slug))
    session.commit()
    said: dict[RitualStatus, str] = {
        RitualStatus.ALIVE: _("The rite is alive again."),
        RitualStatus.RESTING: _("The rite rests now."),
        RitualStatus.RETIRED: _("The rite is laid down. Its chronicle stays."),
    }
    flash(said[ritual.status], "good")
    return to_page(ritual)


@blueprint.get("/rituals/choose")
def choose() -> Page:
    """Of which rite is this gathering or topic an enactment?"""
    signed_in_member()
    what = clean(request.args.get("what", ""))[:500]
    return render_template("rituals/choose.html", what=what, rites=queries.list_names())


@blueprint.route("/rituals/<slug>/enact", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def enact(slug: str) -> Page:
    """Mark a gathering or a topic as an enactment."""
    member, ritual = signed_in_member(), find(slug)
    form = EnactForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        form.values = {"what": clean(request.args.get("what", ""))}
        return _page("rituals/enact.html", form, ritual=ritual)
    try:
        if form.is_valid:
            _mark(member, ritual, form)
    except (NotFound, RuleBroken) as refusal:
        session.rollback()
        form.fail("what", refusal.message)
    if not form.is_valid:
        return _page("rituals/enact.html", form, ritual=find(slug))
    session.commit()
    flash(_("Marked: it belongs to this rite."), "good")
    return to_page(ritual)


def _mark(member: Member, ritual: Ritual, form: EnactForm) -> Enactment:
    if form.event_id is not None:
        event = get_event(form.event_id)
        if event is None:
            raise NotFound(_("There is no such gathering."))
        return services.enact(member, ritual, event=event)
    topic = queries.get_visible_topic(form.topic_id or 0, member)
    if topic is None:
        raise NotFound(_("There is no such topic."))
    return services.enact(member, ritual, topic=topic)


def find_occasion(ritual: Ritual, number: int, reader: Member) -> queries.Occasion:
    """An enactment of a rite that the reader may know of; raises NotFound."""
    occasion = queries.get_occasion(ritual.id, number, visible_category_ids(reader))
    if occasion is None:
        raise NotFound(_("There is no such enactment."))
    return occasion


def find_enactment(number: int) -> Enactment:
    """The row of an enactment; raises NotFound when its mark was taken away meanwhile."""
    enactment = session.get(Enactment, number)
    if enactment is None:
        raise NotFound(_("There is no such enactment."))
    return enactment


@blueprint.route("/rituals/<slug>/enactments/<int:enactment_id>/recap", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def recap(slug: str, enactment_id: int) -> Page:
    """Tell how it was."""
    member, ritual = signed_in_member(), find(slug)
    occasion = find_occasion(ritual, enactment_id, member)
    enactment = find_enactment(enactment_id)
    took_part = bool(queries.list_shared(member.id, [occasion]))
    if not _may_tell(member, ritual, occasion, took_part=took_part):
        raise Forbidden(_("Those who took part tell it, or the keepers of the rite."))
    is_sent = request.method == "POST"
    form = RecapForm(request.form) if is_sent else RecapForm.of(enactment.recap)
    if not is_sent or not form.is_valid:
        may_unmark = policy.may_unmark(member, ritual, enactment)
        return _page(
            "rituals/recap.html", form, ritual=ritual, occasion=occasion, may_unmark=may_unmark
        )
    services.recap(member, enactment, form.recap)
    session.commit()
    flash(_("It is in the chronicle. Thank you for telling it."), "good")
    return to_page(ritual, f"e-{enactment_id}")


@blueprint.post("/rituals/<slug>/enactments/<int:enactment_id>/remove")
@limiter.limit("60 per minute")
def remove(slug: str, enactment_id: int) -> Page:
    """Take a mistaken mark away."""
    member, ritual = signed_in_member(), find(slug)
    find_occasion(ritual, enactment_id, member)
    services.unmark(member, find_enactment(enactment_id))
    session.commit()
    flash(_("It is no longer marked as an enactment."), "good")
    return to_page(ritual)


def _page(template: str, form: Any, **about: Any) -> Page:
    page = render_template(template, form=form, **about)
    return page if form.is_valid else (page, 422)
