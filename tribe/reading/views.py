"""The page of what is new to its reader, and the press that says they have read it."""

from datetime import datetime
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request
from flask import Response as Answer
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tribe.base.db import now, session
from tribe.base.paging import Span
from tribe.members.identity import signed_in_member
from tribe.reading import queries, services
from tribe.web.design.labels import near_day
from tribe.web.forms import Form
from tribe.web.fresh import fresh, fresh_answer
from tribe.web.news import ORDER, News, list_news, rooms_of_news
from tribe.web.security import limiter

blueprint = Blueprint("reading", __name__)


@blueprint.get("/new")
def new() -> str:
    """What is new to the reader since they were here, the latest first; it marks nothing."""
    return _draw("reading/new.html")[0]


@blueprint.get("/new/rows")
def new_rows() -> Answer:
    """What that list has inside, for a page that has it open."""
    return fresh_answer(*_draw("reading/_days.html"))


def _draw(template: str) -> tuple[str, datetime]:
    """A list, and up to when the reader has seen it."""
    member = signed_in_member()
    span = Span.parse(ORDER, request.args)
    page = list_news(member, queries.new_since(member), span)
    until = _until(page.rows, span)
    drawn = render_template(
        template,
        live=fresh(rooms_of_news(member), "/new/rows") if span.is_first else None,
        days=[(day, list(rows)) for day, rows in groupby(page.rows, lambda row: near_day(row.at))],
        until=until.isoformat(),
        newer={"before": page.previous, "until": until.isoformat()} if page.previous else None,
        older={"after": page.next, "until": until.isoformat()} if page.next else None,
    )
    return drawn, until


@blueprint.post("/new/read")
@limiter.limit("60 per minute")
def read() -> Response:
    """Note that all is read that was there at the moment which the page named."""
    member = signed_in_member()
    until = Form(request.form).moment("until")
    if until is not None:
        services.read_up_to(member, until)
        session.commit()
        flash(_("Noted: you have read up to here."), "good")
    return redirect("/new", 303)


def _until(rows: list[News], span: Span) -> datetime:
    """Up to when the reader has seen the list: to the latest of its first page, and not beyond.

    What comes while they read stays new, also where its own moment lies before that of the press.
    """
    told = Form(request.args).moment("until")
    if told is not None and not span.is_first:
        return told
    return rows[0].at if rows and span.is_first else now()
