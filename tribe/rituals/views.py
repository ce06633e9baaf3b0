"""The pages of rites: the list, one of them with its chronicle, and its forms."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tribe.access import Actor, may, require
from tribe.base import revisions
from tribe.base.db import session
from tribe.base.errors import NotFound, RuleBroken
from tribe.base.paging import Span, parse_number
from tribe.base.text import clean
from tribe.blocking import reader
from tribe.events.queries import get_event
from tribe.forum.queries import visible_category_ids
from tribe.members.histories import history_page, sent_state
from tribe.members.identity import current_actor, current_member, signed_in_member
from tribe.members.models import Member
from tribe.members.queries import find_member
from tribe.moderation import ruling
from tribe.moderation import services as moderation
from tribe.notices.seen import see
from tribe.rituals import labels, policy, queries, services
from tribe.rituals.forms import EnactForm, RecapForm, RitualForm
from tribe.rituals.found import describe_ritual
from tribe.rituals.judged import EDIT, EDIT_RECAP
from tribe.rituals.models import Cadence, Enactment, Ritual, RitualStatus
from tribe.web import versions
from tribe.web.errors import words
from tribe.web.once import counts_once, go_to, lead_on
from tribe.web.pages import Page, form_page, is_submitted, sent_number, submitted
from tribe.web.security import limiter

blueprint = Blueprint("rituals", __name__)
LAID_DOWN = (RitualStatus.RETIRED,)


def find(slug: str) -> Ritual:
    """The rite of an address; raises NotFound."""
    ritual = queries.get_ritual(clean(slug))
    if ritual is None:
        raise NotFound("rituals.no_ritual")
    return ritual


def to_page(ritual: Ritual, said: str, anchor: str | None = None) -> BaseResponse:
    """Commit what was done with a rite, say so, and go to its page."""
    return go_to(url_for("rituals.ritual", slug=ritual.slug, _anchor=anchor), said)


@blueprint.get("/rituals")
def rituals() -> str:
    """What we do together, alive or at rest; with ?retired=1 what was laid down."""
    is_retired = request.args.get("retired", "") not in ("", "0")
    span = Span.parse(queries.BY_STATUS, request.args)
    page = queries.list_rituals(LAID_DOWN if is_retired else queries.LIVING, span)
    ids = [row.id for row in page.rows]
    return render_template(
        "rituals/rituals.html",
        page=page,
        is_retired=is_retired,
        keepers=queries.list_keepers(ids),
        beats=queries.list_beats(ids, visible_category_ids(current_actor())),
        may_declare=may(current_actor(), policy.DECLARE),
    )


@blueprint.get("/rituals/<slug>")
def ritual(slug: str) -> str:
    """What we do together here, when next, and how it was."""
    ritual, actor, member = find(slug), current_actor(), current_member()
    see("ritual", ritual.id)
    span, rooms = Span.parse(queries.LATEST_FIRST, request.args), visible_category_ids(actor)
    chronicle = queries.read_chronicle(ritual.id, rooms, span)
    shared = queries.list_shared(member.id, chronicle.rows) if member else set()
    return render_template(
        "rituals/ritual.html",
        ritual=ritual,
        described=None if member else describe_ritual(ritual),
        chronicle=chronicle,
        is_first=span.is_first,
        coming=queries.list_coming(ritual.id, rooms),
        tellable={
            one.id
            for one in chronicle.rows
            if _may_tell(actor, ritual, one, took_part=one.id in shared)
        },
        keepers=queries.list_keepers([ritual.id])[ritual.id],
        since={keeper.member_id: keeper.since for keeper in ritual.keepers},
        is_keeper=policy.is_keeper(actor, ritual),
        candidates=queries.list_candidates(ritual.id) if member else [],
        may_keep=may(actor, policy.KEEP, ritual),
        may_tend=may(actor, policy.TEND, ritual),
    )


def _may_tell(actor: Actor, ritual: Ritual, one: queries.Occasion, *, took_part: bool) -> bool:
    teller = one.recap_by_id if one.recap_html else None
    return bool(may(actor, policy.RECAP, ritual, recap_by_id=teller, took_part=took_part))


@blueprint.route("/rituals/new", methods=["GET", "POST"])
@limiter.limit("20 per minute", methods=["POST"])
def new() -> Page:
    """Declare a rite."""
    member = signed_in_member()
    require(member, policy.DECLARE)
    form = RitualForm(submitted())
    if not form.is_accepted:
        return form_page("rituals/form.html", form, ritual=None, cadences=list(Cadence))
    ritual = services.declare(member, form.draft())
    flash(_("The rite is declared, and you are its keeper."), "good")
    return lead_on(member.id, url_for("rituals.ritual", slug=ritual.slug))


@blueprint.route("/rituals/<slug>/edit", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
@counts_once
def edit(slug: str) -> Page:
    """Change what is said of a rite."""
    versions.hold()
    member, ritual = signed_in_member(), find(slug)
    require(member, policy.TEND, ritual)
    is_judged = _is_judged(member, ritual)
    form = RitualForm(submitted(), is_judged=is_judged)
    versions.compare(form, RitualForm.of(ritual).values)
    if is_judged:
        ruling.offer_reasons(form, "ritual", ritual.id)
    if form.is_accepted:
        draft = form.draft()
        if not is_judged:
            services.edit_ritual(member, ritual, draft)
        elif draft != _draft_of(ritual):
            said = ruling.ruling_of(EDIT, form.why, form.rule, {"draft": draft})
            moderation.decide_on(member, "ritual", ritual.id, said)
        return to_page(ritual, _("The rite is as you wrote it."))
    asked = parse_number(request.args.get("revision"))
    state = revisions.find("ritual", ritual.id, asked) if asked and not form.is_submitted else None
    if state is not None:
        form.take_up(state)
    return form_page(
        "rituals/form.html",
        form,
        ritual=ritual,
        cadences=list(Cadence),
        is_judged=is_judged,
    )


def _draft_of(ritual: Ritual) -> services.RitualDraft:
    steps = tuple(step.text for step in ritual.steps)
    return services.RitualDraft(ritual.name, ritual.purpose, ritual.cadence, steps)


def _is_judged(member: Member, ritual: Ritual) -> bool:
    """Whether a change is a decision: of a moderator about what others keep."""
    decides = ruling.is_decided(member, "ritual", ritual.id, EDIT)
    if policy.is_keeper(member, ritual) or not decides:
        return False
    ruling.require_unbarred(member, "ritual", ritual.id)
    return True


@blueprint.post("/rituals/<slug>/keep")
@limiter.limit("60 per minute")
def keep(slug: str) -> Page:
    """Become a keeper."""
    ritual = find(slug)
    is_keeper = services.ask_to_keep(signed_in_member(), ritual)
    if is_keeper:
        return to_page(ritual, _("Thank you: you keep this rite now."))
    said = _("Thank you. A keeper, or a moderator where there is none, will say yes or no.")
    return to_page(ritual, said)


@blueprint.post("/rituals/<slug>/keepers")
@limiter.limit("60 per minute")
def ask_keeper(slug: str) -> Page:
    """Ask a member to keep the rite too, or say yes to who asked."""
    ritual, name = find(slug), clean(request.form.get("name", ""))[:60].strip().removeprefix("@")
    chosen = find_member(name) if name else None
    if chosen is None or not reader().sees(chosen.id):
        raise NotFound("rituals.no_member")
    services.ask_member_to_keep(signed_in_member(), ritual, chosen)
    return to_page(ritual, _("Noted. Whoever is asked keeps it once they say yes."))


@blueprint.post("/rituals/<slug>/keepers/remove")
@limiter.limit("60 per minute")
def remove_keeper(slug: str) -> Page:
    """Take one keeper away: the one whose number is sent."""
    ritual = services.remove_keeper(signed_in_member(), find(slug), sent_number("member"))
    return to_page(ritual, _("Noted: one keeper fewer."))


@blueprint.post("/rituals/<slug>/decline")
@limiter.limit("60 per minute")
def decline_keeper(slug: str) -> Page:
    """Say no, for oneself or as a keeper."""
    ritual = find(slug)
    services.decline_keeper(signed_in_member(), ritual, sent_number("member"))
    return to_page(ritual, _("Noted."))


@blueprint.route("/rituals/<slug>/history", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def history(slug: str) -> Page:
    """What was said of a rite before each change; `revision` is put back."""
    member, ritual = signed_in_member(), find(slug)
    if is_submitted():
        state = sent_state("ritual", ritual.id)
        if _is_judged(member, ritual):  # the form asks for why
            number = sent_number("revision")
            return redirect(url_for("rituals.edit", slug=ritual.slug, revision=number), 303)
        services.restore_ritual(member, ritual, state)
        return to_page(ritual, _("What stood before is back."))
    return history_page(
        revisions.list_changes("ritual", ritual.id, services.state_of(ritual)),
        labels.field_labels(),
        back=url_for("rituals.ritual", slug=ritual.slug),
        title=ritual.name,
        may_restore=may(member, policy.TEND, ritual),
    )


@blueprint.get("/rituals/<slug>/retire")
def ask_to_retire(slug: str) -> Page:
    """Ask once, before a rite ends."""
    member, ritual = signed_in_member(), find(slug)
    require(member, policy.TEND, ritual)
    return render_template("rituals/retire.html", ritual=ritual)


@blueprint.post("/rituals/<slug>/release")
@limiter.limit("60 per minute")
def release(slug: str) -> Page:
    """Lay the keeping down."""
    ritual = services.release(signed_in_member(), find(slug))
    return to_page(ritual, _("You no longer keep it. Thank you for having done so."))


@blueprint.post("/rituals/<slug>/<any(rest, wake, retire):turn>")
@limiter.limit("60 per minute")
def turn(slug: str, turn: str) -> Page:
    """Let a rite rest, wake it, or lay it down."""
    verb = {"rest": services.rest, "wake": services.wake, "retire": services.retire}[turn]
    ritual = verb(signed_in_member(), find(slug))
    said: dict[RitualStatus, str] = {
        RitualStatus.ALIVE: _("The rite is alive again."),
        RitualStatus.RESTING: _("The rite rests now."),
        RitualStatus.RETIRED: _("The rite has ended. Its chronicle stays."),
    }
    return to_page(ritual, said[ritual.status])


@blueprint.get("/rituals/choose")
def choose() -> Page:
    """Of which rite is this gathering or topic an enactment?"""
    require(signed_in_member(), policy.MARK)
    what = clean(request.args.get("what", ""))[:500]
    return render_template("rituals/choose.html", what=what, rites=queries.list_names())


@blueprint.route("/rituals/<slug>/enact", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def enact(slug: str) -> Page:
    """Mark a gathering or a topic as an enactment."""
    member, ritual = signed_in_member(), find(slug)
    require(member, policy.MARK)
    form = EnactForm(submitted())
    if not form.is_submitted:
        form.values = {"what": clean(request.args.get("what", ""))}
        return form_page("rituals/enact.html", form, ritual=ritual, near=queries.list_markable())
    try:
        if form.is_valid:
            _mark(member, ritual, form)
    except (NotFound, RuleBroken) as refusal:
        session.rollback()
        form.fail("what", words(refusal))
    if not form.is_valid:
        near = queries.list_markable()
        return form_page("rituals/enact.html", form, ritual=find(slug), near=near)
    return to_page(ritual, _("Marked: it belongs to this rite."))


def _mark(member: Member, ritual: Ritual, form: EnactForm) -> Enactment:
    if form.event_id is not None:
        event = get_event(form.event_id)
        if event is None:
            raise NotFound("rituals.no_event")
        return services.enact(member, ritual, event=event)
    topic = queries.get_visible_topic(form.topic_id or 0, member)
    if topic is None:
        raise NotFound("rituals.no_topic")
    return services.enact(member, ritual, topic=topic)


def find_occasion(ritual: Ritual, number: int, reader: Member) -> queries.Occasion:
    """An enactment of a rite that the reader may know of; raises NotFound."""
    occasion = queries.get_occasion(ritual.id, number, visible_category_ids(reader))
    if occasion is None:
        raise NotFound("rituals.no_enactment")
    return occasion


def find_enactment(number: int) -> Enactment:
    """The row of an enactment; raises NotFound when its mark was taken away meanwhile."""
    enactment = session.get(Enactment, number)
    if enactment is None:
        raise NotFound("rituals.no_enactment")
    return enactment


@blueprint.route("/rituals/<slug>/enactments/<int:enactment_id>/recap", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
@counts_once
def recap(slug: str, enactment_id: int) -> Page:
    """Tell how it was."""
    versions.hold()
    member, ritual = signed_in_member(), find(slug)
    occasion = find_occasion(ritual, enactment_id, member)
    enactment = find_enactment(enactment_id)
    took_part = bool(queries.list_shared(member.id, [occasion]))
    teller = occasion.recap_by_id if occasion.recap_html else None
    require(member, policy.RECAP, ritual, recap_by_id=teller, took_part=took_part)
    is_own = policy.is_keeper(member, ritual) or (took_part and teller in (None, member.id))
    is_judged = not is_own and ruling.is_decided(member, "enactment", enactment_id, EDIT_RECAP)
    if is_judged:
        ruling.require_unbarred(member, "enactment", enactment_id)
    form = RecapForm(submitted(), is_judged=is_judged)
    versions.compare(form, RecapForm.of(enactment.recap).values)
    if is_judged:
        ruling.offer_reasons(form, "enactment", enactment_id)
    if not form.is_accepted:
        may_unmark = may(member, policy.UNMARK, ritual, enactment)
        return form_page(
            "rituals/recap.html",
            form,
            ritual=ritual,
            occasion=occasion,
            may_unmark=may_unmark,
            is_judged=is_judged,
        )
    if not is_judged:
        services.recap(member, enactment, form.recap)
    elif form.recap != enactment.recap:
        said = ruling.ruling_of(EDIT_RECAP, form.why, form.rule, {"recap": form.recap})
        moderation.decide_on(member, "enactment", enactment_id, said)
    said = _("It is in the chronicle. Thank you for telling it.")
    return to_page(ritual, said, f"e-{enactment_id}")


@blueprint.post("/rituals/<slug>/enactments/<int:enactment_id>/remove")
@limiter.limit("60 per minute")
def remove(slug: str, enactment_id: int) -> Page:
    """Take a mistaken mark away."""
    member, ritual = signed_in_member(), find(slug)
    find_occasion(ritual, enactment_id, member)
    services.unmark(member, find_enactment(enactment_id))
    return to_page(ritual, _("It is no longer marked as an enactment."))
