"""The pages and files of the design system: built files, the accent, the theme, the patterns."""

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from tribe.web.again import go_back_as_typed
from tribe.web.closed import open_to_suspended
from tribe.web.design import assets, samples
from tribe.web.design.accent import DEFAULT_ACCENT, is_colour, theme_css
from tribe.web.same_site import from_here_alone
from tribe.web.security import other_token

blueprint = Blueprint("design", __name__)


@blueprint.get(f"{assets.ADDRESS}<name>")
@open_to_suspended
def built(name: str) -> Response:
    """A built style, script, font or picture."""
    return assets.send_built(name)


@blueprint.get("/theme.css")
@open_to_suspended
def accent() -> Response:
    """The accent asked for, made readable in both themes; the address holds all it depends on."""
    asked = request.args.get("accent", "")
    response = Response(theme_css(asked if is_colour(asked) else DEFAULT_ACCENT), 200)
    response.mimetype = "text/css"
    response.cache_control.public = True
    response.cache_control.max_age = assets.FOR_EVER
    return response


@blueprint.post("/theme")
@from_here_alone
@open_to_suspended
def choose_theme() -> BaseResponse:
    """Keep light, dark or as the device says for this browser, and go back."""
    response = go_back_as_typed()
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
    if request.cookies:
        return render_template("design/patterns.html", **samples.everything())
    with other_token("of a sample"):  # its forms lead nowhere, and guests are given no cookie
        return render_template("design/patterns.html", **samples.everything())
