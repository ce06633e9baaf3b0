"""One topic: reading it, beginning it, adding to it, following it, closing it."""

import time
from datetime import UTC, datetime

import structlog
from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from tribe.access import GUEST, Answer, may, moderates, require
from tribe.base import db
from tribe.base.db import session
from tribe.base.errors import NotFound, RuleBroken
from tribe.blocking import require_met
from tribe.forum import policy, queries, services
from tribe.forum.addresses import SIZE, page_of, post_address, topic_address
from tribe.forum.forms import FollowForm, ReplyForm, TopicForm
from tribe.forum.found import describe_topic
from tribe.forum.labels import mute_labels
from tribe.forum.models import Level, Topic
from tribe.forum.policy import CategoryNode, CategoryTree
from tribe.forum.queries import Placed, PostRow, TopicView
from tribe.forum.views import WRITING, blueprint
from tribe.forum.views.acting import acts_of
from tribe.forum.views.fragments import draw_lack, find_lack
from tribe.forum.views.offering import offered_tags
from tribe.forum.views.quoting import find_answered, prefill
from tribe.forum.views.uploads import take_uploads
from tribe.live import PRESENCE
from tribe.live.presence import Present
from tribe.members.identity import current_actor, current_member, signed_in_member
from tribe.members.models import Member
from tribe.notices.seen import is_told_of, look_again
from tribe.spam.forms import read_signs, refused, say_that_it_waits
from tribe.spam.models import HeldText
from tribe.web.forms import LARGEST
from tribe.web.once import lead_on, led_before
from tribe.web.pages import Page, form_page, is_opened, submitted
from tribe.web.security import limiter
from tribe.web.slots import rendered

OVERLAP = 10  # seconds: longer than a transaction that changes a post is open
IN_PLACE_OF_REPLY = "topic.reply"  # what another feature says where one may not answer now
MOST_RENEWED = 200  # posts of an open page that are looked at again

log = structlog.get_logger(__name__)


def find(member: Member | None, topic_id: int) -> tuple[TopicView, CategoryTree]:
    """The topic of an address and the categories; raises NotFound, also where hidden."""
    view, tree = queries.find_topic_for(member, topic_id), queries.get_category_tree()
    if view is None or not policy.sees_topic(tree, member or GUEST, view.topic):
        raise NotFound("forum.no_topic")
    return view, tree


def find_open(member: Member | None, topic_id: int) -> tuple[TopicView, CategoryTree]:
    """The same, of a topic that was neither removed nor merged into another; raises NotFound."""
    view, tree = find(member, topic_id)
    if view.topic.is_removed:
        raise NotFound("forum.no_topic")
    require_met(member or GUEST, view.topic.author_id, "forum.no_topic")
    return view, tree


@blueprint.get("/t/<int:topic_id>")
def enter(topic_id: int) -> Response:
    """Go to the first post that this reader has not read."""
    view, _tree = find(current_member(), topic_id)
    topic = view.topic
    page = request.args.get("page", type=int)
    if topic.merged_into_id is not None:
        return _lead_to_moved(topic, page_start(page))
    if page is not None:
        return redirect(topic_address(topic, max(page, 1)), 302)
    if not view.read:
        return redirect(topic_address(topic), 302)
    number = view.unread or topic.highest_post_number
    return redirect(post_address(topic, number), 302)


@blueprint.get("/t/<int:topic_id>/<slug>")
def topic(topic_id: int, slug: str) -> Page:
    """A page of twenty posts; what it shows is read, and in its bell no more."""
    member = current_member()
    view, tree = find(member, topic_id)
    number = request.args.get("page", 1, type=int)
    if view.topic.merged_into_id is not None:
        return _lead_to_moved(view.topic, page_start(number))
    if slug != view.topic.slug and (asked := as_number(slug)):
        return _lead_to_number(view.topic, asked)
    if slug != view.topic.slug or (number == 1 and "page" in request.args):
        return redirect(topic_address(view.topic, max(number, 1)), 301)
    pages = page_of(view.topic.highest_post_number)
    if not 1 <= number <= pages:
        raise NotFound("forum.no_page")
    first, last_shown = (number - 1) * SIZE + 1, min(number * SIZE, view.topic.highest_post_number)
    sees_hidden = moderates(member or GUEST, tree.moderators(view.topic.category_id))
    posts = queries.list_posts(topic_id, first, last_shown, member, sees_hidden=sees_hidden)
    is_new = view.read < last_shown or is_told_of("topic", topic_id)
    if member is not None and is_new and is_opened():
        _note_reading(member, view.topic, last_shown)
    return _render(member, view, tree, number, posts)


def page_start(page: int | None) -> int:
    """The number of the first post of a page."""
    return (max(page or 1, 1) - 1) * SIZE + 1


def as_number(slug: str) -> int | None:
    """The number of a post that stands in an address in place of a title."""
    is_number = slug.isascii() and slug.isdigit() and len(slug) < 8
    return int(slug) if is_number else None


def _lead_to_number(topic: Topic, number: int) -> Response:
    """Go to a post by its number, or where the post stands that had it; raises NotFound."""
    placed = queries.find_numbered(topic.id, number)
    if placed is None or not _is_seen(placed.topic):
        raise NotFound("forum.no_post")
    return redirect(placed.url, 302)


def _lead_to_moved(topic: Topic, number: int) -> Response:
    """Go where a merged topic went, to the post that had a number in it; raises NotFound."""
    placed = queries.find_numbered(topic.id, number) or queries.find_numbered(topic.id, None)
    if placed is not None and _is_seen(placed.topic):
        return redirect(placed.url, 302)
    into = queries.find_topic(topic.merged_into_id) if topic.merged_into_id else None
    if into is None or not _is_seen(into):
        raise NotFound("forum.no_topic")
    return redirect(topic_address(into), 302)


def _is_seen(topic: Topic) -> bool:
    return policy.sees_topic(queries.get_category_tree(), current_actor(), topic)


def _note_reading(member: Member, topic: Topic, number: int) -> None:
    """Raise the mark; where others write for too long it rises at the next reading instead."""
    is_told = is_told_of("topic", topic.id)
    try:
        with db.writing():
            services.mark_read(member, topic, number, is_told=is_told)
    except OperationalError:
        log.warning("a reading mark could not be written", topic_id=topic.id)
    else:
        if is_told:
            look_again()


@blueprint.get("/t/<int:topic_id>/after")
def after(topic_id: int) -> FlaskResponse:
    """What a page that is open lacks: posts after its last, and those that changed since a moment.

    `from` and `until` are the first post of the page and the last that it takes; `since` is what
    the last answer said of its moment, and before there was one, `age` is that of the page in
    seconds. The answer says besides whether more posts came than it holds, and whether
    the topic is open.
    """
    member = current_member()
    view, tree = find(member, topic_id)
    topic, moment = view.topic, int(time.time())
    last = min(max(_asked("after", topic.highest_post_number), 0), topic.highest_post_number)
    first, until = max(_asked("from", 1), last - MOST_RENEWED), _asked("until", LARGEST)
    since = _asked("since", moment - _asked("age", moment))
    lack = find_lack(topic, first, last, until, _a_little_before(since, moment))
    moderators = tree.moderators(topic.category_id)
    answer = make_response(draw_lack(topic, lack, member, _may_reply_now(topic, tree), moderators))
    answer.headers["Live-Since"] = str(moment)
    answer.headers["Live-State"] = "closed" if topic.is_closed else "open"
    if lack.has_more:
        answer.headers["Live-More"] = "1"
    return answer


@blueprint.get("/t/<int:topic_id>/here.html")
def here(topic_id: int) -> FlaskResponse:
    """Who else reads a topic now and who is writing, for a member who is shown there now too."""
    member = signed_in_member()
    find(member, topic_id)
    require(member, policy.MEET)
    channel = f"topic:{topic_id}"
    present = PRESENCE.find(channel) if PRESENCE.is_there(channel, member.id) else Present()
    others = queries.list_shown(present.member_ids - {member.id})
    writing = [one for one in others if one.id in present.writing_ids]
    answer = make_response(render_template("forum/here.html", others=others, writing=writing))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _asked(name: str, otherwise: int) -> int:
    number = request.args.get(name, otherwise, type=int)
    return max(min(number, LARGEST), -1)


def _a_little_before(seconds: int, moment: int) -> datetime | None:
    """So that what was not committed yet is not missed; None where no moment is asked from."""
    if not 0 < seconds <= moment:
        return None
    return datetime.fromtimestamp(max(seconds - OVERLAP, 0), UTC)


@blueprint.route("/t/new", methods=["GET", "POST"])
@limiter.limit(WRITING, methods=["POST"])
def new() -> Page:
    """Begin a topic."""
    member = signed_in_member()
    open_categories = {node.slug: node for node in queries.get_category_tree().open_to(member)}
    form = TopicForm(submitted(), open_categories, asks_intent=member.is_brand)
    if form.is_submitted and (led := led_before(member.id)):
        return led
    if form.is_submitted and open_categories:
        take_uploads(form, member)
    status = 422
    if form.is_accepted:
        try:
            return _send_topic(member, open_categories[form.category], form)
        except RuleBroken as broken:
            status = refused(form, broken)
    if not form.is_submitted:
        form.values["category"] = request.args.get("category", "")
    may_arrange = may(member, policy.ARRANGE)
    categories = list(open_categories.values())
    about = {"categories": categories, "may_arrange": may_arrange, "tags": offered_tags(member)}
    about["asks_intent"] = member.is_brand
    return form_page("forum/new.html", form, status=status, **about)


def _send_topic(member: Member, node: CategoryNode, form: TopicForm) -> Response:
    sent = services.send_topic(
        member,
        node,
        form.title,
        form.body,
        files=form.files,
        interest=form.interest,
        tags=form.tags,
        intent=form.intent,
        signs=read_signs(),
    )
    if isinstance(sent, HeldText):
        return say_that_it_waits(member, sent)
    return lead_on(member.id, topic_address(sent))


@blueprint.route("/t/<int:topic_id>/reply", methods=["GET", "POST"])
@limiter.limit(WRITING, methods=["POST"])
def reply(topic_id: int) -> Page:
    """Add to a topic, answering one post or all of it."""
    member = signed_in_member()
    view, tree = find_open(member, topic_id)
    form = ReplyForm(submitted())
    if form.is_submitted and (led := led_before(member.id)):
        return led
    if form.is_submitted and _may_reply(view.topic, tree):
        take_uploads(form, member)
    placed = find_answered(view.topic, form.reply_to)
    if form.reply_to and placed is None:
        form.fail("", _("The post that you answer is no longer there."))
    status = 422
    if form.is_accepted:
        try:
            return _send_reply(member, view.topic, form, placed)
        except RuleBroken as broken:
            placed, status = None, refused(form, broken)
    if not form.is_submitted:
        placed, form.values["body"] = prefill(view.topic, request.args)
    form.reply_to = placed.post.id if placed else None
    answered = queries.find_post_row(form.reply_to) if form.reply_to else None
    return form_page(
        "forum/reply.html",
        form,
        status=status,
        topic=view.topic,
        answered=answered,
        may_reply=_may_reply(view.topic, tree),
        instead=rendered(IN_PLACE_OF_REPLY, view.topic.id),
    )


def _send_reply(member: Member, topic: Topic, form: ReplyForm, placed: Placed | None) -> Response:
    answered = placed.post if placed else None
    sent = services.send_reply(
        member,
        topic,
        form.body,
        answered,
        files=form.files,
        interest=form.interest,
        signs=read_signs(),
    )
    if isinstance(sent, HeldText):
        return say_that_it_waits(member, sent)
    return lead_on(member.id, post_address(topic, sent.number))


@blueprint.post("/t/<int:topic_id>/follow")
def follow(topic_id: int) -> Response:
    """Choose how closely to follow a topic."""
    member = signed_in_member()
    view, _rooms = find_open(member, topic_id)
    form = FollowForm(request.form)
    services.follow(member, view.topic, form.level, form.until)
    session.commit()
    flash(_("Noted: you will follow this topic so."), "success")
    return redirect(topic_address(view.topic), 303)


def _may_reply(topic: Topic, tree: CategoryTree) -> Answer:
    actor = current_actor()
    grant = tree.grant(actor, tree.by_id[topic.category_id])
    return may(actor, policy.REPLY, grant, is_closed=topic.is_closed)


def _may_reply_now(topic: Topic, tree: CategoryTree) -> bool:
    """Whether one may reply, and nothing stands in the place of the form."""
    return bool(_may_reply(topic, tree)) and not rendered(IN_PLACE_OF_REPLY, topic.id)


def _may_close(topic: Topic, moderators: frozenset[int]) -> bool:
    actor = current_actor()
    may_here = may(actor, policy.CLOSE, moderators=moderators)
    return bool(may_here and queries.find_judgement(actor, topic.author_id, moderators))


def _render(
    member: Member | None, view: TopicView, tree: CategoryTree, number: int, posts: list[PostRow]
) -> str:
    topic = view.topic
    node = tree.by_id[topic.category_id]
    pages = page_of(topic.highest_post_number)
    instead = rendered(IN_PLACE_OF_REPLY, topic.id)
    may_reply = bool(_may_reply(topic, tree)) and not instead
    moderators = tree.moderators(topic.category_id)
    may_close = _may_close(topic, moderators)
    return render_template(
        "forum/topic.html",
        topic=topic,
        category=node,
        tree=tree,
        path=tree.path(node),
        tags=view.tags,
        posts=posts,
        described=None if member else describe_topic(topic, posts, number, view.tags),
        level=view.level,
        levels=list(Level),
        mute_ends_at=view.mute_ends_at,
        mutes=mute_labels() if member is not None else {},
        first_unread=view.unread,
        may_reply=may_reply,
        instead=instead,
        acts=acts_of(member, posts, topic, may_reply=may_reply, moderators=moderators),
        may_close=may_close,
        moderates=bool(may(current_actor(), policy.MODERATE, moderators=moderators)),
        may_ask_slower=may_reply
        and member is not None
        and not may_close
        and services.may_ask_slower(member, topic, has_written=view.has_written),
        slow=services.slow_now(topic),
        notes=queries.list_notes(topic, tree, current_actor()) if topic.moved_at else (),
        page=number,
        pages=pages,
        stops=_stops(number, pages),
        base=topic_address(topic),
        last_url=post_address(topic, topic.highest_post_number),
        size=SIZE,
    )


def _stops(number: int, pages: int) -> list[int]:
    """The pages that the timeline names: both ends, those near by, and some between."""
    near = range(number - 2, number + 3)
    between = range(1, pages + 1, max(1, pages // 8))
    return sorted(page for page in {1, *near, *between, pages} if 1 <= page <= pages)
