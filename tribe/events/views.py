"""The pages of gatherings: the list, one of them, its forms, and calendars."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from tribe.access import Actor, may, require
from tribe.base import revisions, zones
from tribe.base.db import now, session
from tribe.base.errors import NotFound, RuleBroken
from tribe.base.i18n import reader_zone
from tribe.base.paging import Span, parse_number
from tribe.base.text import clean
from tribe.blocking import read_from_here
from tribe.events import labels, policy, queries, services, settings
from tribe.events.forms import AnswerForm, CancelForm, EventForm
from tribe.events.found import describe_event
from tribe.events.judged import EDIT
from tribe.events.models import Attendance, CalendarFeed, Event, Rsvp
from tribe.events.queries import Attendee
from tribe.events.services import gatherings
from tribe.members.histories import history_page, sent_state
from tribe.members.identity import current_actor, current_member, signed_in_member
from tribe.members.models import Member
from tribe.moderation import ruling
from tribe.moderation import services as moderation
from tribe.notices.seen import see
from tribe.settings import place, value_of
from tribe.web import versions
from tribe.web.cache import answer_kept
from tribe.web.errors import words
from tribe.web.feeds import base_url
from tribe.web.once import counts_once, go_to, lead_on
from tribe.web.pages import Page, form_page, is_submitted, sent_number, submitted
from tribe.web.security import limiter

blueprint = Blueprint("events", __name__)


def find(event_id: int) -> Event:
    """The gathering of an address; raises NotFound."""
    event = queries.get_event(event_id)
    if event is None:
        raise NotFound("events.no_event")
    return event


def to_page(event: Event, said: str) -> BaseResponse:
    """Commit what was done with a gathering, say so, and go to its page."""
    return go_to(url_for("events.event", event_id=event.id), said)


@blueprint.get("/events")
def events() -> str:
    """Gatherings to come, or with ?past=1 those that were."""
    is_past = request.args.get("past", "") not in ("", "0")
    span = Span.parse(queries.SOONEST_FIRST, request.args)
    page = queries.list_past(span) if is_past else queries.list_upcoming(span)
    member, ids = current_member(), [row.id for row in page.rows]
    return render_template(
        "events/events.html",
        page=page,
        is_past=is_past,
        hosts=queries.list_hosts(ids),
        counts=queries.count_answers(ids),
        answers=queries.list_answers_of(member.id, ids) if member else {},
        may_create=may(current_actor(), policy.CREATE),
    )


@blueprint.get("/events/<int:event_id>")
def event(event_id: int) -> Page:
    """Will you come? One gathering, who comes, and the reader's answer."""
    found = find(event_id)
    see("event", found.id)
    return show(found)


@blueprint.get("/events/<int:event_id>/pieces")
def pieces(event_id: int) -> Page:
    """What may change while the page is open: what stands, who comes, one's own seat."""
    return show(find(event_id), template="events/pieces.html")


def show(
    event: Event,
    form: AnswerForm | None = None,
    status: int = 200,
    template: str = "events/event.html",
) -> Page:
    """The page of a gathering, with an answer that was refused or else the one that stands."""
    actor, member = current_actor(), current_member()
    read_from_here()  # an answer that was refused is shown in a POST
    mine = queries.get_attendance(event.id, member.id) if member else None
    is_waiting = mine is not None and mine.status is Rsvp.WAITLISTED
    counts = queries.count_answers([event.id])[event.id]
    page = render_template(
        template,
        event=event,
        described=None if member else describe_event(event),
        counts=counts,
        mine=mine,
        position=queries.waitlist_position(mine) if mine is not None and is_waiting else None,
        form=form or AnswerForm.of(mine, begins_hidden=bool(member and member.hides_attendance)),
        map_address=labels.map_address(event.place),
        most_guests=value_of(settings.MAX_GUESTS),
        is_over=event.ends_at <= now(),
        may_answer=may(actor, policy.ANSWER),
        may_manage=may(actor, policy.MANAGE, event),
        may_reinstate=may(actor, policy.REINSTATE, event) and event.ends_at > now(),
        may_see_way_in=may(actor, policy.SEE_WAY_IN, event, attendance=mine),
        hosts=queries.list_hosts([event.id])[event.id],
        is_host=policy.is_host(actor, event),
        may_remove_host=may(actor, policy.REMOVE_HOST, event),
        asked_hosts=queries.list_asked_hosts(event.id) if member else [],
        may_seat_guests=services.may_seat(event),
        guest_seats=queries.list_guest_seats(event.id)
        if may(actor, policy.MANAGE, event) and counts.by_name
        else [],
        **_named(actor, event),
    )
    return page, status


def _named(actor: Actor, event: Event) -> dict[str, list[Attendee]]:
    """Who comes and who waits, as far as the reader may know."""
    shown: list[Rsvp] = []
    if may(actor, policy.SEE_ATTENDEES):
        shown += [Rsvp.GOING, Rsvp.INTERESTED]
    if may(actor, policy.SEE_WAITLIST, event):
        shown.append(Rsvp.WAITLISTED)
    sees_all = bool(may(actor, policy.SEE_WAITLIST, event))
    found = queries.list_attendees(event.id, shown, None if sees_all else actor.id or 0)
    names = {"going": Rsvp.GOING, "interested": Rsvp.INTERESTED, "waiting": Rsvp.WAITLISTED}
    return {name: found.get(status, []) for name, status in names.items()}


@blueprint.route("/events/new", methods=["GET", "POST"])
@limiter.limit("20 per minute", methods=["POST"])
def new() -> Page:
    """Invite to a gathering."""
    member = signed_in_member()
    require(member, policy.CREATE)
    if not is_submitted():
        form = EventForm()
        form.values = request.args.to_dict() | {"zone": reader_zone(), "comes": "1"}
        return _form_page(form, asks_intent=member.is_brand)
    form = EventForm(request.form, asks_intent=member.is_brand)
    form.check_is_to_come()
    form.check_may_ask(member)
    if not form.is_valid:
        return _form_page(form, asks_intent=member.is_brand)
    event = services.create_event(member, form.draft())
    if form.comes:
        services.answer(member, event, Rsvp.GOING)
    flash(_("Your gathering is on the board."), "good")
    return lead_on(member.id, url_for("events.event", event_id=event.id))


@blueprint.route("/events/<int:event_id>/edit", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
@counts_once
def edit(event_id: int) -> Page:
    """Change a gathering."""
    versions.hold()
    member, event = signed_in_member(), find(event_id)
    require(member, policy.MANAGE, event)
    is_judged = _is_judged(member, event)
    asks_intent = gatherings.is_asked_for_intent(member, event)
    form = EventForm(submitted(), is_judged=is_judged, asks_intent=asks_intent)
    versions.compare(form, EventForm.of(event, asks_intent=asks_intent).values)
    if is_judged:
        ruling.offer_reasons(form, "event", event.id)
    elif form.is_submitted:
        form.check_may_ask(member, event)
    if form.is_accepted:
        _change(member, event, form, is_judged=is_judged)
        return to_page(event, _("The gathering is as you wrote it."))
    asked = parse_number(request.args.get("revision"))
    state = revisions.find("event", event.id, asked) if asked and not form.is_submitted else None
    if state is not None:
        form.take_up(state)
    return _form_page(form, event, is_judged=is_judged, asks_intent=asks_intent)


def _change(member: Member, event: Event, form: EventForm, *, is_judged: bool) -> None:
    """Change it, by a moderator as a decision; whom they ask to host is none."""
    draft = form.draft()
    if is_judged and gatherings.is_changed(event, draft):
        chosen = {"draft": replace(draft, asked_ids=())}
        said = ruling.ruling_of(EDIT, form.why, form.rule, chosen)
        moderation.decide_on(member, "event", event.id, said)
    services.edit_event(member, event, draft)


def _is_judged(member: Member, event: Event) -> bool:
    """Whether a change is a decision: of a moderator about what others host."""
    if policy.is_host(member, event) or not ruling.is_decided(member, "event", event.id, EDIT):
        return False
    ruling.require_unbarred(member, "event", event.id)
    return True


def _form_page(
    form: EventForm,
    event: Event | None = None,
    *,
    is_judged: bool = False,
    asks_intent: bool = False,
) -> Page:
    return form_page(
        "events/form.html",
        form,
        event=event,
        zones=zones.list_zones(),
        is_judged=is_judged,
        asks_intent=asks_intent,
    )


@blueprint.route("/events/<int:event_id>/cancel", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def cancel(event_id: int) -> Page:
    """Call a gathering off, after having been asked once."""
    member, event = signed_in_member(), find(event_id)
    form = CancelForm(submitted())
    if not form.is_accepted:
        require(member, policy.MANAGE, event)
        counts = queries.count_answers([event.id])[event.id]
        return form_page("events/cancel.html", form, event=event, counts=counts)
    services.cancel_event(member, event, why=form.why)
    said = _("The gathering is cancelled. Its page stays, and calendars will show it.")
    return to_page(event, said)


@blueprint.post("/events/<int:event_id>/reinstate")
@limiter.limit("60 per minute")
def reinstate(event_id: int) -> Page:
    """Let a cancelled gathering take place after all."""
    event = services.reinstate_event(signed_in_member(), find(event_id))
    return to_page(event, _("The gathering takes place after all."))


@blueprint.post("/events/<int:event_id>/hosting")
@limiter.limit("60 per minute")
def hosting(event_id: int) -> Page:
    """Say yes or no to hosting, or host no longer."""
    member, event = signed_in_member(), find(event_id)
    verbs = {
        "yes": (services.accept_hosting, _("Thank you: you host it now, and you are coming.")),
        "leave": (services.step_down, _("You no longer host it. Thank you for having done so.")),
    }
    verb, said = verbs.get(
        request.form.get("answer", ""), (services.decline_hosting, _("Noted: you do not host it."))
    )
    verb(member, event)
    return to_page(event, said)


@blueprint.post("/events/<int:event_id>/hosts/remove")
@limiter.limit("60 per minute")
def remove_host(event_id: int) -> Page:
    """Take one host away: the one whose number is sent."""
    event = services.remove_host(signed_in_member(), find(event_id), sent_number("member"))
    return to_page(event, _("Noted: one host fewer. The others stay."))


@blueprint.post("/events/<int:event_id>/guests/remove")
@limiter.limit("60 per minute")
def remove_guest(event_id: int) -> Page:
    """Take a guest's seat away: the one whose number is sent."""
    event = services.remove_guest(signed_in_member(), find(event_id), sent_number("seat"))
    return to_page(event, _("Noted: one guest fewer."))


@blueprint.route("/events/<int:event_id>/history", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def history(event_id: int) -> Page:
    """What a gathering was before each change, for those who host; `revision` is put back."""
    member, event = signed_in_member(), find(event_id)
    if not may(member, policy.REINSTATE, event):
        require(member, policy.MANAGE, event)
    if is_submitted():
        state = sent_state("event", event.id)
        if _is_judged(member, event):  # the form asks for why
            number = sent_number("revision")
            return redirect(url_for("events.edit", event_id=event.id, revision=number), 303)
        services.restore_event(member, event, state)
        return to_page(event, _("What stood before is back."))
    return history_page(
        revisions.list_changes("event", event.id, services.state_of(event)),
        labels.field_labels(),
        back=url_for("events.event", event_id=event.id),
        title=event.title,
        may_restore=may(member, policy.MANAGE, event),
    )


@blueprint.route("/events/<int:event_id>/rsvp", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def rsvp(event_id: int) -> Page:
    """Take the reader's answer; what cannot be is said beside what they chose."""
    if not is_submitted():
        return redirect(url_for("events.event", event_id=event_id), 303)
    member, event = signed_in_member(), find(event_id)
    form = AnswerForm(request.form)
    if not form.is_valid:
        return show(event, form, 422)
    try:
        attendance = services.answer(
            member, event, Rsvp(form.status), form.guests, is_hidden=form.is_hidden
        )
    except RuleBroken as refusal:
        session.rollback()
        form.fail("guests" if form.guests else "status", words(refusal))
        return show(find(event_id), form, refusal.status)
    return to_page(event, _said(attendance, event))


def _said(attendance: Attendance, event: Event) -> str:
    if attendance.status is Rsvp.WAITLISTED:
        return _waiting(attendance, event)
    said: dict[Rsvp, str] = {
        Rsvp.GOING: _("You are going. See you there!"),
        Rsvp.INTERESTED: _("Noted: you are interested."),
        Rsvp.NOT_GOING: _("Noted: you are not going. Thank you for saying so."),
    }
    return said[attendance.status]


def _waiting(attendance: Attendance, event: Event) -> str:
    """Why somebody waits: it is full, or has fewer seats than their party asks for."""
    taken = queries.count_answers([event.id])[event.id].seats
    free = max(0, (event.capacity or 0) - taken)
    if free < 1 or attendance.guests < 1:
        return str(_("It is full just now. You are on the waitlist and move up in turn."))
    said: str = ngettext(
        "There is %(num)s place left, and you are %(party)s. You are on the waitlist and move up "
        "as soon as there is room for all of you.",
        "There are %(num)s places left, and you are %(party)s. You are on the waitlist and move "
        "up as soon as there is room for all of you.",
        free,
        party=attendance.guests + 1,
    )
    return said


@blueprint.get("/events.ics")
def calendar() -> Response:
    """Every gathering of the last 90 days and to come, for calendars to follow."""
    return _calendar(None, value_of(place.NAME))


@blueprint.get("/events/<int:event_id>.ics")
def event_calendar(event_id: int) -> Response:
    """One gathering, to put in a calendar."""
    response = _calendar(event_id)
    response.headers["Content-Disposition"] = f'attachment; filename="gathering-{event_id}.ics"'
    return response


@blueprint.route("/me/calendar", methods=["GET", "POST"])
@limiter.limit("20 per minute", methods=["POST"])
def own_calendar() -> Page:
    """The address of one's own calendar: `act` makes a new one, or takes it away."""
    member = signed_in_member()
    if is_submitted():
        if request.form.get("act") == "close":
            services.close_calendar(member)
            said = _("Your calendar has no address any more.")
        else:
            services.open_calendar(member)
            said = _("This is the address of your calendar. The one before, if any, ends.")
        return go_to(url_for("events.own_calendar"), said)
    feed = session.get(CalendarFeed, member.id)
    address = url_for("events.personal_calendar", token=feed.token) if feed else None
    return render_template("events/own_calendar.html", address=address and base_url() + address)


@blueprint.get("/calendar/<token>.ics")
@limiter.limit("60 per minute")
def personal_calendar(token: str) -> Response:
    """What a member goes to, for their own calendar; whoever has its address reads it."""
    owner = queries.find_calendar_owner(clean(token)[:64])
    if owner is None:
        raise NotFound("events.no_calendar")
    found, open_ids = queries.list_own_calendar(owner.id)
    response = _draw_calendar(
        ([(event.id, event.updated_at) for event in found], sorted(open_ids)),
        lambda: found,
        value_of(place.NAME),
        shows_way_in=lambda event: event.id in open_ids,
    )
    response.headers["Cache-Control"] = "no-cache, private"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _calendar(event_id: int | None, name: str = "") -> Response:
    version = queries.get_calendar_version(event_id)
    if event_id is not None and not version.gatherings:
        raise NotFound("events.no_event")
    return _draw_calendar(
        version,
        lambda: queries.list_for_calendar(event_id),
        name,
        last_modified=version.updated_at,
    )


def _draw_calendar(
    version: object,
    list_events: Callable[[], Sequence[Event]],
    name: str,
    shows_way_in: Callable[[Event], bool] = lambda _event: False,
    last_modified: datetime | None = None,
) -> Response:
    """The calendar of this version; gatherings are listed only where it must be drawn."""
    from tribe.events import calendars  # what writes them is loaded by who asks for one

    base, language = base_url(), value_of(place.LANGUAGE)

    def address_of(event: Event) -> str:
        return base + url_for("events.event", event_id=event.id)

    def draw() -> bytes:
        return calendars.write_calendar(list_events(), address_of, name, shows_way_in, language)

    return answer_kept(
        (base, name, language, version),
        draw,
        content_type=calendars.CONTENT_TYPE,
        last_modified=last_modified,
    )
