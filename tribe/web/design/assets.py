"""Built files under their hashed names, and what every template may call."""

import json
from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import NotFound

from tribe.base.i18n import reader_language, reader_zone
from tribe.web import compression
from tribe.web.design import labels
from tribe.web.design.accent import DEFAULT_ACCENT, is_colour
from tribe.web.redirects import this_page

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"
ADDRESS = "/static/dist/"
FOR_EVER = 365 * 24 * 3600
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))  # the smaller first


class NotBuilt(RuntimeError):
    """The styles and scripts have not been built, so no page can be shown."""


@cache
def read_manifest(folder: Path) -> dict[str, str]:
    """The hashed name of each built file; raises NotBuilt, naming the command that builds."""
    try:
        names: dict[str, str] = json.loads((folder / "manifest.json").read_text("utf-8"))
    except FileNotFoundError as error:
        raise NotBuilt(
            f"{folder} has no manifest.json: run bin/demo or bin/test, which build the styles "
            "and scripts, or `npm ci && node frontend/build.mjs`"
        ) from error
    return names


def built_folder() -> Path:
    """Where the bundler writes."""
    return Path(str(current_app.static_folder)) / "dist"


def font_file(name: str) -> str:
    """Where a built font lies; raises NotBuilt where nothing is built."""
    folder = built_folder()
    return str(folder / read_manifest(folder)[name])


def asset(name: str) -> str:
    """The address of a built file; raises NotBuilt when it is not in the manifest."""
    return _address(str(current_app.static_folder), name)


@cache
def _address(folder: str, name: str) -> str:
    names = read_manifest(Path(folder) / "dist")
    if name not in names:
        raise NotBuilt(f"{name} is not among the built files ({', '.join(sorted(names))})")
    return ADDRESS + names[name]


def send_built(name: str) -> Response:
    """A built file, compressed as the browser asks; its name changes with its content."""
    folder = built_folder()
    if name not in read_manifest(folder).values():
        raise NotFound
    chosen = next((e for e in ENCODINGS if _is_wanted(e, folder / name)), ("", ""))
    response = Response((folder / (name + chosen[1])).read_bytes(), mimetype=_mimetype(name))
    if chosen[0]:
        response.headers["Content-Encoding"] = chosen[0]
    response.vary.add("Accept-Encoding")
    response.cache_control.public = True
    response.cache_control.immutable = True
    response.cache_control.max_age = FOR_EVER
    response.set_etag(name + chosen[1])
    response.make_conditional(request)
    return response


def _is_wanted(encoding: tuple[str, str], path: Path) -> bool:
    name, suffix = encoding
    return request.accept_encodings[name] > 0 and path.with_name(path.name + suffix).is_file()


def _mimetype(name: str) -> str:
    kinds = {
        ".css": "text/css",
        ".js": "text/javascript",
        ".svg": "image/svg+xml",
        ".woff2": "font/woff2",
    }
    return kinds.get(Path(name).suffix, "application/octet-stream")


def accent_sheet(accent: str | None) -> str:
    """The address of the accent's style sheet; empty when the bundle already has that accent."""
    colour = (accent or "").strip().lower()
    if not is_colour(colour) or colour == DEFAULT_ACCENT:
        return ""
    return f"/theme.css?accent={colour.removeprefix('#')}"


def reader_theme() -> str:
    """What the reader chose for this browser: auto, light or dark."""
    choice = request.cookies.get(THEME_COOKIE, "auto")
    return choice if choice in THEMES else "auto"


def init_app(app: Flask) -> None:
    """Give the templates their functions, their filters, and the reader's theme and language."""
    compression.init_app(app)
    app.jinja_env.globals.update(
        asset=asset,
        accent_sheet=accent_sheet,
        reader_zone=reader_zone,
        zone_note=labels.zone_note,
    )
    app.jinja_env.filters.update(labels.FILTERS)

    @app.context_processor
    def look() -> dict[str, str]:
        return {"theme": reader_theme(), "locale": reader_language(), "here": this_page()}
