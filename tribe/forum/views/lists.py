"""Lists of topics: all of them, those of a category, and the mark that all is read."""

from flask import redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tribe.db import now, session
from tribe.errors import NotFound
from tribe.forum import policy, queries, services
from tribe.forum.forms import ReadForm
from tribe.forum.policy import Room, Rooms
from tribe.forum.queries import Filter, TopicPage, read_cursor
from tribe.forum.views import blueprint
from tribe.members.identity import current_member, signed_in_member
from tribe.members.models import Member


@blueprint.get("/topics")
def topics() -> str:
    """What was said last, or what is new or unread to this reader."""
    member = current_member()
    rooms = queries.get_rooms()
    show = _filter(member)
    page = _page(member, rooms.visible_ids(member), show)
    return _render("forum/topics.html", member, rooms, page, show=show)


@blueprint.get("/c/<slug>")
def category(slug: str) -> str:
    """The topics of a category and of those in it."""
    member = current_member()
    rooms = queries.get_rooms()
    room = find_room(rooms, member, slug)
    shown = rooms.within(room) & rooms.visible_ids(member)
    show = _filter(member)
    page = _page(member, shown, show)
    return _render("forum/category.html", member, rooms, page, show=show, room=room)


@blueprint.post("/topics/read")
def read() -> Response:
    """Mark all as read, in one category and those in it, or everywhere."""
    member = signed_in_member()
    form = ReadForm(request.form)
    rooms = queries.get_rooms()
    marked = rooms.visible_ids(member)
    target = "/topics"
    if form.category:
        room = find_room(rooms, member, form.category)
        marked &= rooms.within(room)
        target = f"/c/{room.slug}"
    services.mark_all_read(member, marked, form.until)
    session.commit()
    return redirect(target, 303)


def find_room(rooms: Rooms, member: Member | None, slug: str) -> Room:
    """The category of an address; raises NotFound, also where it may not be seen."""
    room = rooms.by_slug.get(slug)
    if room is None or not rooms.grant(member, room).may_see:
        raise NotFound(_("There is no such category."))
    return room


def _filter(member: Member | None) -> Filter:
    asked = request.args.get("filter", "")
    return Filter(asked) if member is not None and asked in list(Filter) else Filter.LATEST


def _page(member: Member | None, category_ids: set[int], show: Filter) -> TopicPage:
    before, after = (read_cursor(request.args.get(end)) for end in ("before", "after"))
    return queries.list_topics(member, category_ids, show=show, before=before, after=after)


def _render(
    template: str,
    member: Member | None,
    rooms: Rooms,
    page: TopicPage,
    *,
    show: Filter,
    room: Room | None = None,
) -> str:
    """A list with the ways out of it."""
    seen = rooms.visible_ids(member)
    base = f"/c/{room.slug}" if room is not None else "/topics"
    query = f"filter={show}&" if show is not Filter.LATEST else ""
    tags = {one.id: (one.name, f"/c/{one.slug}", one.hue) for one in rooms}
    inner = rooms.children.get(room.id if room is not None else None, ())
    open_rooms = {one.id for one in rooms.open_to(member)}
    return render_template(
        template,
        member=member,
        page=page,
        room=room,
        show=show,
        base=base,
        tags=tags,
        path=rooms.path(room)[:-1] if room is not None else [],
        inner=[one for one in inner if one.id in seen],
        newer=f"{base}?{query}after={page.newer}" if page.newer else None,
        older=f"{base}?{query}before={page.older}" if page.older else None,
        may_create=room.id in open_rooms if room is not None else bool(open_rooms),
        may_arrange=policy.may_arrange(member),
        has_rooms=bool(rooms.by_id),
        made_at=now().isoformat(),
    )
