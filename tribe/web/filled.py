"""How a form was filled in: what its token tells of when its page was drawn, and its trap.

Nothing is added to a page for this but a field that people do not see; its name is none that a
browser fills in by itself.
"""

from datetime import UTC, datetime

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from tribe.base.db import now
from tribe.base.errors import Fault
from tribe.web.errors import words
from tribe.web.forms import Form
from tribe.web.programs import is_for_programs
from tribe.web.slots import answers

TRAP = "further"
_SALT = "wtf-csrf-token"  # Flask-WTF's own


def is_trapped() -> bool:
    """Whether the field was filled in that people do not see."""
    return bool(request.form.get(TRAP, "").strip())


def seconds_since_drawn() -> float | None:
    """How long ago the page of this form was drawn, by its token of a member.

    None where it has none, or where a program sent what was written before, with a token anew.
    """
    token = request.form.get("csrf_token", "")
    if not token or is_for_programs():
        return None
    signed = URLSafeTimedSerializer(current_app.secret_key or "", salt=_SALT)
    try:
        _kept, drawn_at = signed.loads(token, return_timestamp=True)
    except BadData:
        return None
    drawn: datetime = drawn_at
    return (now() - drawn.astimezone(UTC)).total_seconds()


def ask_once_more(form: Form) -> None:
    """Say on a guest's form what speaks for a program, so that a person sends it once more."""
    for code in answers("form.doubts") if form.is_submitted else ():
        form.fail("", words(Fault(code)))
