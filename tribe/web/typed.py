"""What was typed into a form after its session had ended, to be sent again after sign-in."""

import json
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from flask import Flask, g, request
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from tribe.base.text import clean
from tribe.web.again import AGAIN, TYPED
from tribe.web.origins import host_of
from tribe.web.pages import is_submitted
from tribe.web.redirects import PATH_CHARACTERS, is_page_here
from tribe.web.security import csrf_token

HIDDEN = ("csrf_token", "about", "password", "current")  # what is never shown or sent on
DOORS = (
    "/join",
    "/sign-in",
    "/sign-in/brand",
    "/sign-out",
    "/language",
    "/theme",
)  # nothing there is worth keeping
MAX_FIELDS, MAX_LENGTH = 80, 200_000
SHORT = 60  # characters; longer texts are shown again, shorter ones only sent again


@dataclass(frozen=True)
class Typed:
    """A form of this site as it was sent: where to, its fields, and whether it had files."""

    path: str
    fields: tuple[tuple[str, str], ...]
    has_files: bool = False

    def dump(self) -> str:
        """As one hidden field carries it through the sign-in page."""
        return json.dumps([self.path, self.fields, self.has_files])

    @property
    def texts(self) -> list[tuple[str, str]]:
        """The fields worth reading again."""
        return [field for field in self.fields if _is_long(field[1])]

    @property
    def others(self) -> list[tuple[str, str]]:
        """The fields that are sent along unseen."""
        return [field for field in self.fields if not _is_long(field[1])]


def _is_long(value: str) -> bool:
    return len(value) > SHORT or "\n" in value or " " in value.strip()


def typed_here() -> Typed | None:
    """What this request carries, when it is a form of ours with something in it."""
    if not is_submitted() or request.path in DOORS or _is_from_elsewhere():
        return None
    try:
        fields = tuple(
            (name, value) for name, value in request.form.items(multi=True) if name not in HIDDEN
        )
    except HTTPException:  # more than a request may hold: there is nothing to read
        return None
    return _checked(request.path, fields, any(file.filename for file in request.files.values()))


def typed_fields() -> Markup:
    """What the page of this form was drawn from, as fields that draw it again; else nothing.

    They go with the choice of another language or theme, to `tribe.web.again`.
    """
    done = g.get("done_of_form")
    typed = typed_here() if done is not None else None
    if typed is None:
        return Markup()
    fields = [(f"{TYPED}{name}", said) for name, said in typed.fields if name not in done]
    where = request.full_path if request.query_string else request.path
    fields += [("csrf_token", csrf_token()), (AGAIN, quote(where, safe=PATH_CHARACTERS + "?%"))]
    field = Markup('<input type="hidden" name="{}" value="{}">')
    return Markup().join(field.format(name, said) for name, said in fields)


def init_app(app: Flask) -> None:
    """Let pages carry what they were drawn from."""
    app.jinja_env.globals["typed_fields"] = typed_fields


def load(written: str) -> Typed | None:
    """What a hidden field of the sign-in page says; None for anything that we did not write."""
    try:
        path, pairs, has_files = json.loads(written)
        fields = tuple((clean(str(name)), clean(str(value))) for name, value in pairs)
    except (ValueError, TypeError, RecursionError):
        return None
    return _checked(path, fields, bool(has_files))


def _checked(path: object, fields: tuple[tuple[str, str], ...], has_files: bool) -> Typed | None:
    is_path = isinstance(path, str) and is_page_here(path) and urlsplit(path).path not in DOORS
    is_small = len(fields) <= MAX_FIELDS and sum(len(value) for _, value in fields) <= MAX_LENGTH
    return Typed(str(path), fields, has_files) if is_path and is_small else None


def _is_from_elsewhere() -> bool:
    """Whether the browser says that another site sent this form."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return True
    origin = request.headers.get("Origin")
    return origin is not None and host_of(origin) != request.host
