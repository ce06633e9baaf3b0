"""The pages of private conversations, for those who are in them."""

import time
from datetime import UTC, datetime, timedelta

import structlog
from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as FlaskResponse
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from tribe.access import Actor, may, require
from tribe.base import db
from tribe.base.db import session
from tribe.base.errors import RuleBroken
from tribe.base.paging import Span
from tribe.members.identity import signed_in_member
from tribe.members.models import Member
from tribe.messages import policy, queries, services
from tribe.messages.addresses import conversation_link, message_place
from tribe.messages.forms import BeginForm, ChoiceForm, MessageForm
from tribe.messages.models import Standing
from tribe.messages.queries import LAST_FIRST, LATEST_FIRST, MessageRow, Place
from tribe.messages.services import Entry
from tribe.notices.seen import is_told_of, look_again, see
from tribe.web import versions
from tribe.web.errors import words
from tribe.web.forms import LARGEST, over
from tribe.web.once import forget_draft, go_to, lead_on, led_before
from tribe.web.pages import Page, form_page, is_opened, is_submitted, submitted
from tribe.web.security import limiter
from tribe.web.slots import Part

blueprint = Blueprint("messages", __name__)
WRITING = "60 per minute"
OVERLAP = timedelta(seconds=10)  # longer than a transaction that changes a message is open
log = structlog.get_logger(__name__)


@blueprint.get("/conversations")
def conversations() -> str:
    """Those that the reader is in, the latest first, and who asks to write to them."""
    member = signed_in_member()
    span = Span.parse(LATEST_FIRST, request.args)
    page = queries.list_conversations(member.id, Standing.IN, span)
    asking = queries.list_conversations(member.id, Standing.ASKED).rows if span.is_first else []
    return render_template(
        "messages/conversations.html",
        page=page,
        asking=asking,
        may_begin=bool(may(member, policy.BEGIN)),
    )


@blueprint.route("/conversations/new", methods=["GET", "POST"])
@limiter.limit(WRITING, methods=["POST"])
def new() -> Page:
    """Begin to write to one or a few members."""
    member = signed_in_member()
    require(member, policy.BEGIN)
    form = BeginForm(submitted())
    if form.is_submitted and (led := led_before(member.id)):
        return led
    status = 422
    if form.is_accepted:
        try:
            begun = services.begin(member, form.people, form.title, form.body)
            return lead_on(member.id, conversation_link(begun.id))
        except RuleBroken as refusal:
            session.rollback()
            form.fail("", words(refusal))
            status = refusal.status
    if not form.is_submitted:
        form.values["to"] = request.args.get("to", "")
    return form_page("messages/new.html", form, status=status)


@blueprint.route("/conversations/<int:conversation_id>", methods=["GET", "POST"])
@limiter.limit(WRITING, methods=["POST"])
def conversation(conversation_id: int) -> Page:
    """Read a conversation, or say something in it."""
    member = signed_in_member()
    place = services.read_place(member, conversation_id)
    form = MessageForm(submitted())
    if form.is_submitted and (led := led_before(member.id)):
        return led
    status = 422
    if form.is_accepted:
        try:
            message = services.write(member, conversation_id, form.body)
            return lead_on(member.id, message_place(conversation_id, message.number))
        except RuleBroken as refusal:
            session.rollback()
            form.fail("", words(refusal))
            place, status = services.read_place(member, conversation_id), refusal.status
    return _page(member, place, form, status)


def _page(member: Member, place: Place, form: MessageForm, status: int) -> Page:
    span = Span.parse(LAST_FIRST, request.args)
    at = request.args.get("at", type=int)
    if span.is_first and at is not None and 0 < at <= LARGEST:
        span = queries.span_around(place, at)
    whole = place.is_whole
    page = queries.list_messages(place.conversation.id, span, is_whole=whole)
    shown = page.rows[::-1]
    number, first_unread = (shown[-1].number if shown else 0), place.read + 1
    if is_opened():
        _note_reading(member, place, number)
    return form_page(
        "messages/conversation.html",
        form,
        status=status,
        conversation=place.conversation,
        own=place.own,
        others=queries.list_others(place.conversation.id, member.id, is_whole=whole),
        rows=shown,
        page=page,
        first_unread=first_unread,
        is_last=page.previous is None,
        may_write=bool(may(member, policy.writing(member, place), place)),
        may_leave=bool(may(member, policy.LEAVE, place)),
        acts=_acts_of(member, place),
    )


def _acts_of(member: Member, place: Place) -> dict[str, object]:
    """Whose page it is, and whether their own words can be changed there."""
    changes = place.standing is Standing.IN and place.keeping == "free"
    return {"reader_id": member.id, "changes": changes}


def _note_reading(member: Member, place: Place, number: int) -> None:
    """Raise the mark; where others write for too long it rises at the next reading instead."""
    at = place.conversation.id
    if number > place.read:
        try:
            with db.writing():
                services.mark_read(member, at, number)
        except OperationalError:
            log.warning("a reading mark could not be written", conversation_id=at)
    if number >= place.conversation.highest_number:
        see("conversation", at)
    elif is_told_of("conversation", at):
        look_again()


@blueprint.get("/conversations/<int:conversation_id>/after")
def after(conversation_id: int) -> FlaskResponse:
    """What an open page lacks: messages after its last, and those that changed since a moment."""
    member = signed_in_member()
    place = services.read_place(member, conversation_id)
    moment = int(time.time())
    number = min(_asked("after", 0), place.conversation.highest_number)
    since = _asked("since", moment - _asked("age", 0))
    asked = datetime.fromtimestamp(since, UTC) - OVERLAP if 0 < since <= moment else None
    first, whole = _asked("from", 1), place.is_whole
    rows = queries.list_after(conversation_id, number, first, asked, is_whole=whole)
    answer = make_response(_draw(rows, member, place))
    answer.headers["Live-Since"] = str(moment)
    answer.headers["Cache-Control"] = "no-store"
    if len(rows) == queries.SIZE:
        answer.headers["Live-More"] = "1"
    return answer


def _draw(rows: list[MessageRow], member: Member, place: Place) -> str:
    acts = _acts_of(member, place)
    return render_template("messages/after.html", rows=rows, acts=acts)


def _asked(name: str, otherwise: int) -> int:
    return max(min(request.args.get(name, otherwise, type=int), LARGEST), 0)


ACTS = "<any(accept, decline, mute, unmute, leave):act>"


@blueprint.post(f"/conversations/<int:conversation_id>/{ACTS}")
@limiter.limit(WRITING)
def act(conversation_id: int, act: str) -> Response:
    """Agree to a conversation or decline it, be told of it or not, or leave it."""
    member = signed_in_member()
    done = {
        "accept": (services.accept, _("You are in this conversation now.")),
        "decline": (services.decline, _("Declined. Whoever asked is not told.")),
        "mute": (services.mute, _("You are told nothing of this conversation any more.")),
        "unmute": (services.unmute, _("You are told of this conversation again.")),
        "leave": (services.leave, _("You left the conversation.")),
    }
    verb, said = done[act]
    verb(member, conversation_id)
    is_over = act in ("decline", "leave")
    return go_to(url_for(".conversations") if is_over else conversation_link(conversation_id), said)


@blueprint.get("/conversations/messages/<int:message_id>")
def message(message_id: int) -> Response:
    """Go to a message in its conversation."""
    found, _place = services.own_place(signed_in_member(), message_id)
    return redirect(message_place(found.conversation_id, found.number), 302)


@blueprint.route("/conversations/messages/<int:message_id>/edit", methods=["GET", "POST"])
@limiter.limit(WRITING, methods=["POST"])
def edit(message_id: int) -> Page:
    """Say it otherwise."""
    versions.hold()
    member = signed_in_member()
    found, place = services.own_place(member, message_id)
    require(member, policy.EDIT, found, place)
    form = MessageForm(submitted())
    versions.compare(form, {"body": found.source})
    where = message_place(found.conversation_id, found.number)
    if form.is_accepted:
        services.edit(member, message_id, form.body)
        session.commit()
        forget_draft()
        return redirect(where, 303)
    return form_page(
        "messages/edit.html", form, message=found, conversation=place.conversation, back=where
    )


@blueprint.route("/conversations/messages/<int:message_id>/remove", methods=["GET", "POST"])
@limiter.limit(WRITING, methods=["POST"])
def remove(message_id: int) -> Page:
    """Ask once, then take one's message away."""
    member = signed_in_member()
    found, place = services.own_place(member, message_id)
    require(member, policy.REMOVE, found, place)
    where = message_place(found.conversation_id, found.number)
    if not is_submitted():
        about = {"message": found, "conversation": place.conversation, "back": where}
        return render_template("messages/remove.html", **about)
    services.remove(member, message_id)
    session.commit()
    flash(_("The message is gone."), "success")
    return redirect(where, 303)


@blueprint.route("/me/messages", methods=["GET", "POST"])
@limiter.limit(WRITING, methods=["POST"])
def choices() -> Page:
    """Who may begin to write to one."""
    member = signed_in_member()
    require(member, policy.CHOOSE)
    stands = queries.find_choice(member.id)
    standing = {
        "who_may_write": stands.who_may_write.value,
        "mails_have_words": "1" if stands.mails_have_words else "",
    }
    form = ChoiceForm(over(standing, submitted()))
    if form.is_accepted:
        services.choose(member, form.chosen)
        return go_to(url_for(".choices"), _("Your choice is kept."))
    if not form.is_submitted:
        form.values = standing
    return form_page("messages/choices.html", form)


def among_account(member: Member) -> Part | None:
    """Among the lines of one's account: who may begin to write to one."""
    return Part("messages/_line.html", None) if may(member, policy.CHOOSE) else None


def write_on_page(member: Member, reader: Actor | None) -> Part | None:
    """On the page of another member: to write to them, where one may begin."""
    if not isinstance(reader, Member) or not may(reader, policy.BEGIN):
        return None
    if services.may_write_to(reader, member) is Entry.CLOSED:
        return None
    return Part("messages/_write.html", {"name": member.name})
