"""The pages of gatherings: the list, one of them, its forms, and calendars."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tribe.db import now, session
from tribe.errors import Forbidden, NotFound, RuleBroken
from tribe.events import calendars, jobs, policy, queries, services, words, zones  # noqa: F401
from tribe.events.forms import AnswerForm, EventForm
from tribe.events.models import Attendance, Event, Rsvp
from tribe.events.paging import Cursor
from tribe.feeds import base_url
from tribe.members.identity import current_member, login_manager, signed_in_member
from tribe.members.models import Member
from tribe.security import limiter

blueprint = Blueprint("events", __name__)
for name, words_of in words.FILTERS.items():
    blueprint.add_app_template_filter(words_of, name)
Page = str | BaseResponse | tuple[str, int]
FORMS = ("events.new", "events.edit", "events.cancel")


@blueprint.before_request
def ask_guests_to_sign_in() -> BaseResponse | None:
    """A guest who opens a form signs in first, and comes back to it."""
    if request.method == "GET" and request.endpoint in FORMS and current_member() is None:
        response: BaseResponse = login_manager.unauthorized()
        return response
    return None


def find(event_id: int) -> Event:
    """The gathering of an address; raises NotFound."""
    event = queries.get_event(event_id)
    if event is None:
        raise NotFound(_("There is no such gathering."))
    return event


def manage(member: Member, event: Event) -> None:
    """Keep a form from those who may not send it; raises Forbidden."""
    if not policy.may_manage(member, event):
        raise Forbidden(_("Only its hosts and the moderators can change a gathering."))


@blueprint.get("/events")
def events() -> str:
    """Gatherings to come, or with ?past=1 those that were."""
    is_past = request.args.get("past", "") not in ("", "0")
    list_page = queries.list_past if is_past else queries.list_upcoming
    after, before = (Cursor.parse(request.args.get(end)) for end in ("after", "before"))
    page = list_page(after=after, before=before)
    member, ids = current_member(), [row.id for row in page.rows]
    return render_template(
        "events/events.html",
        page=page,
        is_past=is_past,
        hosts=queries.list_hosts(ids),
        counts=queries.count_answers(ids),
        answers=queries.list_answers_of(member.id, ids) if member else {},
        may_create=policy.may_create(member),
    )


@blueprint.get("/events/<int:event_id>")
def event(event_id: int) -> Page:
    """Will you come? One gathering, who comes, and the reader's answer."""
    return show(find(event_id))


def show(event: Event, form: AnswerForm | None = None, status: int = 200) -> Page:
    """The page of a gathering, with an answer that was refused or else the one that stands."""
    member = current_member()
    mine = queries.get_attendance(event.id, member.id) if member else None
    is_waiting = mine is not None and mine.status is Rsvp.WAITLISTED
    page = render_template(
        "events/event.html",
        event=event,
        counts=queries.count_answers([event.id])[event.id],
        mine=mine,
        position=queries.waitlist_position(mine) if mine is not None and is_waiting else None,
        form=form or AnswerForm.of(mine),
        map_address=words.map_address(event.place),
        most_guests=services.MOST_GUESTS,
        is_over=event.ends_at <= now(),
        may_answer=policy.may_answer(member),
        may_manage=policy.may_manage(member, event),
        **_named(member, event),
    )
    return page, status


def _named(member: Member | None, event: Event) -> dict[str, Any]:
    """Who comes and who waits, as far as the reader may know."""
    named: dict[str, list[Attendance]] = {"going": [], "interested": [], "waiting": []}
    if policy.may_see_attendees(member):
        named["going"] = list(queries.list_attendances(event.id, Rsvp.GOING))
        named["interested"] = list(queries.list_attendances(event.id, Rsvp.INTERESTED))
    if policy.may_see_waitlist(member, event):
        named["waiting"] = list(queries.list_attendances(event.id, Rsvp.WAITLISTED))
    return named


@blueprint.route("/events/new", methods=["GET", "POST"])
@limiter.limit("20 per minute", methods=["POST"])
def new() -> Page:
    """Invite to a gathering."""
    member = signed_in_member()
    if request.method == "GET":
        form = EventForm()
        form.values = request.args.to_dict() | {"zone": queries.usual_zone(member.id) or "UTC"}
        return _form_page(form)
    form = EventForm(request.form)
    form.check_is_to_come()
    if not form.is_valid:
        return _form_page(form)
    event = services.create_event(member, form.draft())
    session.commit()
    flash(_("Your gathering is on the board. Say whether you come yourself, too."), "good")
    return redirect(url_for("events.event", event_id=event.id), 303)


@blueprint.route("/events/<int:event_id>/edit", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def edit(event_id: int) -> Page:
    """Change a gathering."""
    member, event = signed_in_member(), find(event_id)
    manage(member, event)
    if request.method == "GET":
        return _form_page(EventForm.of(event), event)
    form = EventForm(request.form)
    if not form.is_valid:
        return _form_page(form, event)
    services.edit_event(member, event, form.draft())
    session.commit()
    flash(_("The gathering is as you wrote it."), "good")
    return redirect(url_for("events.event", event_id=event.id), 303)


def _form_page(form: EventForm, event: Event | None = None) -> Page:
    page = render_template("events/form.html", form=form, event=event, zones=zones.list_zones())
    return page if form.is_valid else (page, 422)


@blueprint.route("/events/<int:event_id>/cancel", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def cancel(event_id: int) -> Page:
    """Call a gathering off, after having been asked once."""
    member, event = signed_in_member(), find(event_id)
    if request.method == "GET":
        manage(member, event)
        counts = queries.count_answers([event.id])[event.id]
        return render_template("events/cancel.html", event=event, counts=counts)
    services.cancel_event(member, event)
    session.commit()
    flash(_("The gathering is cancelled. Its page stays, and calendars will show it."), "good")
    return redirect(url_for("events.event", event_id=event.id), 303)


@blueprint.route("/events/<int:event_id>/rsvp", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def rsvp(event_id: int) -> Page:
    """Take the reader's answer; what cannot be is said beside what they chose."""
    if request.method == "GET":
        return redirect(url_for("events.event", event_id=event_id), 303)
    member, event = signed_in_member(), find(event_id)
    form = AnswerForm(request.form)
    if not form.is_valid:
        return show(event, form, 422)
    try:
        attendance = services.answer(member, event, Rsvp(form.status), form.guests)
    except RuleBroken as refusal:
        session.rollback()
        form.fail("guests" if form.guests else "status", refusal.message)
        return show(find(event_id), form, refusal.status)
    session.commit()
    flash(_said(attendance), "good")
    return redirect(url_for("events.event", event_id=event.id), 303)


def _said(attendance: Attendance) -> str:
    said: dict[Rsvp, str] = {
        Rsvp.GOING: _("You are going. See you there!"),
        Rsvp.INTERESTED: _("Noted: you are interested."),
        Rsvp.NOT_GOING: _("Noted: you are not going. Thank you for saying so."),
        Rsvp.WAITLISTED: _("It is full just now. You are on the waitlist and move up in turn."),
    }
    return said[attendance.status]


@blueprint.get("/events.ics")
def calendar() -> Response:
    """Every gathering of the last 90 days and to come, for calendars to follow."""
    return _calendar(queries.list_for_calendar(), urlsplit(base_url()).netloc)


@blueprint.get("/events/<int:event_id>.ics")
def event_calendar(event_id: int) -> Response:
    """One gathering, to put in a calendar."""
    found = list(queries.list_for_calendar(event_id))
    if not found:
        raise NotFound(_("There is no such gathering."))
    response = _calendar(found)
    response.headers["Content-Disposition"] = f'attachment; filename="gathering-{event_id}.ics"'
    return response


def _calendar(events: Any, name: str = "") -> Response:
    def address_of(event: Event) -> str:
        return base_url() + url_for("events.event", event_id=event.id)

    response = Response(calendars.write_calendar(events, address_of, name))
    response.headers["Content-Type"] = calendars.CONTENT_TYPE
    response.cache_control.public = True
    response.cache_control.no_cache = True
    response.add_etag()
    response.make_conditional(request)
    return response
