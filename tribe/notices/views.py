"""The page of what a member was told, and how it is marked as read."""

from collections.abc import Collection
from datetime import datetime
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, jsonify, make_response, redirect, render_template, request
from flask import Response as Answer
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from tribe.activity.notices import list_groups_for
from tribe.base import db
from tribe.base.db import now, session
from tribe.base.errors import NotFound
from tribe.base.i18n import reader_language
from tribe.base.paging import Page, Span
from tribe.mail import addresses
from tribe.mail.kinds import list_offered
from tribe.members.identity import current_sign_in, signed_in_member
from tribe.members.models import Member
from tribe.notices import budget, queries, services, wishes
from tribe.notices.forms import NoticesForm
from tribe.notices.labels import bell_label, bell_number
from tribe.notices.push import Endpoint, public_key, why_not_pushing
from tribe.notices.queries import LATEST_FIRST, NoticeRow
from tribe.notices.seen import unread_things
from tribe.web.design.labels import near_day, zone_words
from tribe.web.forms import Form, over
from tribe.web.once import go_to
from tribe.web.pages import Page as Shown
from tribe.web.pages import form_page, is_opened, sent_number, submitted
from tribe.web.programs import is_for_programs
from tribe.web.security import limiter

blueprint = Blueprint("notices", __name__)


@blueprint.get("/notices")
def notices() -> Answer:
    """What a member was told, the unread first; as JSON to who asks for it."""
    member, made_at = signed_in_member(), now()
    page, hidden = queries.list_notices(member, Span.parse(LATEST_FIRST, request.args))
    if hidden and is_opened():
        _put_away(member, hidden)
    as_json = is_for_programs()
    response = jsonify(_as_json(page)) if as_json else make_response(_as_page(page, made_at))
    response.vary.add("Accept")
    return response


@blueprint.get("/notices/unread")
def unread() -> Answer:
    """How many are unread, for a bell on an open page."""
    signed_in_member()
    return jsonify(_bell())


@blueprint.get("/notices/<int:notice_id>")
def follow(notice_id: int) -> Response:
    """Go to what a notice tells of; it is read by that."""
    member = signed_in_member()
    services.check_own(member, notice_id)
    address = queries.find_address(member, notice_id)
    if is_opened():
        _put_away(member, [notice_id])
    if address is None:
        raise NotFound("notices.gone")
    return redirect(address, 302)


@blueprint.post("/notices/read")
@limiter.limit("120 per minute")
def read() -> Response:
    """Mark one notice as read, or all that was told before the page was made."""
    member = signed_in_member()
    if "notice" in request.form:
        services.mark_read(member, sent_number("notice"))
    else:
        services.mark_all_read(member, Form(request.form).moment("until"))
    session.commit()
    if is_for_programs():
        return jsonify(_bell())
    flash(_("Marked as read."), "good")
    return redirect("/notices", 303)


@blueprint.route("/me/notices", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def choices() -> Shown:
    """Of what one is told, and when by mail."""
    member = signed_in_member()
    reaches = wishes.reaches_of([member.id])[member.id]
    mails = [kind.name for kind in list_offered(member)]
    standings = budget.list_standings(member.id)
    form = NoticesForm.of(
        reaches,
        mails,
        wishes.get_rhythm(member.id),
        addresses.list_unwanted(member.id, member.email or ""),
        standings,
        wishes.offsets_of(member.id),
        wishes.pushes_of(member.id),
    )
    sent = over(form.values, submitted())
    if sent is not None:
        form = NoticesForm(reaches, mails, sent)
    if form.is_accepted:
        services.choose(member, form.chosen)
        return go_to("/me/notices", _("Your choice counts from now on."))
    zone = zone_words(wishes.zone_of(member.zone).key)
    return form_page(
        "notices/choices.html",
        form,
        member=member,
        groups=list_groups_for(member),
        mails=mails,
        zone=zone,
        standings=standings,
        month=budget.this_month(),
        devices=queries.list_devices(member.id),
        own=current_sign_in().id,
        push_key=public_key() if why_not_pushing() is None else "",
    )


@blueprint.post("/me/notices/devices")
@limiter.limit("30 per minute")
def connect_device() -> Response:
    """Let the browser that asks show notices; its page asks by script, after a press."""
    member, form = signed_in_member(), request.form
    endpoint = Endpoint(*(form.get(name, "") for name in ("endpoint", "p256dh", "auth")))
    services.connect(member, current_sign_in(), endpoint, reader_language())
    return go_to("/me/notices", _("This device shows notices from now on."))


@blueprint.post("/me/notices/devices/<int:device_id>/end")
def disconnect_device(device_id: int) -> Response:
    """Let a browser show no notices any more."""
    services.disconnect(signed_in_member(), device_id)
    return go_to("/me/notices", _("That device shows no notices any more."))


@blueprint.get("/me/mails")
def mails() -> Response:
    """Where members chose before among mails alone."""
    return redirect("/me/notices", 301)


def _put_away(member: Member, notice_ids: Collection[int]) -> None:
    """Note that notices are read; where others write for too long they stay as they are."""
    try:
        with db.writing():
            services.put_away(member, notice_ids)
    except OperationalError:
        session.rollback()


def _bell() -> dict[str, Any]:
    count = unread_things().count
    return {"unread": count, "number": bell_number(count), "label": bell_label(count)}


def _as_json(page: Page[NoticeRow]) -> dict[str, Any]:
    rows = [
        {
            "id": row.id,
            "at": row.at.isoformat(),
            "is_unread": row.is_unread,
            "lines": row.lines,
            "url": f"/notices/{row.id}",
        }
        for row in page.rows
    ]
    next_url = f"/notices?after={page.next}" if page.next else None
    return _bell() | {"notices": rows, "next": next_url}


def _as_page(page: Page[NoticeRow], made_at: datetime) -> str:
    return render_template(
        "notices/notices.html",
        page=page,
        parts=_parts(page.rows),
        count=unread_things().count,
        made_at=made_at.isoformat(),
    )


def _parts(rows: list[NoticeRow]) -> list[tuple[bool, list[tuple[str, list[NoticeRow]]]]]:
    """The unread and the read ones, each by the days of the reader."""
    return [
        (
            is_unread,
            [(day, list(of_day)) for day, of_day in groupby(those, _day)],
        )
        for is_unread, those in groupby(rows, lambda row: row.is_unread)
    ]


def _day(row: NoticeRow) -> str:
    return near_day(row.at)
