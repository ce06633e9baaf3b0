"""One topic: reading it, beginning it, adding to it, following it, closing it."""

import structlog
from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from tribe import db
from tribe.db import session
from tribe.errors import NotFound, RuleBroken
from tribe.forum import policy, queries, services
from tribe.forum.forms import FollowForm, ReplyForm, TopicForm
from tribe.forum.models import Level, Topic
from tribe.forum.policy import Rooms
from tribe.forum.queries import SIZE, TopicView, page_of
from tribe.forum.views import WRITING, blueprint
from tribe.forum.views.quoting import prefill
from tribe.members.identity import current_member, signed_in_member
from tribe.members.models import Member
from tribe.security import limiter

log = structlog.get_logger(__name__)
Page = str | Response | tuple[str, int]


def find(member: Member | None, topic_id: int) -> tuple[TopicView, Rooms]:
    """The topic of an address and the rooms; raises NotFound, also where it may not be seen."""
    view, rooms = queries.find_topic_for(member, topic_id), queries.get_rooms()
    if view is None or not rooms.may_see(member, view.topic.category_id):
        raise NotFound(_("There is no such topic."))
    return view, rooms


def address(topic: Topic, page: int = 1) -> str:
    """The canonical address of a page of a topic."""
    return f"/t/{topic.id}/{topic.slug}" + (f"?page={page}" if page > 1 else "")


@blueprint.get("/t/<int:topic_id>")
def enter(topic_id: int) -> Response:
    """Go to the first post that this reader has not read."""
    (topic, was_read, _level), _rooms = find(current_member(), topic_id)
    if not was_read:
        return redirect(address(topic), 302)
    number = min(was_read + 1, topic.highest_post_number)
    return redirect(f"{address(topic, page_of(number))}#post-{number}", 302)


@blueprint.get("/t/<int:topic_id>/<slug>")
def topic(topic_id: int, slug: str) -> Page:
    """A page of twenty posts; what it shows is read once it is made."""
    member = current_member()
    view, rooms = find(member, topic_id)
    number = request.args.get("page", 1, type=int)
    if slug != view.topic.slug or (number == 1 and "page" in request.args):
        return redirect(address(view.topic, max(number, 1)), 301)
    pages = page_of(view.topic.highest_post_number)
    if not 1 <= number <= pages:
        raise NotFound(_("This topic has no such page."))
    body = _render(member, view, rooms, number, pages)
    last_shown = min(number * SIZE, view.topic.highest_post_number)
    if member is not None and view.read < last_shown:
        _note_reading(member, view.topic, last_shown)
    return body


def _note_reading(member: Member, topic: Topic, number: int) -> None:
    """Raise the mark; where others write for too long it rises at the next reading instead."""
    try:
        with db.writing():
            services.mark_read(member, topic, number)
    except OperationalError:
        log.warning("a reading mark could not be written", topic_id=topic.id)


@blueprint.get("/t/<int:topic_id>/after")
def after(topic_id: int) -> FlaskResponse:
    """The posts that came after a number, for a page that is open."""
    member = current_member()
    view, rooms = find(member, topic_id)
    last = request.args.get("after", view.topic.highest_post_number, type=int)
    last = min(max(last, 0), view.topic.highest_post_number)
    posts = queries.list_posts(topic_id, last + 1, last + SIZE, member)
    return make_response(
        render_template(
            "forum/fragment.html",
            posts=posts,
            member=member,
            policy=policy,
            topic=view.topic,
            may_reply=_may_reply(member, view.topic, rooms),
        )
    )


@blueprint.route("/t/new", methods=["GET", "POST"])
@limiter.limit(WRITING, methods=["POST"])
def new() -> Page:
    """Begin a topic."""
    member = signed_in_member()
    open_rooms = {room.slug: room for room in queries.get_rooms().open_to(member)}
    form = TopicForm(request.form if request.method == "POST" else None, open_rooms)
    if request.method == "POST" and form.is_valid:
        room = open_rooms[form.category]
        begun = services.create_topic(member, room, form.title, form.body)
        session.commit()
        return redirect(address(begun), 303)
    if request.method == "GET":
        form.values["category"] = request.args.get("category", "")
    may_arrange = policy.may_arrange(member)
    rooms = list(open_rooms.values())
    page = render_template("forum/new.html", form=form, rooms=rooms, may_arrange=may_arrange)
    return (page, 422) if form.errors else page


@blueprint.route("/t/<int:topic_id>/reply", methods=["GET", "POST"])
@limiter.limit(WRITING, methods=["POST"])
def reply(topic_id: int) -> Page:
    """Add to a topic, answering one post or all of it."""
    member = signed_in_member()
    view, rooms = find(member, topic_id)
    form = ReplyForm(request.form if request.method == "POST" else None)
    status = 422
    if request.method == "POST" and form.is_valid:
        try:
            return _send_reply(member, view.topic, form)
        except RuleBroken as broken:
            session.rollback()
            form.fail("", broken.message)
            form.reply_to, status = None, broken.status
    if request.method == "GET":
        form.reply_to, form.values["body"] = prefill(view.topic, request.args)
    answered = queries.find_post_row(form.reply_to) if form.reply_to else None
    page = render_template(
        "forum/reply.html",
        form=form,
        topic=view.topic,
        answered=answered,
        may_reply=_may_reply(member, view.topic, rooms),
    )
    return (page, status) if form.errors else page


def _send_reply(member: Member, topic: Topic, form: ReplyForm) -> Response:
    placed = queries.find_post(form.reply_to) if form.reply_to else None
    if form.reply_to and placed is None:
        raise RuleBroken(_("The post that you answer is no longer there."))
    post = services.reply(member, topic, form.body, placed.post if placed else None)
    session.commit()
    return redirect(f"{address(topic, page_of(post.number))}#post-{post.number}", 303)


@blueprint.post("/t/<int:topic_id>/follow")
def follow(topic_id: int) -> Response:
    """Choose how closely to follow a topic."""
    member = signed_in_member()
    view, _rooms = find(member, topic_id)
    services.follow(member, view.topic, FollowForm(request.form).level)
    session.commit()
    flash(_("Noted: you will follow this topic so."), "success")
    return redirect(address(view.topic), 303)


@blueprint.post("/t/<int:topic_id>/close")
def close(topic_id: int) -> Response:
    """Close a topic to replies."""
    member = signed_in_member()
    view, _rooms = find(member, topic_id)
    services.close_topic(member, view.topic)
    session.commit()
    flash(_("The topic is closed: it can be read, but not added to."), "success")
    return redirect(address(view.topic), 303)


@blueprint.post("/t/<int:topic_id>/reopen")
def reopen(topic_id: int) -> Response:
    """Open a topic to replies again."""
    member = signed_in_member()
    view, _rooms = find(member, topic_id)
    services.reopen_topic(member, view.topic)
    session.commit()
    flash(_("The topic is open again."), "success")
    return redirect(address(view.topic), 303)


def _may_reply(member: Member | None, topic: Topic, rooms: Rooms) -> bool:
    grant = rooms.grant(member, rooms.by_id[topic.category_id])
    return policy.may_reply(member, grant, is_closed=topic.is_closed)


def _render(member: Member | None, view: TopicView, rooms: Rooms, number: int, pages: int) -> str:
    topic = view.topic
    room = rooms.by_id[topic.category_id]
    first = (number - 1) * SIZE + 1
    return render_template(
        "forum/topic.html",
        topic=topic,
        room=room,
        path=rooms.path(room),
        posts=queries.list_posts(topic.id, first, first + SIZE - 1, member),
        member=member,
        policy=policy,
        level=view.level,
        levels=list(Level),
        first_unread=view.read + 1 if member is not None and view.read else 0,
        may_reply=_may_reply(member, topic, rooms),
        page=number,
        pages=pages,
        stops=_stops(number, pages),
        base=address(topic),
        size=SIZE,
    )


def _stops(number: int, pages: int) -> list[int]:
    """The pages that the timeline names: both ends, those near by, and some between."""
    near = range(number - 2, number + 3)
    between = range(1, pages + 1, max(1, pages // 8))
    return sorted(page for page in {1, *near, *between, pages} if 1 <= page <= pages)
