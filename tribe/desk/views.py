"""The page of the desk."""

from datetime import timedelta

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _

from tribe.access import may
from tribe.base.db import now
from tribe.desk import policy, services
from tribe.desk.forms import MarkForm
from tribe.members.identity import signed_in_member
from tribe.web.once import go_to
from tribe.web.pages import Page, submitted
from tribe.web.security import limiter
from tribe.web.tasks import find_source

blueprint = Blueprint("desk", __name__)
LOOKS_BACK = timedelta(days=30)


@blueprint.get("/support")
def desk() -> str:
    """What can be done for the tribe today, and what was done."""
    reader = signed_in_member()
    sections = services.list_sections(reader)
    may_help = bool(may(reader, policy.HELP))
    done = services.list_done(reader, now() - LOOKS_BACK) if may_help else ()
    return render_template(
        "desk/desk.html",
        reader=reader,
        sections=sections,
        may_help=may_help,
        snoozed=services.list_snoozed(reader, now()) if may_help else (),
        done=[(mark, _changed(mark.source, mark.key, mark.at)) for mark in done],
    )


@blueprint.post("/support/<source>/mark")
@limiter.limit("60 per minute")
def mark(source: str) -> Page:
    """Put a task off, say that it is done, or put it back."""
    member = signed_in_member()
    form = MarkForm(submitted())
    if form.act == "back":
        services.take_back(member, source, form.key)
        return go_to(url_for(".desk"), _("It stands on the desk again."))
    if form.act == "done":
        services.finish(member, source, form.key, form.words)
        return go_to(url_for(".desk"), _("Done. What changes after it stands below."))
    services.snooze(member, source, form.key, form.act)
    return go_to(url_for(".desk"), _("Put off."))


def _changed(source_name: str, key: str, since: object) -> str:
    source = find_source(source_name)
    return source.after(key, since) if source is not None else ""  # type: ignore[arg-type]
