"""Asking two to step aside, the list of those who did, and how each ended."""

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from tribe.access import may, require
from tribe.aside import policy, queries, services
from tribe.aside.forms import AskForm, EndForm, TakeOverForm
from tribe.aside.models import Outcome, StepAside
from tribe.base.db import session
from tribe.base.errors import NotFound, RuleBroken
from tribe.base.paging import Span
from tribe.forum.models import Topic
from tribe.forum.queries import find_topic, get_category_tree
from tribe.members import policy as members
from tribe.members.identity import current_actor, signed_in_member
from tribe.members.models import Member
from tribe.messages.addresses import conversation_link
from tribe.web.errors import words
from tribe.web.once import counts_once, go_to
from tribe.web.pages import Page, form_page, submitted
from tribe.web.security import limiter
from tribe.web.slots import Part

blueprint = Blueprint("aside", __name__)
WRITING = "60 per minute"


@blueprint.get("/asides")
def asides() -> str:
    """Those who were asked aside, the latest first; no word of what is said there."""
    member = signed_in_member()
    require(member, policy.ASK)
    page = queries.list_asides(member, Span.parse(queries.LATEST_FIRST, request.args))
    seen = get_category_tree().visible_ids(member)
    return render_template("aside/asides.html", page=page, seen=seen, reader_id=member.id)


@blueprint.route("/t/<int:topic_id>/aside", methods=["GET", "POST"])
@limiter.limit(WRITING, methods=["POST"])
@counts_once
def ask(topic_id: int) -> Page:
    """Ask two who quarrel in a topic to step aside with a moderator."""
    member = signed_in_member()
    topic = session.get(Topic, topic_id)
    if topic is None or not get_category_tree().may_see(member, topic.category_id):
        raise NotFound("forum.no_topic")
    require(member, policy.ASK)
    form = AskForm(submitted())
    status = 403 if form.is_accepted and _names_beyond(member, form) else 422
    if form.is_accepted:
        named = {name: one.id for name, one in form.members.items()}
        try:
            asking = services.Asking(form.asked, form.rule, form.why, form.until)
            aside = services.step_aside(member, topic, asking)
            return go_to(conversation_link(aside.conversation_id), _("Both have been asked here."))
        except services.BarredFrom as refusal:
            [name] = [name for name, one in named.items() if one == refusal.member_id]
            session.rollback()
            form.fail(name, words(refusal))
            status = refusal.status
        except RuleBroken as refusal:
            session.rollback()
            form.fail("", words(refusal))
            status = refusal.status
    if not form.is_submitted:
        form.values = {name: request.args.get(name, "") for name in ("one", "other")}
    topic = session.get_one(Topic, topic_id)
    return form_page("aside/ask.html", form, status=status, topic=topic)


def _names_beyond(member: Member, form: AskForm) -> bool:
    """Whether one is named whom only an admin keeps from answering; said at their field."""
    if form.until is None:
        return False
    for name, asked in form.members.items():
        if asked.id != member.id and not may(member, members.RESTRAIN, asked):
            form.fail(
                name,
                _(
                    "%(name)s moderates here: only admins can ask them not to reply for some days. "
                    "You can ask them to step aside without such days.",
                    name=asked.name,
                ),
            )
    return not form.is_valid


@blueprint.route("/asides/<int:aside_id>", methods=["GET", "POST"])
@limiter.limit(WRITING, methods=["POST"])
def end(aside_id: int) -> Page:
    """Say how it ended; for the moderator who is in the conversation."""
    member = signed_in_member()
    aside = _find(member, aside_id)
    require(member, policy.END, aside)
    form = EndForm(submitted())
    status = 422
    if form.is_accepted:
        try:
            services.conclude(member, aside, form.outcome, form.words)
            return go_to(url_for(".asides"), _("Both can read how it ended."))
        except RuleBroken as refusal:
            session.rollback()
            form.fail("", words(refusal))
            status = refusal.status
    return form_page("aside/end.html", form, status=status, aside=_find(member, aside_id))


@blueprint.route("/asides/<int:aside_id>/take-over", methods=["GET", "POST"])
@limiter.limit(WRITING, methods=["POST"])
def take_over(aside_id: int) -> Page:
    """Take the place of its moderator; from then on one reads the conversation."""
    member = signed_in_member()
    aside = _find(member, aside_id)
    require(member, policy.TAKE_OVER, aside)
    form = TakeOverForm(submitted())
    status = 422
    if form.is_accepted:
        try:
            services.take_over(member, aside, form.why)
            return go_to(conversation_link(aside.conversation_id), _("It is yours now."))
        except RuleBroken as refusal:
            session.rollback()
            form.fail("", words(refusal))
            status = refusal.status
    return form_page("aside/take_over.html", form, status=status, aside=_find(member, aside_id))


def _find(member: Member, aside_id: int) -> StepAside:
    aside = queries.find_aside(aside_id)
    is_known = aside is not None and queries.is_in_sight(member, aside)
    if aside is None or not is_known or not may(member, policy.ASK):
        raise NotFound("aside.none")
    return aside


def above_topic(topic_id: int) -> Part | None:
    """That something of a topic is talked over elsewhere, without names; to the two, where.

    One query where there is something, for the topic itself was read already.
    """
    reader, topic = current_actor(), find_topic(topic_id)
    is_talked_over = topic is not None and topic.is_talked_over
    standing = queries.find_standing(topic_id, reader.id) if is_talked_over else None
    asks = bool(may(reader, policy.ASK))
    if standing is None and not asks:
        return None
    reads = standing is not None and (standing.is_party or standing.moderator_id == reader.id)
    about = {"topic": topic_id, "standing": standing, "asks": asks, "reads": reads}
    return Part("aside/_topic.html", about)


def in_place_of_reply(topic_id: int) -> Part | None:
    """To one of the two who does not answer in a topic meanwhile: until when, and where they may.

    One query where something is talked over, for the topic itself was read already.
    """
    reader, topic = current_actor(), find_topic(topic_id)
    if reader.id is None or topic is None or not topic.is_talked_over:
        return None
    until = queries.silent_until(topic_id, reader.id)
    standing = queries.find_standing(topic_id, reader.id) if until is not None else None
    if standing is None:
        return None
    return Part("aside/_reply.html", {"until": until, "conversation": standing.conversation_id})


def above_conversation(conversation_id: int) -> Part | None:
    """That a conversation is of two who stepped aside, and to its moderator how to end it."""
    aside = queries.find_by_conversation(conversation_id)
    if aside is None:
        return None
    ends = aside.ended_at is None and bool(may(current_actor(), policy.END, aside))
    about = {"aside": aside, "ends": ends, "is_undone": aside.outcome is Outcome.UNDONE}
    return Part("aside/_conversation.html", about)
