"""What views of forms share: whether one was submitted, and its page with what is wrong."""

from collections.abc import Mapping
from typing import Any

from flask import g, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tribe.web.forms import LARGEST, Form
from tribe.web.programs import is_for_programs, problem

Page = str | Response | tuple[str, int]


def is_submitted() -> bool:
    """Whether a form was sent; views change something only then, and by no other method."""
    return request.method == "POST"


def is_opened() -> bool:
    """Whether the reader will see the page: HEAD asks for it and shows it to nobody."""
    return request.method == "GET"


def submitted() -> Mapping[str, str] | None:
    """The fields that were sent; None while the form is only asked for."""
    return request.form if is_submitted() else None


def sent_number(name: str) -> int:
    """The number of a row that a form names; 0, which no row has, where it names none."""
    number = request.form.get(name, 0, type=int)
    return number if 0 < number <= LARGEST else 0


def done_with(*names: str) -> None:
    """Leave fields out of what comes along to another language: what they said is done already."""
    g.done_of_form = names


def form_page(template: str, form: Form, *, status: int = 422, **about: Any) -> Page:
    """The page of a form: as it is, or with what was typed and what is wrong, under `status`.

    Where another has changed the same thing meanwhile that is told, with 409. A program that sent
    the form is told what is wrong as a problem.
    """
    status = 409 if form.theirs else status
    if form.errors and is_submitted() and is_for_programs():
        detail = " ".join(message for said in form.errors.values() for message in said)
        return problem(status, _("Please look at this again"), detail, errors=form.errors)
    if is_submitted():
        g.setdefault("done_of_form", ())
    page = render_template(template, form=form, **about)
    return page if form.is_valid else (page, status)
