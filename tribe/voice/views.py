"""The pages of this room: charter, council, promises, fidelity."""

from datetime import date, datetime

from babel.dates import format_date
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from tribe.db import now, session
from tribe.errors import Forbidden, NotFound
from tribe.forms import LARGEST
from tribe.members.identity import current_member, signed_in_member
from tribe.members.models import Member
from tribe.members.queries import find_member
from tribe.security import limiter
from tribe.voice import policy, queries, services
from tribe.voice.forms import PromiseForm, SeatForm, SettleForm, ValueForm
from tribe.voice.models import CharterValue, Outcome, Promise

blueprint = Blueprint("voice", __name__)
writing = limiter.limit("60 per minute", methods=["POST"])
Page = tuple[str, int] | Answer | Response


@blueprint.app_template_filter("long_day")
def long_day(day: date) -> str:
    """A day in the reader's words, with its year."""
    return str(format_date(day, "long", locale=get_locale() or "en"))


@blueprint.app_template_filter("iso_day")
def iso_day(day: date) -> str:
    """A day for the datetime attribute of <time>."""
    return (day.date() if isinstance(day, datetime) else day).isoformat()


def go(endpoint: str, message: str, anchor: str | None = None) -> Answer:
    """Commit what was done, say so, and lead on."""
    session.commit()
    flash(message, "good")
    return redirect(url_for(f".{endpoint}", _anchor=anchor), 303)


def is_seated(member: Member | None) -> bool:
    """Whether the reader sits on the council today."""
    return member is not None and queries.is_seated(member.id, now().date())


@blueprint.get("/charter")
def charter() -> str:
    """What this tribe holds to, and what each value obliges it to."""
    reader = current_member()
    values = queries.list_values()
    may_amend = policy.may_amend(reader, is_seated(reader))
    return render_template("voice/charter.html", values=values, may_amend=may_amend)


@blueprint.route("/charter/new", methods=["GET", "POST"])
@writing
def add_value() -> Page:
    """A form for one more value."""
    member = amender()
    form = ValueForm(request.form if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid:
        value = services.write_value(member, form.position, form.title, form.meaning)
        return go("charter", _("The charter has one more value."), f"value-{value.id}")
    return render_template("voice/add_value.html", form=form), 422 if form.errors else 200


@blueprint.route("/charter/<int:value_id>/edit", methods=["GET", "POST"])
@writing
def change_value(value_id: int) -> Page:
    """A form to word a value better, or to take it out."""
    member, value = amender(), found_value(value_id)
    form = ValueForm(request.form if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid:
        services.change_value(member, value, form.position, form.title, form.meaning)
        return go("charter", _("The charter is reworded."), f"value-{value.id}")
    if not form.data:
        form.values = {
            "title": value.title, "meaning": value.meaning, "position": str(value.position)
        }  # fmt: skip
    page = render_template("voice/change_value.html", form=form, value=value)
    return page, 422 if form.errors else 200


@blueprint.post("/charter/<int:value_id>/remove")
@writing
def remove_value(value_id: int) -> Page:
    """Take a value out of the charter."""
    services.remove_value(signed_in_member(), found_value(value_id))
    return go("charter", _("The value is no longer in the charter."))


@blueprint.get("/promises")
def promises() -> str:
    """What the brand promised, and what became of it."""
    reader, today = current_member(), now().date()
    before = page_cursor()
    settled = queries.list_settled(before)
    seated = is_seated(reader)
    return render_template(
        "voice/promises.html",
        awaited=queries.list_awaited() if before is None else [],
        settled=settled[: queries.PAGE],
        older=settled[queries.PAGE - 1].id if len(settled) > queries.PAGE else None,
        before=before,
        today=today,
        may_promise=policy.may_promise(reader),
        may_settle=lambda promise: policy.may_settle(reader, seated, promise),
    )


@blueprint.route("/promises/new", methods=["GET", "POST"])
@writing
def make_promise() -> Page:
    """A form in which the brand binds itself."""
    member = signed_in_member()
    if not policy.may_promise(member):
        raise Forbidden(_("Only the brand's accounts and admins promise in its name."))
    form = PromiseForm(request.form if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid:
        promise = services.make_promise(member, form.title, form.body, form.due_on)
        return go("promises", _("The promise is made, for all to see."), f"promise-{promise.id}")
    page = render_template("voice/make_promise.html", form=form, today=now().date())
    return page, 422 if form.errors else 200


@blueprint.route("/promises/<int:promise_id>/settle", methods=["GET", "POST"])
@writing
def settle_promise(promise_id: int) -> Page:
    """A form in which the council says what became of a promise."""
    member = signed_in_member()
    promise = found_promise(promise_id, for_update=request.method == "POST")
    if not policy.may_settle(member, is_seated(member), promise):
        raise Forbidden(_("Only the members' council says what became of a promise."))
    form = SettleForm(request.form if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid:
        services.settle_promise(member, promise, Outcome(form.outcome), form.account)
        return go("promises", _("The council's word is public now."), f"promise-{promise.id}")
    page = render_template(
        "voice/settle_promise.html", form=form, promise=promise, today=now().date()
    )
    return page, 422 if form.errors else 200


@blueprint.route("/council", methods=["GET", "POST"])
@writing
def council() -> Page:
    """Who speaks for the members; admins note here whom they chose."""
    form = SeatForm(request.form if request.method == "POST" else None)
    if request.method == "POST":
        admin = signed_in_member()
        if not policy.may_seat(admin):
            raise Forbidden(_("Only an admin notes who sits on the council."))
        chosen = find_member(form.name)
        if form.name and chosen is None:
            form.fail("name", _("Nobody here has this name."))
        if form.is_valid and chosen is not None:
            services.open_seat(admin, chosen, form.since)
            return go("council", _("%(name)s sits on the council.", name=chosen.name))
    today = now().date()
    page = render_template(
        "voice/council.html",
        form=form,
        seats=queries.list_seats(today),
        former=queries.list_former_seats(today),
        today=today,
        may_seat=policy.may_seat(current_member()),
    )
    return page, 422 if form.errors else 200


@blueprint.post("/council/<int:seat_id>/end")
@writing
def end_seat(seat_id: int) -> Page:
    """A member leaves the council."""
    member, place = signed_in_member(), queries.get_seat(seat_id)
    if place is None:
        raise NotFound(_("There is no such seat on the council."))
    services.end_seat(member, place)
    return go("council", _("%(name)s no longer sits on the council.", name=place.member.name))


@blueprint.get("/fidelity")
def fidelity() -> str:
    """How faithful the brand is; the only one named here is the brand."""
    today = now().date()
    return render_template("voice/fidelity.html", fidelity=queries.tally(today))


def page_cursor() -> int | None:
    """The promise that the page begins below; nonsense is the first page."""
    before = request.args.get("before", type=int)
    return before if before is not None and 0 < before <= LARGEST else None


def amender() -> Member:
    """The signed-in member, when they may word the charter; raises Forbidden."""
    member = signed_in_member()
    if not policy.may_amend(member, is_seated(member)):
        raise Forbidden(_("Only the members' council and admins word the charter."))
    return member


def found_value(value_id: int) -> CharterValue:
    """A value of the charter; raises NotFound."""
    value = queries.get_value(value_id)
    if value is None:
        raise NotFound(_("The charter has no such value."))
    return value


def found_promise(promise_id: int, *, for_update: bool) -> Promise:
    """A promise of the register; raises NotFound."""
    promise = queries.get_promise(promise_id, for_update=for_update)
    if promise is None:
        raise NotFound(_("There is no such promise."))
    return promise
