"""Two who change the same thing: the second is shown what the first wrote, and chooses."""

import hashlib
from collections.abc import Mapping

from flask import request

from tribe.base.db import take_turns
from tribe.base.text import clean
from tribe.web.forms import Form
from tribe.web.pages import is_submitted


def hold(path: str | None = None) -> None:
    """While a change is sent, let no other be made by the same form; call it before reading.

    `path` is the address of the form with which another shares its turns.
    """
    if is_submitted():
        take_turns(f"change {path or request.path}")


def version_of(values: Mapping[str, str]) -> str:
    """A short name of what a form shows: the same for the same text."""
    return hashlib.sha256(repr(sorted(_bare(values).items())).encode()).hexdigest()[:16]


def compare(form: Form, standing: Mapping[str, str]) -> None:
    """Give a form its version, or what it would show; and what stands now, if it was overtaken.

    `standing` is what the form would show now. A form without a version asks for no check.
    """
    form.version = version_of(standing)
    if not form.is_submitted:
        form.values = {**standing}
        return
    if form.values.get("version", "") in ("", form.version):
        return
    typed = _bare(form.values)
    form.theirs = {
        name: value for name, value in _bare(standing).items() if value != typed.get(name, "")
    }


def _bare(values: Mapping[str, str]) -> dict[str, str]:
    return {name: clean(value).strip() for name, value in values.items()}
