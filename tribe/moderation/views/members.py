"""The page on which a moderator acts on an account of their own accord."""

from flask import request, url_for
from flask_babel import gettext as _

from tribe.access import is_silenced, require
from tribe.base.db import session
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.members import policy as members
from tribe.members.identity import signed_in_member
from tribe.members.models import Member, State
from tribe.moderation import queries, queue, ruling, services
from tribe.moderation.confirming import list_weighty, require_confirmed
from tribe.moderation.forms import RulingForm
from tribe.moderation.labels import reads_words
from tribe.moderation.reasons import filled_in, offered
from tribe.moderation.services.impartial import find_bar
from tribe.moderation.services.unbound import find_lost_acts
from tribe.moderation.views import blueprint
from tribe.moderation.views.queue import DECIDING, filled_form, told_of
from tribe.web import moderated
from tribe.web.errors import words
from tribe.web.once import counts_once, go_to
from tribe.web.pages import Page, form_page


@blueprint.get("/moderation/members/<int:member_id>")
def member(member_id: int) -> Page:
    """What can be done about an account that nobody reported."""
    actor, found = _restrained(member_id)
    form = RulingForm()
    form.values = filled_in(request.args, found.locale)
    return _page(actor, found, form)


@blueprint.post("/moderation/members/<int:member_id>")
@DECIDING
@counts_once
def act_on_member(member_id: int) -> Page:
    """Act on an account in a case of its own; what was reported of it is decided in its case."""
    actor, found = _restrained(member_id)
    if request.form.get("fill"):
        return _page(actor, found, filled_form(found.locale))
    form = RulingForm(request.form, moderated.acts_on("member", member_id), may_dismiss=False)
    if form.is_valid and queries.find_open("member", member_id) is not None:
        form.fail("", _("This account was reported in the meantime: decide in its case."))
    if form.is_valid and find_bar(actor, "member", member_id, member_id) is None:
        act = moderated.register().acts[form.ruling.act]
        require_confirmed(form, list_weighty(actor, act, [member_id]))
    is_stale = ruling.is_stale(form, ruling.state_of("member", member_id))
    if not form.is_accepted:
        return _page(actor, found, form, 409 if is_stale else 422)
    try:
        decision = services.decide_apart(actor, "member", member_id, form.ruling)
    except (Forbidden, NotFound, RuleBroken) as refusal:
        session.rollback()
        form.fail("", words(refusal))
        return _page(actor, _restrained(member_id)[1], form, refusal.status)
    address = url_for(".decision", decision_id=decision.id)
    return go_to(address, told_of(actor, decision))


def _restrained(member_id: int) -> tuple[Member, Member]:
    """Who acts, and on whom they may; raises Forbidden, and NotFound of who has left."""
    actor = signed_in_member()
    found = session.get(Member, member_id)
    if found is None or found.state is State.LEFT:
        raise NotFound("moderation.no_member")
    require(actor, members.RESTRAIN, found)
    return actor, found


def _page(actor: Member, found: Member, form: RulingForm, status: int = 422) -> Page:
    thing = ("member", found.id)
    bar, acts = find_bar(actor, *thing, found.id), moderated.acts_on(*thing)
    lost = find_lost_acts(actor, found.id, [act.name for act in acts])
    return form_page(
        "moderation/member.html",
        form,
        status=status,
        member=found,
        silenced_until=found.silenced_until if is_silenced(found) else None,
        matter=moderated.read(*thing),
        reads=reads_words(found.name, found.locale),
        waiting=queries.find_open(*thing),
        theirs=queue.list_waiting_of(actor, found.id),
        bar=words(bar) if bar is not None else "",
        acts=[act for act in acts if act.name not in lost],
        lost=[(act, words(lost[act.name])) for act in acts if act.name in lost],
        state=ruling.state_of(*thing),
        asked_of=actor,
        of_thing=queue.list_of_thing(actor, *thing),
        of_member=queue.list_of_member(actor, found.id, thing),
        reasons=offered(),
    )
