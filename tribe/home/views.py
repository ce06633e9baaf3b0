"""Home, how this place works, and what operators ask."""

from flask import Blueprint, Response, render_template

from tribe.home import profile as _profile  # noqa: F401 (it hangs its part into members' pages)
from tribe.home.board import read_board
from tribe.home.context import of_the_house
from tribe.home.health import why_not_ready
from tribe.members.identity import current_member

blueprint = Blueprint("home", __name__)
blueprint.app_context_processor(of_the_house)


@blueprint.get("/")
def home() -> str:
    """What is alive now."""
    return render_template("home/home.html", board=read_board(current_member()))


@blueprint.get("/how-it-works")
def how_it_works() -> str:
    """What this place is for, what is measured here, and what is refused."""
    return render_template("home/how_it_works.html")


@blueprint.get("/healthz")
def healthz() -> Response:
    """Whether the process lives; asks nothing of the database."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
def readyz() -> Response:
    """Whether it can serve: the database answers and is at head."""
    reason = why_not_ready()
    return Response(f"{reason or 'ready'}\n", 503 if reason else 200, mimetype="text/plain")
