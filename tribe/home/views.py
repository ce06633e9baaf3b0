"""Home, how this place works, and what operators ask."""

from flask import Blueprint, Response, abort, redirect, render_template
from werkzeug.wrappers import Response as Answer

from tribe.forum.live import fresh_list
from tribe.forum.queries import get_category_tree, is_said_since
from tribe.home.board import read_board, read_talk
from tribe.home.health import why_not_ready
from tribe.members.identity import current_actor, current_member
from tribe.web import subjects
from tribe.web.closed import open_to_suspended
from tribe.web.fresh import drawn_since, fresh_answer, nothing_came

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def home() -> str:
    """What is alive now."""
    reader = current_member()
    live = fresh_list(reader, "/home/topics")
    return render_template("home/home.html", board=read_board(reader), reader=reader, live=live)


@blueprint.get("/home/topics")
def home_topics() -> Answer:
    """What is said, for a page that has home open."""
    reader, rooms, since = current_member(), get_category_tree(), drawn_since()
    seen = rooms.visible_ids(current_actor())
    if since is not None and not is_said_since(seen, since):
        return nothing_came()
    talk = read_talk(reader, rooms)
    return fresh_answer(render_template("home/_talk.html", talk=talk, reader=reader, first=None))


@blueprint.get("/go/<subject_type>/<int:subject_id>")
def go(subject_type: str, subject_id: int) -> Answer:
    """To the page of a thing that is known by its type and number alone."""
    shown = subjects.show(current_actor(), subject_type, subject_id)
    if shown is None:
        abort(404)
    return redirect(shown.address)


@blueprint.get("/how-it-works")
@open_to_suspended
@open_to_suspended
def how_it_works() -> str:
    """What this place is for, what is measured here, and what is refused."""
    return render_template("home/how_it_works.html")


@blueprint.get("/healthz")
@open_to_suspended
def healthz() -> Response:
    """Whether the process lives; asks nothing of the database."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@open_to_suspended
def readyz() -> Response:
    """Whether it can serve: the database answers and is at head."""
    reason = why_not_ready()
    return Response(f"{reason or 'ready'}\n", 503 if reason else 200, mimetype="text/plain")
