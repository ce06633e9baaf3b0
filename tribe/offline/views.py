"""The service worker, the page without a signal, and who is signed in when there is one again."""

import hashlib
import json
from collections.abc import Mapping

from flask import Blueprint, Response, jsonify, render_template, request
from flask_wtf.csrf import generate_csrf

from tribe.base.i18n import offered_locales, read_by, reader_language
from tribe.members.identity import current_member
from tribe.settings import place, value_of
from tribe.web.cache import answer_kept
from tribe.web.closed import open_to_suspended
from tribe.web.design.assets import accent_sheet, asset, built_folder

blueprint = Blueprint("offline", __name__)
KEPT = ("app.css", "app.js", "sans.woff2", "serif.woff2")


@blueprint.get("/sw.js")
@open_to_suspended
def worker() -> Response:
    """The service worker, with what it keeps; browsers ask for it after each page."""
    accent, built = accent_sheet(value_of(place.ACCENT)), asset("sw.js").rpartition("/")[2]
    told = {
        "files": [*map(asset, KEPT), *([accent] if accent else [])],
        "pages": {locale: f"/offline?lang={locale}" for locale in offered_locales()},
        "page": "/offline",
        "reader": "/offline/reader",
        "devices": "/me/notices/devices",
        "leave": "/sign-out",
    }
    drawn = [_draw(locale) for locale in offered_locales()]
    version = hashlib.sha256(repr((built, told, drawn)).encode()).hexdigest()[:16]
    response = answer_kept(
        version,
        lambda: _write({**told, "version": version}, built),
        content_type="text/javascript; charset=utf-8",
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


def _write(told: Mapping[str, object], built: str) -> bytes:
    return f"self.tribe={json.dumps(told)};\n".encode() + (built_folder() / built).read_bytes()


@blueprint.get("/offline")
@open_to_suspended
def offline() -> str:
    """The page without a signal, which a device keeps: the same for all who read a language."""
    asked = request.args.get("lang", "")
    return _draw(asked if asked in offered_locales() else reader_language())


def _draw(locale: str) -> str:
    with read_by(locale, None):
        return render_template("offline/offline.html")


@blueprint.get("/offline/reader")
@open_to_suspended
def reader() -> Response:
    """Whose forms would be sent from this browser, and the token that they need."""
    member = current_member()
    told = {"member": member.id, "token": generate_csrf()} if member else {"member": None}
    response = jsonify(told)
    response.headers["Cache-Control"] = "private, no-store"
    return response
