"""Home, how this place works, and what operators ask."""

from flask import Blueprint, render_template

from tribe.home.context import of_the_house

blueprint = Blueprint("home", __name__)
blueprint.app_context_processor(of_the_house)


@blueprint.get("/")
def home() -> str:
    """What is alive now."""
    return render_template("home/home.html")
