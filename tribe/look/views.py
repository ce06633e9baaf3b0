"""The pages and files of the look: built files, the accent, the choice of theme, the patterns."""

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from tribe.look import assets, samples
from tribe.look.accent import DEFAULT_ACCENT, is_colour, theme_css

blueprint = Blueprint("look", __name__)


@blueprint.get(f"{assets.ADDRESS}<name>")
def built(name: str) -> Response:
    """A built style, script, font or picture."""
    return assets.send_built(name)


@blueprint.get("/theme.css")
def accent() -> Response:
    """The accent asked for, made readable in both themes; the address holds all it depends on."""
    asked = request.args.get("accent", "")
    response = Response(theme_css(asked if is_colour(asked) else DEFAULT_ACCENT), 200)
    response.mimetype = "text/css"
    response.cache_control.public = True
    response.cache_control.max_age = assets.FOR_EVER
    return response


@blueprint.post("/theme")
def choose_theme() -> BaseResponse:
    """Keep light, dark or as the device says for this browser, and go back."""
    target = request.form.get("next", "")
    is_here = target.startswith("/") and not target.startswith(("//", "/\\"))
    response = redirect(target if is_here else "/", 303)
    theme = request.form.get("theme", "")
    if theme in assets.THEMES:
        response.set_cookie(
            assets.THEME_COOKIE,
            theme,
            max_age=assets.FOR_EVER,
            samesite="Lax",
            httponly=True,
            secure=request.is_secure,
        )
    return response


@blueprint.get("/patterns")
def patterns() -> str:
    """Each component of the design system, with something believable inside."""
    return render_template("look/patterns.html", **samples.everything())
