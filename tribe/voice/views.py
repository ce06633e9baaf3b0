"""The pages of this room: charter, council, promises, fidelity."""

from collections.abc import Callable

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from tribe.access import Actor, may, require
from tribe.base.db import now
from tribe.base.errors import NotFound
from tribe.base.paging import START, Order, Span
from tribe.base.paging import Page as ListPage
from tribe.markup import cook
from tribe.members.identity import current_actor, signed_in_member
from tribe.members.models import Member
from tribe.members.queries import find_member
from tribe.voice import policy, queries, services
from tribe.voice.forms import PromiseForm, SeatForm, SettleForm, ValueForm
from tribe.voice.models import CharterValue, Outcome, Promise
from tribe.web import versions
from tribe.web.once import go_to, lead_on
from tribe.web.pages import Page, form_page, is_submitted, submitted
from tribe.web.security import limiter

blueprint = Blueprint("voice", __name__)
writing = limiter.limit("60 per minute", methods=["POST"])


def go(endpoint: str, message: str, anchor: str | None = None) -> Answer:
    """Commit what was changed, say so, and go to a page of this feature."""
    return go_to(url_for(f".{endpoint}", _anchor=anchor), message)


def is_seated(actor: Actor) -> bool:
    """Whether the reader sits on the council today."""
    return actor.id is not None and queries.is_seated(actor.id, now().date())


@blueprint.get("/charter")
def charter() -> str:
    """What this tribe holds to, and what each value obliges it to."""
    reader = current_actor()
    values = queries.list_values()
    facts = queries.council_facts(reader.id, now().date())
    may_amend = may(reader, policy.AMEND, **facts)
    proposed = queries.list_proposed() if values else set()
    return render_template(
        "voice/charter.html", values=values, may_amend=may_amend, proposed=proposed
    )


@blueprint.route("/charter/new", methods=["GET", "POST"])
@writing
def add_value() -> Page:
    """A form for one more value."""
    member = amender()
    form = ValueForm(submitted())
    if form.is_accepted:
        value = services.write_value(member, form.position, form.title, form.meaning)
        flash(_("The charter has one more value."), "good")
        return lead_on(member.id, url_for(".charter", _anchor=f"value-{value.id}"))
    return form_page("voice/add_value.html", form)


@blueprint.route("/charter/<int:value_id>/edit", methods=["GET", "POST"])
@writing
def change_value(value_id: int) -> Page:
    """A form to word a value better, or to take it out."""
    versions.hold()
    member, value = amender(), found_value(value_id)
    form = ValueForm(submitted())
    versions.compare(form, ValueForm.of(value).values)
    if form.is_accepted:
        services.change_value(member, value, form.position, form.title, form.meaning)
        return go("charter", _("The charter is reworded."), f"value-{value.id}")
    return form_page("voice/change_value.html", form, value=value)


@blueprint.post("/charter/<int:value_id>/remove")
@writing
def remove_value(value_id: int) -> Page:
    """Take a value out of the charter."""
    services.remove_value(signed_in_member(), found_value(value_id))
    return go("charter", _("The value is no longer in the charter."))


@blueprint.get("/promises")
def promises() -> str:
    """What the brand promised, and what became of it."""
    reader, today = current_actor(), now().date()
    one_list = request.args.get("of")  # a page further down one list shows that list alone
    awaited = _paged(queries.list_awaited, queries.SOONEST_DUE, one_list == "awaited")
    judged = _paged(queries.list_settled, queries.LAST_JUDGED, one_list == "judged")
    seated = is_seated(reader)
    return render_template(
        "voice/promises.html",
        awaited=awaited if one_list != "judged" else None,
        judged=judged if one_list != "awaited" else None,
        today=today,
        may_promise=may(reader, policy.PROMISE),
        may_settle=lambda promise: may(reader, policy.JUDGE, promise, is_seated=seated),
    )


def _paged(
    read: Callable[[Span], ListPage[Promise]], order: Order, is_asked: bool
) -> ListPage[Promise]:
    return read(Span.parse(order, request.args) if is_asked else START)


@blueprint.route("/promises/new", methods=["GET", "POST"])
@writing
def make_promise() -> Page:
    """A form in which the brand binds itself, once it has read what others will read."""
    member = signed_in_member()
    require(member, policy.PROMISE)
    form = PromiseForm(submitted())
    if form.is_accepted and form.step == "":
        html = cook(form.body).html
        return form_page("voice/confirm_promise.html", form, html=html)
    if form.is_accepted and form.step == "promise":
        promise = services.make_promise(member, form.title, form.body, form.due_on)
        flash(_("The promise is made, for all to see."), "good")
        return lead_on(member.id, url_for(".promises", _anchor=f"promise-{promise.id}"))
    return form_page("voice/make_promise.html", form, today=now().date())


@blueprint.route("/promises/<int:promise_id>/settle", methods=["GET", "POST"])
@writing
def judge_promise(promise_id: int) -> Page:
    """A form in which the council says what became of a promise."""
    member = signed_in_member()
    promise = found_promise(promise_id, for_update=is_submitted())
    require(member, policy.JUDGE, promise, is_seated=is_seated(member))
    form = SettleForm(submitted())
    if form.is_accepted:
        services.judge_promise(member, promise, Outcome(form.outcome), form.account)
        return go("promises", _("The council's word is public now."), f"promise-{promise.id}")
    return form_page("voice/judge_promise.html", form, promise=promise, today=now().date())


@blueprint.route("/council", methods=["GET", "POST"])
@writing
def council() -> Page:
    """Who speaks for the members; admins note here whom they chose."""
    form = SeatForm(submitted())
    if form.is_submitted:
        admin = signed_in_member()
        require(admin, policy.SEAT)
        chosen = find_member(form.name)
        if form.name and chosen is None:
            form.fail("name", _("Nobody here has this name."))
        if form.is_valid and chosen is not None:
            services.open_seat(admin, chosen, form.since)
            return go("council", _("%(name)s sits on the council.", name=chosen.name))
    today = now().date()
    return form_page(
        "voice/council.html",
        form,
        seats=queries.list_seats(today),
        former=queries.list_former_seats(today),
        today=today,
    )


@blueprint.post("/council/<int:seat_id>/end")
@writing
def end_seat(seat_id: int) -> Page:
    """A member leaves the council."""
    member, place = signed_in_member(), queries.get_seat(seat_id)
    if place is None:
        raise NotFound("voice.no_seat")
    services.end_seat(member, place)
    return go("council", _("%(name)s no longer sits on the council.", name=place.member.name))


@blueprint.get("/fidelity")
def fidelity() -> str:
    """How faithful the brand is; the only one named here is the brand."""
    today = now().date()
    return render_template("voice/fidelity.html", fidelity=queries.tally(today))


def amender() -> Member:
    """The signed-in member, when they may word the charter; raises Forbidden."""
    member = signed_in_member()
    require(member, policy.AMEND, **queries.council_facts(member.id, now().date()))
    return member


def found_value(value_id: int) -> CharterValue:
    """A value of the charter; raises NotFound."""
    value = queries.get_value(value_id)
    if value is None:
        raise NotFound("voice.no_value")
    return value


def found_promise(promise_id: int, *, for_update: bool) -> Promise:
    """A promise of the register; raises NotFound."""
    promise = queries.get_promise(promise_id, for_update=for_update)
    if promise is None:
        raise NotFound("voice.no_promise")
    return promise
