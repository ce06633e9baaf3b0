"""The pages of the door for guests. Their forms have no token, so that nobody gets a cookie."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tribe import mail, tokens
from tribe.access import GUEST, require
from tribe.base.db import session
from tribe.base.errors import NotFound, RuleBroken
from tribe.base.i18n import reader_language
from tribe.base.paging import Span
from tribe.events import queries as event_queries
from tribe.events import services as events
from tribe.events.models import Event
from tribe.forum.addresses import topic_address
from tribe.forum.policy import CategoryNode
from tribe.forum.queries import get_category_tree
from tribe.guests import policy, queries, services
from tribe.guests.forms import AskForm, DecisionForm, FollowForm, GuestForm, SeatForm
from tribe.guests.settings import ASKING, FOLLOWING
from tribe.members.identity import signed_in_member
from tribe.members.models import Member
from tribe.settings import value_of
from tribe.settings.kinds import YES
from tribe.web.errors import words
from tribe.web.filled import ask_once_more
from tribe.web.limits import form_limit
from tribe.web.once import go_to
from tribe.web.pages import Page, form_page
from tribe.web.same_site import from_here_alone
from tribe.web.security import limiter

blueprint = Blueprint("guests", __name__)
KNOCKING = form_limit("10 per hour; 30 per day")  # from one address of the internet


@blueprint.get("/follow")
def follow() -> Page:
    """How one follows without an account: by feed, by calendar, by mail."""
    return _follow_page(FollowForm())


def _follow_page(form: FollowForm) -> Page:
    is_mailed = value_of(FOLLOWING) == YES and mail.why_not_sending() is None
    return form_page("guests/follow.html", form, is_mailed=is_mailed)


@blueprint.post("/follow")
@KNOCKING
@from_here_alone
def ask_to_follow() -> Page:
    """Mail the address that was given, to see whether its owner wants to follow."""
    form = FollowForm(request.form)
    ask_once_more(form)
    if not form.is_accepted or form.email is None:
        return _follow_page(form)
    services.ask_to_follow(form.email, reader_language())
    session.commit()
    return _to("guests.asked_to_follow")


@blueprint.get("/follow/asked")
def asked_to_follow() -> Page:
    """Look at your mail."""
    return render_template("guests/asked_to_follow.html")


@blueprint.get("/follow/<token>")
def confirm(token: str) -> Page:
    """Ask once more: programs that open links change nothing."""
    tokens.look(services.FOLLOW, token)
    return render_template("guests/confirm.html", token=token, is_done=False)


@blueprint.post("/follow/<token>")
@from_here_alone
def confirmed(token: str) -> Page:
    """From now on they follow."""
    services.follow(token)
    session.commit()
    return render_template("guests/confirm.html", token=token, is_done=True)


@blueprint.get("/ask")
def ask() -> Page:
    """A form for one question."""
    if value_of(ASKING) != YES:
        raise NotFound("guests.closed")
    return form_page("guests/ask.html", AskForm())


@blueprint.post("/ask")
@KNOCKING
@from_here_alone
def asked() -> Page:
    """Hold the question for a moderator."""
    form = AskForm(request.form)
    ask_once_more(form)
    if not form.is_accepted:
        return form_page("guests/ask.html", form)
    try:
        services.ask(form.title, form.body, form.email, reader_language())
    except RuleBroken as refusal:
        return _refused("guests/ask.html", form, refusal)
    session.commit()
    return _to("guests.waiting")


@blueprint.get("/ask/asked")
def waiting() -> Page:
    """What becomes of the question."""
    return render_template("guests/asked.html")


@blueprint.get("/events/<int:event_id>/guest")
def seat(event_id: int) -> Page:
    """A form for somebody who comes by name."""
    return _seat_page(_open_event(event_id), SeatForm())


@blueprint.post("/events/<int:event_id>/guest")
@KNOCKING
@from_here_alone
def come(event_id: int) -> Page:
    """Give a place to somebody by name, and an address of a page to give it back."""
    event, form = _open_event(event_id), SeatForm(request.form)
    ask_once_more(form)
    if not form.is_accepted:
        return _seat_page(event, form)
    try:
        secret = services.come(event, form.name, form.email, reader_language())
    except RuleBroken as refusal:
        return _refused("guests/seat.html", form, refusal, event_id=event_id)
    session.commit()
    return _to("guests.own_seat", event_id=event_id, token=secret)


@blueprint.get("/events/<int:event_id>/guest/<token>")
def own_seat(event_id: int, token: str) -> Page:
    """The place of a guest, and the way to give it back."""
    return _own_seat_page(event_id, token, is_given_back=False)


@blueprint.post("/events/<int:event_id>/guest/<token>")
@from_here_alone
def give_back(event_id: int, token: str) -> Page:
    """Free the place for another."""
    page = _own_seat_page(event_id, token, is_given_back=True)
    events.give_back(token)
    session.commit()
    return page


@blueprint.get("/questions")
def questions() -> Page:
    """Questions of guests that wait, for moderators."""
    member = signed_in_member()
    require(member, policy.DECIDE)
    return render_template(
        "guests/questions.html",
        page=queries.list_questions(Span.parse(queries.OLDEST_FIRST, request.args)),
        categories=list(_categories(member).values()),
    )


@blueprint.post("/questions/<int:question_id>/<any(publish, reply, aside):decision>")
@limiter.limit("60 per minute")
def decide(question_id: int, decision: str) -> Response:
    """Publish a question, answer it by mail, or put it aside."""
    member, form = signed_in_member(), DecisionForm(request.form)
    if decision == "publish":
        require(member, policy.DECIDE)
        category = _categories(member).get(form.category)
        if category is None:
            raise NotFound("forum.no_category")
        topic = services.publish(member, question_id, category, form.title, form.body)
        return go_to(topic_address(topic), _("The question is published, and who asked forgotten."))
    if decision == "reply":
        services.reply(member, question_id, form.words)
        is_mailed = mail.why_not_sending() is None
        told = _("Your answer goes out by mail.") if is_mailed else _("It leaves once mail does.")
        return go_to(url_for(".questions"), told)
    services.put_aside(member, question_id, form.words)
    return go_to(url_for(".questions"), _("It is put aside, and what was written is deleted."))


def _categories(member: Member) -> dict[str, CategoryNode]:
    """Where a moderator may publish so that the guest can read it."""
    tree = get_category_tree()
    return {node.slug: node for node in tree.open_to(member) if tree.may_see(GUEST, node.id)}


def _open_event(event_id: int) -> Event:
    event = event_queries.get_event(event_id)
    if event is None:
        raise NotFound("events.no_event")
    if not events.may_seat(event):
        raise NotFound("events.guests_not_welcome")
    return event


def _seat_page(event: Event, form: SeatForm) -> Page:
    return form_page("guests/seat.html", form, event=event)


def _own_seat_page(event_id: int, token: str, *, is_given_back: bool) -> Page:
    own, event = events.find_seat(token), event_queries.get_event(event_id)
    if event is None or own.event_id != event.id:
        raise NotFound("events.no_such_seat")
    name, is_told = own.name, own.email is not None
    return render_template(
        "guests/own_seat.html",
        event=event,
        token=token,
        name=name,
        is_told=is_told,
        is_given_back=is_given_back,
    )


def _refused(
    template: str, form: GuestForm, refusal: RuleBroken, event_id: int | None = None
) -> Page:
    """The form again, with what stands against it."""
    session.rollback()
    form.fail("", words(refusal))
    about = {} if event_id is None else {"event": event_queries.get_event(event_id)}
    return form_page(template, form, status=refusal.status, **about)


def _to(endpoint: str, **values: object) -> Response:
    return redirect(url_for(endpoint, **values), 303)  # type: ignore[arg-type]
