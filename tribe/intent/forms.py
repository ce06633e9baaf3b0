"""The two statements as they are typed."""

from flask_babel import gettext as _

from tribe.intent.models import (
    MAX_STATEMENT_LENGTH,
    MIN_STATEMENT_LENGTH,
    Intent,
    says_something,
)
from tribe.web.forms import Form

FIELDS = ("serves", "asks")


def ask_intent(form: Form, *, is_needed: bool = True) -> Intent:
    """What a form says of both; where they are needed, what is missing is said beside it."""
    serves, asks = (_statement(form, name, is_needed=is_needed) for name in FIELDS)
    return Intent(serves, asks)


def _statement(form: Form, name: str, *, is_needed: bool) -> str:
    written = form.line(
        name, required=is_needed, maximum=MAX_STATEMENT_LENGTH, minimum=MIN_STATEMENT_LENGTH
    )
    if written and name not in form.errors and not says_something(written):
        form.fail(name, _("Please say it in words."))
    return written
